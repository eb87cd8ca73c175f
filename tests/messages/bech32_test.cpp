// SPDX-License-Identifier: MIT
//
// Bech32 against the vectors of BIP-173, with the length limit lifted.
#include "messages/bech32.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

TEST_CASE("bech32: the valid strings of BIP-173 decode and come back") {
  for (const std::string text : {
           "a12uel5l",
           "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt"
           "5tgs",
           "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
           "11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc82"
           "47j",
           "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
           "?1ezyfcl",
       }) {
    const auto decoded = bech32::decode(text);
    REQUIRE(decoded);
    CHECK(bech32::encode(decoded->prefix, decoded->groups) == text);
  }
}

TEST_CASE("bech32: upper case decodes to the same as lower case") {
  CHECK(bech32::decode("A12UEL5L")->prefix == "a");
  CHECK(bech32::decode("ABCDEF1QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LMQQQXW")->groups.size() == 32);
}

TEST_CASE("bech32: the invalid strings of BIP-173 are refused") {
  for (const auto* text : {
           "\x20"
           "1nwldj5",
           "\x7f"
           "1axkwrx",
           "\x80"
           "1eym55h",
           "pzry9x0s0muk",
           "1pzry9x0s0muk",
           "x1b4n0q5v",
           "li1dgmt3",
           "de1lg7wt\xff",
           "A1G7SGD8",
           "10a06t8",
           "1qzzfhee",
           "",
           "1",
           "a1",
           "a12UEL5L",
           "A12uel5l",
           "a12uel5m",
           "b12uel5l",
       })
    CHECK_FALSE(bech32::decode(text));
}

TEST_CASE("bech32: a bech32m checksum is a wrong checksum") {
  CHECK_FALSE(bech32::decode("a1lqfn3a"));
}

TEST_CASE("bech32: one changed character anywhere is noticed") {
  const std::string good = "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w";
  for (size_t i = 0; i < good.size(); ++i) {
    auto bad = good;
    bad[i] = bad[i] == 'q' ? 'p' : 'q';
    CHECK_FALSE(bech32::decode(bad));
  }
}

TEST_CASE("bech32: strings beyond 90 characters are in order") {
  const std::vector<uint8_t> groups(5000, 17);
  const auto text = bech32::encode("lnbc", groups);
  const auto back = bech32::decode(text);
  REQUIRE(back);
  CHECK(back->groups == groups);
}

TEST_CASE("bech32: regrouping pads with zeros and takes only zero padding back") {
  const bytes data{0xff, 0x01, 0x80};
  const auto groups = bech32::regroup(data, 8, 5, true);
  CHECK(groups.value() == bytes{31, 28, 0, 24, 0});
  CHECK(bech32::regroup(*groups, 5, 8, false).value() == data);
  CHECK_FALSE(bech32::regroup(bytes{31, 28, 0, 24, 1}, 5, 8, false));    // set padding bit
  CHECK_FALSE(bech32::regroup(bytes{31, 28, 0, 24, 0, 0}, 5, 8, false)); // a spare group
  CHECK_FALSE(bech32::regroup(bytes{32, 0}, 5, 8, false));               // not a group of 5 bits
  CHECK(bech32::regroup({}, 5, 8, false).value().empty());
}
