// SPDX-License-Identifier: MIT
//
// Times and foreign texts as people read them.
#include "messages/readable.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

TEST_CASE("iso time: dates around leap days, centuries and the epoch") {
  CHECK(to_iso_time({0}) == "1970-01-01T00:00:00Z");
  CHECK(to_iso_time({-1}) == "1969-12-31T23:59:59Z");
  CHECK(to_iso_time({951'782'400}) == "2000-02-29T00:00:00Z");
  CHECK(to_iso_time({1'709'251'199}) == "2024-02-29T23:59:59Z");
  CHECK(to_iso_time({1'709'251'200}) == "2024-03-01T00:00:00Z");
  CHECK(to_iso_time({1'735'689'599}) == "2024-12-31T23:59:59Z");
  CHECK(to_iso_time({4'107'542'400}) == "2100-03-01T00:00:00Z");
}

TEST_CASE("readable: what is no UTF-8 is replaced, character by character") {
  CHECK(readable("plain \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80") ==
        "plain \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80");
  CHECK(readable("a\xFF\xC3z") == "a\xEF\xBF\xBD\xEF\xBF\xBDz");
  CHECK(readable("\xED\xA0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"); // A surrogate.
  CHECK(readable("\xE2\x82") == "\xEF\xBF\xBD\xEF\xBF\xBD");                 // Cut in two.
  CHECK(readable("a\nb\x1B[2J") == "a\nb\x1B[2J");
}

TEST_CASE("readable: a text is cut between characters") {
  CHECK(readable("ab\xC3\xA9", 3) == "ab");
  CHECK(readable("ab\xC3\xA9", 4) == "ab\xC3\xA9");
}

TEST_CASE("printable: nothing moves the cursor or turns the direction of writing") {
  CHECK(printable("a\x1B[2Jb\r\nc\x7F") == "a?[2Jb??c?");
  CHECK(printable("\xC2\x9B"
                  "2J") == "?2J"); // CSI as one character.
  CHECK(printable("x\xE2\x80\xAEy\xE2\x81\xA6z\xE2\x80\xA8") == "x?y?z?");
  CHECK(printable("\xC3\xA9 \xE2\x82\xAC") == "\xC3\xA9 \xE2\x82\xAC");
}

TEST_CASE("readable: characters are counted, not bytes") {
  CHECK(character_count("") == 0);
  CHECK(character_count("ab\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80") == 5);
}
