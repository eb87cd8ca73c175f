// SPDX-License-Identifier: MIT
//
// Ids named by their beginning.
#include "actors/admin/id_prefix_rules.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::admin;

namespace {

order_id id_of(std::string_view text) { return *order_id::parse(text); }

} // namespace

TEST_CASE("id prefix: at least four hex digits, hyphens and case do not matter") {
  for (auto* wrong : {"", "abc", "ab-c", "abcg", "ABC!", "0123456789abcdef0123456789abcdef0"})
    CHECK_FALSE(id_prefix::parse(wrong));
  auto prefix = id_prefix::parse("6F0C12aB-9d");
  REQUIRE(prefix);
  CHECK(prefix->fits(id_of("6f0c12ab-9d00-4000-8000-000000000000").data));
  CHECK_FALSE(prefix->fits(id_of("6f0c12ab-9e00-4000-8000-000000000000").data));
  CHECK(id_prefix::parse("abc").why().text.find("at least the first 4") != std::string::npos);
}

TEST_CASE("id prefix: the ids that fit are one range in the order of ids") {
  auto prefix = *id_prefix::parse("6f0c0");
  auto before = prefix.last_before();
  REQUIRE(before);
  CHECK(to_hex(*before) == "6f0bffffffffffffffffffffffffffff");
  CHECK(order_id{*before} < id_of("6f0c0000-0000-0000-0000-000000000000"));
  CHECK_FALSE(prefix.is_before(id_of("6f0c0fff-ffff-ffff-ffff-ffffffffffff").data));
  CHECK(prefix.is_before(id_of("6f0c1000-0000-0000-0000-000000000000").data));
  CHECK_FALSE(prefix.is_before(id_of("00000000-0000-0000-0000-000000000000").data));
  CHECK_FALSE(id_prefix::parse("0000")->last_before());
}
