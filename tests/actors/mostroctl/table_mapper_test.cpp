// SPDX-License-Identifier: MIT
//
// Columns that line up.
#include "actors/mostroctl/table_mapper.hpp"

#include <catch2/catch.hpp>

using namespace mostro::ctl;

TEST_CASE("table: columns line up by characters, not by bytes, without blanks at the end") {
  table t{{{"NAME", aligned::left}, {"N", aligned::right}, {"TEXT", aligned::left}}};
  CHECK(t.is_empty());
  t.add({"caf\xC3\xA9", "1", "x"});
  t.add({"a", "1000", ""});
  CHECK_FALSE(t.is_empty());
  CHECK(t.text() == "NAME     N  TEXT\n"
                    "caf\xC3\xA9     1  x\n"
                    "a     1000\n");
}

TEST_CASE("table: an escape sequence in a cell is made harmless") {
  table t{{{"A", aligned::left}}};
  t.add({"x\x1B[31my\nz"});
  CHECK(t.text() == "A\nx?[31my?z\n");
}

TEST_CASE("table: pairs without a value are left out") {
  CHECK(pairs_text({{"a", "1"}, {"long name", ""}, {"bcd", "2"}}) == "a    1\nbcd  2\n");
  CHECK(pairs_text({}).empty());
}

TEST_CASE("table: lengths of time are told in two units") {
  CHECK(duration_text(0) == "0s");
  CHECK(duration_text(59) == "59s");
  CHECK(duration_text(60) == "1m");
  CHECK(duration_text(3599) == "59m 59s");
  CHECK(duration_text(3600) == "1h");
  CHECK(duration_text(90'061) == "1d 1h");
  CHECK(duration_text(86'430) == "1d");
  CHECK(duration_text(-5) == "-5s");
  CHECK(time_text(0) == "-");
}
