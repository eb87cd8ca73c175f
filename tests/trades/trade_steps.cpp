// SPDX-License-Identifier: MIT
#include "tests/trades/trade_steps.hpp"

#include <catch2/catch.hpp>
#include <thread>

namespace mostro::test {

namespace {

constexpr auto patience = 20s;

} // namespace

small_order usual_offer(order_kind kind) {
  small_order out;
  out.kind = kind;
  out.status = order_status::pending;
  out.amount = 50'000;
  out.fiat_code = "USD";
  out.fiat_amount = 20;
  out.payment_method = "face to face";
  return out;
}

small_order range_offer(order_kind kind, int64_t min, int64_t max) {
  auto out = usual_offer(kind);
  out.amount = 0;
  out.fiat_amount = 0;
  out.min_amount = min;
  out.max_amount = max;
  return out;
}

order_id create(trader& maker, const small_order& wanted) {
  maker.send(action::new_order, order_payload{wanted});
  auto made = expect_message(maker, action::new_order);
  REQUIRE(made.id.has_value());
  maker.order = made.id;
  return *made.id;
}

uint64_t take(trader& taker, order_kind kind, const order_id& order, payload content) {
  taker.order = order;
  return taker.send(kind == order_kind::sell ? action::take_sell : action::take_buy,
                    std::move(content));
}

payment_request_payload pays_to(const std::string& destination, std::optional<int64_t> amount) {
  return {std::nullopt, destination, amount};
}

sats expect_invoice_wish(trader& buyer) {
  auto asked = buyer.wait(
      [](const message& m) {
        return m.action == action::add_invoice && std::holds_alternative<order_payload>(m.payload);
      },
      patience);
  INFO(buyer.name() << " waits for add-invoice");
  REQUIRE(asked.has_value());
  return {std::get<order_payload>(asked->what.payload).order.amount};
}

void give_invoice(trader& buyer) {
  auto invoice = buyer.wallet().make_invoice(expect_invoice_wish(buyer));
  REQUIRE(invoice.has_value());
  buyer.send(action::add_invoice, pays_to(*invoice));
}

std::string fund_escrow(trader& seller) {
  auto invoice = seller.expect_hold_invoice(patience);
  INFO(seller.name() << " waits for pay-invoice");
  REQUIRE(invoice.has_value());
  REQUIRE(seller.wallet().pay(*invoice).has_value());
  return *invoice;
}

void expect_active(trader& seller, trader& buyer) {
  expect_message(buyer, action::hold_invoice_payment_accepted);
  expect_message(seller, action::buyer_took_order);
}

void send_fiat(trader& buyer, trader& seller, payload content) {
  buyer.send(action::fiat_sent, std::move(content));
  expect_message(seller, action::fiat_sent_ok);
  expect_message(buyer, action::fiat_sent_ok);
}

void release(trader& seller, payload content) {
  seller.send(action::release, std::move(content));
  expect_message(seller, action::hold_invoice_payment_settled);
}

message expect_message(trader& who, action what) {
  auto found = who.expect(what, patience);
  INFO(who.name() << " waits for " << to_string(what));
  REQUIRE(found.has_value());
  return found->what;
}

refusal expect_refusal(trader& who, uint64_t request_id) {
  auto found = who.wait(
      [&](const message& m) { return m.action == action::cant_do && m.request_id == request_id; },
      patience);
  INFO(who.name() << " waits for a refusal");
  REQUIRE(found.has_value());
  auto* reason = std::get_if<cant_do_payload>(&found->what.payload);
  REQUIRE(reason);
  REQUIRE(reason->reason.has_value());
  return *reason->reason;
}

std::vector<action> actions_received(const trader& who) {
  std::vector<action> out;
  for (auto& m : who.inbox())
    if (m.to == who.key().pub)
      out.push_back(m.what.action);
  return out;
}

bool eventually(const std::function<bool()>& holds) {
  auto give_up = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < give_up) {
    if (holds())
      return true;
    std::this_thread::sleep_for(20ms);
  }
  return holds();
}

} // namespace mostro::test
