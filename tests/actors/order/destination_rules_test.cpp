// SPDX-License-Identifier: MIT
//
// Where a buyer may ask to be paid (spec 02 §3.4).
#include "actors/order/destination_rules.hpp"

#include "tests/actors/order/order_fixture.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

bool acceptable(const std::string& text, sats expected = sats{49'850}) {
  return is_acceptable_destination(text, {expected}, destination_probe::not_needed, start,
                                   policy());
}

bool payable(const payee& what, int64_t late = 0) {
  auto decoded = bolt11::decode(invoice_text(what));
  REQUIRE(decoded);
  return is_payable_invoice(*decoded, sats{49'850}, start + seconds{late}, policy());
}

} // namespace

TEST_CASE("conformance/02-20: only an invoice of exactly the payout will do", "[02-20]") {
  CHECK(acceptable(good_invoice()));
  CHECK_FALSE(acceptable(invoice_text({msats{49'851'000}})));
  CHECK_FALSE(acceptable(invoice_text({msats{49'849'000}})));
}

TEST_CASE("conformance/02-21: an invoice needs an hour of life", "[02-21]") {
  payee what{std::nullopt};
  what.seconds_left = 3599;
  CHECK_FALSE(acceptable(invoice_text(what)));
  what.seconds_left = 3600;
  CHECK(acceptable(invoice_text(what)));
}

TEST_CASE("conformance/02-22: the final CLTV delta may be 432 and no more", "[02-22]") {
  payee what;
  what.final_cltv = 432;
  CHECK(acceptable(invoice_text(what)));
  what.final_cltv = 433;
  CHECK_FALSE(acceptable(invoice_text(what)));
}

TEST_CASE("conformance/02-23: an invoice of another chain is refused", "[02-23]") {
  payee what;
  what.chain = bolt11::network::testnet;
  CHECK_FALSE(acceptable(invoice_text(what)));
  auto unmapped = policy();
  unmapped.network.reset();
  CHECK(is_acceptable_destination(invoice_text(what), {sats{49'850}}, destination_probe::not_needed,
                                  start, unmapped));
}

TEST_CASE("conformance/02-24: millisatoshis count", "[02-24]") {
  CHECK_FALSE(acceptable(invoice_text({msats{49'850'500}})));
  CHECK_FALSE(acceptable(invoice_text({msats{500}})));
}

TEST_CASE("conformance/02-25: an address that was not found reachable is refused", "[02-25]") {
  for (auto probe : {destination_probe::unreachable, destination_probe::not_needed})
    CHECK_FALSE(is_acceptable_destination("bob@10.0.0.1", {sats{49'850}}, probe, start, policy()));
  CHECK(is_acceptable_destination("bob@example.com", {sats{49'850}}, destination_probe::reachable,
                                  start, policy()));
}

TEST_CASE("conformance/02-66: the minimum applies to the amount, not to the payout", "[02-66]") {
  CHECK(acceptable(invoice_text({msats{99'000}}), sats{99}));
  CHECK(acceptable(invoice_text({std::nullopt}), sats{99}));
}

TEST_CASE("destination: an invoice of another escrow or payout is refused") {
  CHECK_FALSE(is_acceptable_destination(good_invoice(), {sats{49'850}},
                                        destination_probe::already_used, start, policy()));
}

TEST_CASE("destination: a priced invoice needs an expected amount") {
  auto judge = [](const std::string& text) {
    return is_acceptable_destination(text, {}, destination_probe::not_needed, start, policy());
  };
  CHECK_FALSE(judge(good_invoice()));
  CHECK(judge(invoice_text({std::nullopt})));
}

TEST_CASE("destination: an invoice of our own node is refused") {
  payee what;
  what.node = 77;
  CHECK_FALSE(acceptable(invoice_text(what)));
  CHECK_FALSE(payable(what));
}

TEST_CASE("destination: what is neither invoice nor address is refused") {
  for (auto text : {"", "nonsense", "lnurl", "lnbc1", "lightning:lnbc1"})
    CHECK_FALSE(acceptable(text));
}

TEST_CASE("destination: addresses and LNURLs are told from invoices") {
  CHECK(is_address("bob@example.com"));
  CHECK(is_address("lnurl1dp68gurn8ghj7"));
  CHECK(is_address("LNURL1DP68GURN8GHJ7"));
  CHECK_FALSE(is_address(good_invoice()));
  CHECK_FALSE(is_address("lnurl"));
  CHECK_FALSE(is_address(""));
}

TEST_CASE("destination: an address must resolve to exactly the payout, alive, on this chain") {
  CHECK(payable({}));
  CHECK_FALSE(payable({std::nullopt}));
  CHECK_FALSE(payable({msats{49'850'001}}));
  payee what;
  what.seconds_left = 10;
  CHECK(payable(what, 9));
  CHECK_FALSE(payable(what, 10));
  what = {};
  what.final_cltv = 433;
  CHECK_FALSE(payable(what));
  what = {};
  what.chain = bolt11::network::regtest;
  CHECK_FALSE(payable(what));
}
