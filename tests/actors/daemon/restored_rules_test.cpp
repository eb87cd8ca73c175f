// SPDX-License-Identifier: MIT
//
// Which payments since a backup count as the payouts of its open orders.
#include "actors/daemon/restored_rules.hpp"

#include "tests/actors/order/order_fixture.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

constexpr sats usual_payout{49'850};

lnd::payment paid(uint8_t hash, sats amount = usual_payout, const std::string& bolt11 = {}) {
  lnd::payment out;
  out.hash = id_of<payment_hash>(hash);
  out.state = lnd::payment_state::succeeded;
  out.value = to_msats(amount);
  out.bolt11 = bolt11;
  return out;
}

order with_id(uint8_t id, order o) {
  o.id = id_of<order_id>(id);
  return o;
}

/// LND settled every escrow and made these payments.
seen_since settled_with(std::vector<lnd::payment> payments) {
  return {{{escrow_secret().hash, true}}, std::move(payments)};
}

const settled& settled_in(const found_payout& found) { return std::get<settled>(found.next.phase); }

} // namespace

TEST_CASE(
    "restored: a payment of the amount becomes the claim of an order that was settled since") {
  const auto base = pending_order(sell);
  for (auto& o : {active_order(base), fiat_sent_order(base), settling_order(base),
                  canceling_order(sell, order_status::active, true), waiting_invoice_order(buy),
                  waiting_payment_order(sell, true)}) {
    const auto found = payouts_since({o}, settled_with({paid(0x77)}), start);
    REQUIRE(found.size() == 1);
    CHECK(found[0].next.seq == o.seq + 1);
    CHECK_FALSE(found[0].is_unclear);
    REQUIRE(settled_in(found[0]).payout.claim);
    CHECK(settled_in(found[0]).payout.claim->hash == id_of<payment_hash>(0x77));
    CHECK(settled_in(found[0]).payout.claim->bolt11.empty()); // Asked about, never sent.
    CHECK(settled_in(found[0]).trade == *trade_of(o));
  }
}

TEST_CASE("restored: an order is left alone when nothing was paid or its escrow is not settled") {
  const auto o = active_order(pending_order(sell));
  CHECK(payouts_since({o}, settled_with({}), start).empty());
  CHECK(payouts_since({o}, settled_with({paid(0x77, sats{1})}), start).empty());
  CHECK(payouts_since({o}, {{{escrow_secret().hash, false}}, {paid(0x77)}}, start).empty());
  CHECK(payouts_since({pending_order(sell), opening_order(sell)}, settled_with({paid(0x77)}), start)
            .empty());
}

TEST_CASE("restored: a payout that the backup knows and LND has is followed as it is") {
  auto known = paid(50);
  CHECK(payouts_since({paying_order(sell)}, settled_with({known, paid(0x77)}), start).empty());
}

TEST_CASE("restored: a settled order whose payout failed since counts the later payment") {
  for (auto& o : {paying_order(sell), unpaid_order(sell, 2), resolving_order(sell)}) {
    const auto before = std::get<settled>(o.phase).payout.claims;
    const auto found = payouts_since({o}, settled_with({paid(0x77)}), start);
    REQUIRE(found.size() == 1);
    const auto& pay = settled_in(found[0]).payout;
    CHECK(pay.claim->hash == id_of<payment_hash>(0x77));
    CHECK(pay.claims == before + 1);
    CHECK(pay.claim->number == pay.claims);
    CHECK_FALSE(pay.resolving);
    CHECK_FALSE(pay.retry_at);
  }
}

TEST_CASE("restored: the invoice that the buyer gave tells whose payment it is") {
  const auto first = with_id(1, fiat_sent_order(pending_order(sell)));
  auto second = with_id(2, fiat_sent_order(pending_order(sell)));
  std::get<fiat_sent>(second.phase).trade.buyer_invoice = "lnbc-of-the-second";
  const auto found = payouts_since(
      {first, second}, settled_with({paid(0x77, usual_payout, "lnbc-of-the-second")}), start);
  REQUIRE(found.size() == 1);
  CHECK(found[0].next.id == second.id);
  CHECK_FALSE(found[0].is_unclear);
}

TEST_CASE("restored: with fewer payments than orders of an amount nobody is paid again") {
  const auto first = with_id(1, fiat_sent_order(pending_order(sell)));
  const auto second = with_id(2, fiat_sent_order(pending_order(sell)));
  auto found = payouts_since({first, second}, settled_with({paid(0x77)}), start);
  REQUIRE(found.size() == 2);
  CHECK((found[0].is_unclear && found[1].is_unclear));
  found = payouts_since({first, second}, settled_with({paid(0x77), paid(0x78)}), start);
  REQUIRE(found.size() == 2);
  CHECK_FALSE((found[0].is_unclear || found[1].is_unclear));
  CHECK(found[0].by.hash != found[1].by.hash);
}

TEST_CASE("restored: LND is asked about every escrow that may have been settled") {
  const auto base = pending_order(sell);
  for (auto& o : {active_order(base), settling_order(base), waiting_invoice_order(buy),
                  canceling_order(sell, order_status::active, true)})
    CHECK(escrow_to_ask(o) == escrow_secret().hash);
  for (auto& o : {base, waiting_invoice_order(sell), paying_order(sell),
                  closed_order(sell, order_status::success, true)})
    CHECK_FALSE(escrow_to_ask(o));
}
