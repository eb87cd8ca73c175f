// SPDX-License-Identifier: MIT
//
// The remainder of a range order after a release (spec 02 §5).
#include "tests/actors/order/outcome_text.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

const auto hash = escrow_secret().hash;
const auto settled_fact = escrow_settled{hash, msats{50'150'000}};

order range_in_fiat_sent(order_kind kind, int64_t slice, std::optional<next_trade> next = {}) {
  auto o = fiat_sent_order(range_order(kind, 10, 100), next);
  std::get<fiat_sent>(o.phase).trade.fiat_amount = slice;
  return o;
}

/// Release by the seller of a range order, then LND's answer.
transition released(const order& o, payload with) {
  auto seller = o.terms.kind == sell ? maker() : taker();
  auto t = advance(o, event_of(release_of(seller, std::move(with)), 50));
  return advance(t.next, answer_of(settled_fact, 51));
}

/// The same release with a price known.
transition released_at(const order& o, price_quote price_then) {
  auto r = release_of(o.terms.kind == sell ? maker() : taker(), next_key_payload());
  r.price = price_then;
  auto t = advance(o, event_of(r, 50));
  return advance(t.next, answer_of(settled_fact, 51));
}

} // namespace

TEST_CASE("conformance/02-50: the remainder of a range order is a new order", "[02-50]") {
  auto t = released(range_in_fiat_sent(sell, 30), next_key_payload());
  CHECK(text_of(decision{t}) ==
        "settled(paying): released>taker hold-invoice-payment-settled>maker rate>maker "
        "pay-invoice owe-dev-fee child[new-order>next publish:pending]");
  auto& born = t.child->born;
  CHECK(born.id == id_of<order_id>(0xcc));
  CHECK(born.seq == 1);
  CHECK(born.maker == party{key(4), maker().identity, 11, transport::nip44});
  CHECK(born.terms.min_amount == 10);
  CHECK(born.terms.max_amount == 70);
  CHECK(born.terms.fiat_amount == 0);
  CHECK(born.terms.created_at == start + seconds{51});
  CHECK(born.terms.expires_at == t.next.terms.expires_at);
  CHECK(born.terms.range_parent == t.next.id);
  CHECK(born.terms.kind == sell);
  CHECK(born.terms.fiat_code == t.next.terms.fiat_code);
  CHECK(born.terms.payment_method == t.next.terms.payment_method);
  CHECK_FALSE(born.terms.payment_method.empty());
  CHECK(born.terms.premium == t.next.terms.premium);
  CHECK(born.terms.is_market_priced());
  CHECK_FALSE(born.terms.maker_invoice);
  CHECK(std::holds_alternative<pending>(born.phase));
  auto& m23 = std::get<send_message>(t.child->effects[0]);
  CHECK(m23.to == key(4));
  CHECK(m23.message.id == born.id);
  CHECK(m23.message.request_id == 600);
  CHECK(m23.message.trade_index == 11);
  CHECK_FALSE(shown_order(m23.message).seller_trade_pubkey);
  CHECK(std::get<publish_order>(t.child->effects[1]).created_at == born.last_stamp);
  CHECK(std::get<publish_order>(t.child->effects[1]).max_amount == 70);

  auto single = released(range_in_fiat_sent(sell, 90), next_key_payload());
  CHECK_FALSE(single.child->born.terms.is_range());
  CHECK(single.child->born.terms.fiat_amount == 10);
  CHECK_FALSE(released(range_in_fiat_sent(sell, 95), next_key_payload()).child);
  CHECK_FALSE(released(range_in_fiat_sent(sell, 100), next_key_payload()).child);
}

TEST_CASE("conformance/02-51: a sell range released without next trade has no child", "[02-51]") {
  auto t = released(range_in_fiat_sent(sell, 30), {});
  CHECK_FALSE(t.child);
  CHECK(phase<settled>(t).payout.claim);
}

TEST_CASE("conformance/02-52: a buy range takes the next key of fiat-sent", "[02-52]") {
  auto o = active_order(range_order(buy, 10, 100));
  auto sent = advance(o, event_of(fiat_sent_of(maker(), next_key_payload())));
  auto t = released(sent.next, next_trade_payload{key(5).hex(), 99}); // The seller's is not used.
  REQUIRE(t.child);
  CHECK(t.child->born.maker.trade_key == key(4));
  CHECK(t.child->born.maker.trade_index == 11);
  CHECK(t.child->born.terms.max_amount == 70);
  auto& m23 = std::get<send_message>(t.child->effects[0]);
  CHECK(m23.to == key(4));
  CHECK(m23.message.trade_index == 11);
}

TEST_CASE("remainder: a taker's next key never makes the child, whoever settles") {
  auto o = active_order(range_order(sell, 10, 100));
  auto sent = advance(o, event_of(fiat_sent_of(taker(), next_trade_payload{key(5).hex(), 8})));
  CHECK_FALSE(released(sent.next, {}).child);
  CHECK_FALSE(advance(sent.next, event_of(settled_fact, 50)).child);
}

TEST_CASE("remainder: the child of a maker in full-privacy mode is private too") {
  auto o = range_in_fiat_sent(sell, 30);
  o.maker.identity = o.maker.trade_key;
  auto t = advance(o, event_of(release_of(o.maker, next_key_payload()), 50));
  t = advance(t.next, answer_of(settled_fact, 51));
  CHECK(t.child->born.maker.is_private());
}

TEST_CASE("remainder: an order that is past its expiry bears no child") {
  auto o = range_in_fiat_sent(sell, 30);
  auto t = advance(o, event_of(release_of(maker(), next_key_payload()), 50));
  CHECK_FALSE(advance(t.next, answer_of(settled_fact, 86'400)).child);
}

TEST_CASE("remainder: one that is worth less than the smallest payment is not born") {
  // 10 USD are 100 sats at 10,000,000 USD per bitcoin.
  for (auto& o : {range_in_fiat_sent(sell, 30), range_in_fiat_sent(buy, 30, next_key())}) {
    CHECK(released_at(o, price(10'000'000)).child);
    auto poor = released_at(o, price(10'000'001));
    CHECK_FALSE(poor.child);
    CHECK(phase<settled>(poor).payout.claim); // The buyer is paid all the same.
  }
  auto single = range_in_fiat_sent(sell, 90);
  CHECK_FALSE(released_at(single, price(10'000'001)).child);
}

TEST_CASE("remainder: only a fresh price speaks against it") {
  auto o = range_in_fiat_sent(sell, 30);
  CHECK(released_at(o, {price_quote::state::stale, 10'000'001}).child);
  CHECK(released_at(o, {}).child);
}

TEST_CASE("remainder: its premium counts") {
  auto o = range_in_fiat_sent(sell, 30);
  o.terms.premium = 1; // 99 sats.
  CHECK_FALSE(released_at(o, price(10'000'000)).child);
}
