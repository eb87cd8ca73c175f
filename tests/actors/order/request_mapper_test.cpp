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
  gathered_facts g{price(50'000), destination_probe::reachable, {4.5, 6, 70}, escrow_secret()};
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
  for (auto what : {action::dispute, action::rate_user, action::trade_pubkey, action::admin_settle,
                    action::admin_cancel})
    CHECK(fact<unsupported_requested>(request(what)).action == what);
  CHECK_FALSE(fact_of(request(action::restore_session), {}));
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
  auto made = creation_of(request(action::new_order, order_payload{wanted}), id_of<order_id>(0xaa),
                          {price(2.0), {}, {}, {}});
  REQUIRE(made);
  CHECK(made->wanted == wanted);
  CHECK(made->fresh_id == id_of<order_id>(0xaa));
  CHECK(made->maker == taker());
  CHECK(made->request_id == 77);
  CHECK(made->price.fiat_per_bitcoin == 2.0);
  CHECK_FALSE(creation_of(request(action::new_order), id_of<order_id>(0xaa), {}));
}
