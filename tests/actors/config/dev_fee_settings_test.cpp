// SPDX-License-Identifier: MIT
//
// The settings of the development fee (spec 05 §4, decision 7).
#include "tests/actors/config/settings_fixture.hpp"

using namespace mostro;
using namespace mostro::test;

namespace {

/// Reads a whole file whose `[mostro]` table has this line instead of its own fee.
settings_reading with_line(const settings_folder& in, const std::string& line) {
  auto text = in.whole();
  auto at = text.find("dev_fee_percentage");
  REQUIRE(at != std::string::npos);
  text.replace(at, text.find('\n', at) - at, line);
  return in.read(text);
}

} // namespace

// The reference refuses below 0.10; an independent node may give less, or nothing.
TEST_CASE("conformance/05-D4: a share of the fee outside of 0 to 1 is fatal, 0.09 is allowed",
          "[05-D4]") {
  settings_folder folder;
  for (auto* fatal : {"1.01", "-0.1", "2"}) {
    auto reading = with_line(folder, std::string{"dev_fee_percentage = "} + fatal);
    CHECK_FALSE(reading.value);
    REQUIRE(reading.problems.size() == 1);
    CHECK(reading.problems.front().find("dev_fee_percentage") != std::string::npos);
  }
  for (auto share : {0.0, 0.09, 0.3, 1.0}) {
    auto reading = with_line(folder, "dev_fee_percentage = " + std::to_string(share));
    REQUIRE(reading.value);
    CHECK(reading.value->policy.dev_fee_percentage == Approx(share));
  }
}

TEST_CASE("settings: development fees are off and their address is the reference's unless stated") {
  settings_folder folder;
  auto reading = with_line(folder, "");
  REQUIRE(reading.value);
  CHECK(reading.value->policy.dev_fee_percentage == 0);
  CHECK(reading.value->instance.dev_fee_address == "pivotaldeborah52@walletofsatoshi.com");
}

TEST_CASE("settings: the address of development fees must be one that can be paid") {
  settings_folder folder;
  auto address_of = [&](const std::string& lines) -> std::string {
    auto reading = with_line(folder, lines);
    return reading.value ? reading.value->instance.dev_fee_address : "refused";
  };
  CHECK(address_of("dev_fee_address = 'me@example.org'") == "me@example.org");
  CHECK(address_of("dev_fee_address = ' lnurl1dp68gurn '") == "lnurl1dp68gurn");
  for (auto* wrong : {"nobody", "@example.org", "me@"})
    CHECK(address_of(std::string{"dev_fee_address = '"} + wrong + "'") == "refused");
  CHECK(address_of("dev_fee_address = ''").empty());
  CHECK(address_of("dev_fee_percentage = 0.3\ndev_fee_address = ''") == "refused");
}
