// SPDX-License-Identifier: MIT
//
// Identifiers: their spellings, and that secrets do not print.
#include "messages/ids.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace mostro;

namespace {

const std::string canonical = "308e1272-d5f4-47e6-bd97-3504baea9c23";

} // namespace

TEST_CASE("ids: hex of an id comes back, in lower case") {
  const std::string hex = "00ff" + std::string(60, 'A');
  const auto id = event_id::from_hex(hex);
  REQUIRE(id);
  CHECK(id->hex() == "00ff" + std::string(60, 'a'));
  CHECK_FALSE(id->is_zero());
  CHECK(event_id{}.is_zero());
  CHECK_FALSE(event_id::from_hex(hex.substr(1)));
}

TEST_CASE("ids: a UUID parses in all four forms and any letter case") {
  for (const std::string text : {
           "308e1272-d5f4-47e6-bd97-3504baea9c23",
           "308E1272-D5F4-47e6-BD97-3504BAEA9C23",
           "308e1272d5f447e6bd973504baea9c23",
           "{308e1272-d5f4-47e6-bd97-3504baea9c23}",
           "urn:uuid:308E1272-d5f4-47e6-bd97-3504baea9c23",
       }) {
    const auto id = order_id::parse(text);
    REQUIRE(id);
    CHECK(id->text() == canonical);
  }
}

TEST_CASE("ids: other spellings of a UUID are refused") {
  for (const std::string text : {
           "",
           "308e1272-d5f4-47e6-bd97-3504baea9c2",
           "308e1272-d5f4-47e6-bd97-3504baea9c234",
           "308e1272d-5f4-47e6-bd97-3504baea9c23",
           "308e1272-d5f4-47e6-bd97-3504baea9c2g",
           "{308e1272-d5f4-47e6-bd97-3504baea9c23",
           "308e1272-d5f4-47e6-bd97-3504baea9c23}",
           " 308e1272-d5f4-47e6-bd97-3504baea9c23",
           "308e1272-d5f4-47e6-bd973504baea9c23",
           "308e1272d5f447e6bd973504baea9c2",
           "308e1272d5f447e6bd973504baea9c2z",
       })
    CHECK_FALSE(order_id::parse(text));
}

TEST_CASE("ids: a random UUID is of version 4 and of the RFC variant") {
  std::array<uint8_t, 16> random;
  random.fill(0xff);
  CHECK(order_id::from_random(random).text() == "ffffffff-ffff-4fff-bfff-ffffffffffff");
  random.fill(0);
  CHECK(order_id::from_random(random).text() == "00000000-0000-4000-8000-000000000000");
}

TEST_CASE("ids: the payment hash is SHA-256 of the preimage") {
  CHECK(hash_of(preimage{bytes32{}}).hex() ==
        "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925");
}

TEST_CASE("ids: a secret prints as redacted") {
  bytes32 raw;
  raw.fill(0x41);
  std::ostringstream out;
  out << secret_key{raw};
  CHECK(out.str() == "<redacted>");
}
