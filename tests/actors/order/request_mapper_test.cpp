// SPDX-License-Identifier: MIT
//
// From a trader's message to the fact that the machine judges.
#include "actors/order/request_mapper.hpp"

#include "tests/actors/order/order_fixture.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

opened_message request(action what, payload p = {}) {
  opened_message m;
  m.message.action = what;
  m.message.request_id = 77;
  m.message.trade_index = 7;
  m.message.payload = std::move(p);
  m.sender = key(2);
  m.identity = key(102);
  m.via = transport::gift_wrap;
  return m;
}

template <class Fact>
Fact fact(const opened_message& m, const gathered_facts& g = {}) {
  auto found = fact_of(m, g);
  REQUIRE(found);
  REQUIRE(std::holds_alternative<Fact>(*found));
  return std::get<Fact>(*found);
}

payload invoice_payload(std::string text, std::optional<int64_t> amount = {}) {
  return payment_request_payload{std::nullopt, std::move(text), amount};
}

} // namespace

TEST_CASE("requests: the sender becomes a party with index and transport") {
  CHECK(party_from(request(action::cancel)) == taker());
}

TEST_CASE("requests: a take carries what was gathered") {
  gathered_facts g;
  g.price = price(50'000);
  g.probe = destination_probe::reachable;
  g.reputation = {4.5, 6, 70};
  g.fresh = escrow_secret();
  auto r =
      fact<take_requested>(request(action::take_sell, invoice_payload("bob@example.com", 30)), g);
  CHECK(r.wanted == sell);
  CHECK(r.taker == taker());
  CHECK(r.request_id == 77);
  CHECK(r.fiat_amount == 30);
  CHECK(r.buyer_invoice == "bob@example.com");
  CHECK(r.probe == destination_probe::reachable);
  CHECK(r.price.fiat_per_bitcoin == 50'000);
  CHECK(r.taker_reputation == user_info{4.5, 6, 70});
  CHECK(r.fresh == escrow_secret());
}

TEST_CASE("requests: the fiat amount comes from an amount payload too") {
  auto r = fact<take_requested>(request(action::take_buy, amount_payload{25}));
  CHECK(r.wanted == buy);
  CHECK(r.fiat_amount == 25);
  CHECK_FALSE(r.buyer_invoice);
  CHECK_FALSE(fact<take_requested>(request(action::take_sell)).fiat_amount);
}

TEST_CASE("requests: an invoice in take-buy is not read, an empty one is none") {
  CHECK_FALSE(fact<take_requested>(request(action::take_buy, invoice_payload("x"))).buyer_invoice);
  CHECK_FALSE(fact<take_requested>(request(action::take_sell, invoice_payload(""))).buyer_invoice);
}

TEST_CASE("requests: each action becomes its fact") {
  auto i = fact<invoice_offered>(request(action::add_invoice, invoice_payload("lnbc1")));
  CHECK(i.buyer_invoice == "lnbc1");
  CHECK(i.sender == taker());
  CHECK(i.request_id == 77);
  CHECK(fact<invoice_offered>(request(action::add_invoice)).buyer_invoice.empty());
  auto f = fact<fiat_sent_claimed>(request(action::fiat_sent, next_key_payload()));
  CHECK(f.payload == next_key_payload());
  CHECK(f.request_id == 77);
  CHECK(fact<release_requested>(request(action::release, text_payload{"x"})).payload ==
        payload{text_payload{"x"}});
  CHECK(fact<cancel_requested>(request(action::cancel)).request_id == 77);
  CHECK(fact<dispute_requested>(request(action::dispute)).sender == taker());
  CHECK(fact<trade_key_changed>(request(action::trade_pubkey)).request_id == 77);
  CHECK(fact<rating_given>(request(action::rate_user, rating_payload{6})).value == 6);
  CHECK(fact<rating_given>(request(action::rate_user)).value == 0);
  CHECK(fact<bond_invoice_offered>(request(action::add_bond_invoice)).sender == taker());
  CHECK_FALSE(fact_of(request(action::restore_session), {}));
}

TEST_CASE("requests: a solver's identity and standing go with the request") {
  gathered_facts g;
  g.standing = solver_standing::read_write;
  g.holder = solver_standing::read;
  g.buyer.reviews = 1;
  g.seller.reviews = 2;
  auto take = fact<dispute_take_requested>(request(action::admin_take_dispute), g);
  solver_caller expected{key(102), key(2), transport::gift_wrap,
                         77,       7,      solver_standing::read_write};
  CHECK(take.by == expected);
  CHECK(take.holder == solver_standing::read);
  CHECK(take.buyer_reputation.reviews == 1);
  CHECK(take.seller_reputation.reviews == 2);
  payload slash = bond_resolution_payload{true, false};
  auto settle = fact<admin_settle_requested>(request(action::admin_settle, slash), g);
  CHECK(settle.by == expected);
  CHECK(settle.payload == slash);
  CHECK(fact<admin_cancel_requested>(request(action::admin_cancel), g).by == expected);
}

TEST_CASE("requests: who takes a dispute needs the standings and the traders' reputations") {
  auto o = active_order(pending_order(sell));
  dispute d;
  d.solver = key(9);
  o.dispute = d;
  auto take = needs_of(request(action::admin_take_dispute), &o);
  CHECK(take.standing);
  CHECK(take.holder == key(9));
  CHECK(take.buyer == taker().identity);
  CHECK(take.seller == maker().identity);
  o.maker.identity = o.maker.trade_key; // A private trader has nothing to be told.
  CHECK_FALSE(needs_of(request(action::admin_take_dispute), &o).seller);
  for (auto what : {action::admin_settle, action::admin_cancel}) {
    CHECK(needs_of(request(what), &o).standing);
    CHECK_FALSE(needs_of(request(what), &o).buyer);
  }
  CHECK_FALSE(needs_of(request(action::dispute), &o).standing);
}

TEST_CASE("requests: the payment hash of every invoice that is given is looked up") {
  auto o = pending_order(sell);
  for (auto what : {action::take_sell, action::add_invoice})
    CHECK(needs_of(request(what, invoice_payload(good_invoice())), &o).hash_of ==
          hash_of_payee(50));
  small_order wanted;
  wanted.kind = buy;
  wanted.buyer_invoice = good_invoice();
  CHECK(needs_of(request(action::new_order, order_payload{wanted}), nullptr).hash_of ==
        hash_of_payee(50));
  CHECK_FALSE(needs_of(request(action::add_invoice, invoice_payload("lnbc1")), &o).hash_of);
}

TEST_CASE("requests: the release of a market-priced range asks for the price of the remainder") {
  auto range = range_order(sell, 10, 100);
  auto single = market_order(sell, 20);
  CHECK(needs_of(request(action::release), &range).price_of == "USD");
  CHECK_FALSE(needs_of(request(action::release), &single).price_of);
  gathered_facts g;
  g.price = price(3.0);
  CHECK(fact<release_requested>(request(action::release), g).price.fiat_per_bitcoin == 3.0);
}

TEST_CASE("requests: a price is needed for market orders only") {
  auto market = market_order(sell, 20);
  auto fixed = pending_order(sell);
  CHECK(needs_of(request(action::take_sell), &market).price_of == "USD");
  CHECK_FALSE(needs_of(request(action::take_sell), &fixed).price_of);
  CHECK_FALSE(needs_of(request(action::release), &market).price_of);
  small_order wanted;
  wanted.fiat_code = "EUR";
  CHECK(needs_of(request(action::new_order, order_payload{wanted}), nullptr).price_of == "EUR");
  wanted.amount = 50'000;
  CHECK_FALSE(needs_of(request(action::new_order, order_payload{wanted}), nullptr).price_of);
}

TEST_CASE("requests: only an address that will be judged is probed") {
  auto o = pending_order(sell);
  auto probe = [&o](action what, payload p) {
    return needs_of(request(what, std::move(p)), &o).probe_of;
  };
  CHECK(probe(action::take_sell, invoice_payload("bob@example.com")) == "bob@example.com");
  CHECK(probe(action::add_invoice, invoice_payload("bob@example.com")) == "bob@example.com");
  CHECK_FALSE(probe(action::take_buy, invoice_payload("bob@example.com")));
  CHECK_FALSE(probe(action::add_invoice, invoice_payload(good_invoice())));
  small_order wanted;
  wanted.kind = buy;
  wanted.buyer_invoice = "bob@example.com";
  CHECK(probe(action::new_order, order_payload{wanted}) == "bob@example.com");
  wanted.kind = sell;
  CHECK_FALSE(probe(action::new_order, order_payload{wanted}));
}

TEST_CASE("requests: a taker's reputation is asked unless they are private") {
  auto o = pending_order(sell);
  auto r = request(action::take_sell);
  CHECK(needs_of(r, &o).reputation);
  r.identity = r.sender;
  CHECK_FALSE(needs_of(r, &o).reputation);
  CHECK_FALSE(needs_of(request(action::add_invoice), &o).reputation);
}

TEST_CASE("requests: a creation takes the order of the payload") {
  small_order wanted;
  wanted.kind = sell;
  wanted.amount = 50'000;
  gathered_facts g;
  g.price = price(2.0);
  auto made =
      creation_of(request(action::new_order, order_payload{wanted}), id_of<order_id>(0xaa), g);
  REQUIRE(made);
  CHECK(made->wanted == wanted);
  CHECK(made->fresh_id == id_of<order_id>(0xaa));
  CHECK(made->maker == taker());
  CHECK(made->request_id == 77);
  CHECK(made->price.fiat_per_bitcoin == 2.0);
  CHECK_FALSE(creation_of(request(action::new_order), id_of<order_id>(0xaa), {}));
}
