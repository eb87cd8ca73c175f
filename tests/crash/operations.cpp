// SPDX-License-Identifier: MIT
#include "tests/crash/operations.hpp"

namespace mostro::crash {

namespace {

const std::pair<order_status, std::string> paid{order_status::success, "success"};
const std::pair<order_status, std::string> withdrawn{order_status::canceled, "canceled"};

void nothing(scene&) {}

void pay_and_complete(scene& s) {
  s.pay_hold_invoice();
  s.expect_active();
  complete(s);
}

operation new_order() {
  return {"new-order",
          nothing,
          [](scene& s) {
            auto made = s.create(s.seller(), order_kind::sell);
            s.expect_shown(made, "pending");
          },
          [](scene& s) { s.ask(s.seller(), action::cancel, action::canceled); },
          {withdrawn}};
}

operation refused_request() {
  return {"refused request (release of a pending order)",
          [](scene& s) { s.create(s.seller(), order_kind::sell); },
          [](scene& s) { s.ask(s.seller(), action::release, action::cant_do); },
          [](scene& s) { s.ask(s.seller(), action::cancel, action::canceled); },
          {withdrawn}};
}

operation take_sell_without_invoice() {
  return {"take-sell without an invoice",
          [](scene& s) { s.create(s.seller(), order_kind::sell); },
          [](scene& s) {
            s.take_sell();
            s.expect_invoice_wish();
          },
          [](scene& s) {
            s.give_invoice();
            s.expect_hold_invoice();
            pay_and_complete(s);
          },
          {paid}};
}

operation take_sell_with_invoice() {
  return {"take-sell with an invoice",
          [](scene& s) { s.create(s.seller(), order_kind::sell); },
          [](scene& s) {
            s.take_sell(s.invoice_of_buyer());
            s.expect_hold_invoice();
          },
          pay_and_complete,
          {paid}};
}

operation take_buy() {
  return {"take-buy",
          [](scene& s) { s.create(s.buyer(), order_kind::buy); },
          [](scene& s) {
            s.take_buy();
            s.expect_hold_invoice();
          },
          [](scene& s) {
            s.pay_hold_invoice();
            s.expect_invoice_wish();
            s.give_invoice();
            s.expect_active();
            complete(s);
          },
          {paid}};
}

operation add_invoice_before_escrow() {
  return {"add-invoice before the escrow",
          to_waiting_for_invoice,
          [](scene& s) {
            s.give_invoice();
            s.expect_hold_invoice();
          },
          pay_and_complete,
          {paid}};
}

operation accept_without_invoice() {
  return {"accept, the invoice is missing",
          [](scene& s) {
            s.create(s.buyer(), order_kind::buy);
            s.take_buy();
            s.expect_hold_invoice();
          },
          [](scene& s) {
            s.pay_hold_invoice();
            s.expect_invoice_wish();
          },
          [](scene& s) {
            s.give_invoice();
            s.expect_active();
            complete(s);
          },
          {paid}};
}

operation add_invoice_after_escrow() {
  return {"add-invoice after the escrow",
          [](scene& s) {
            s.create(s.buyer(), order_kind::buy);
            s.take_buy();
            s.expect_hold_invoice();
            s.pay_hold_invoice();
            s.expect_invoice_wish();
          },
          [](scene& s) {
            s.give_invoice();
            s.expect_active();
          },
          complete,
          {paid}};
}

operation accept() {
  return {"accept",
          to_waiting_for_payment,
          [](scene& s) {
            s.pay_hold_invoice();
            s.expect_active();
          },
          complete,
          {paid}};
}

} // namespace

void to_waiting_for_invoice(scene& s) {
  s.create(s.seller(), order_kind::sell);
  s.take_sell();
  s.expect_invoice_wish();
}

void to_waiting_for_payment(scene& s) {
  s.create(s.seller(), order_kind::sell);
  s.take_sell(s.invoice_of_buyer());
  s.expect_hold_invoice();
}

void to_active(scene& s) {
  to_waiting_for_payment(s);
  s.pay_hold_invoice();
  s.expect_active();
}

void to_fiat_sent(scene& s) {
  to_active(s);
  s.fiat_sent();
}

void complete(scene& s) {
  s.fiat_sent();
  s.release();
  s.expect_settled();
  s.expect_completed();
}

std::vector<operation> opening_operations() {
  return {new_order(),
          refused_request(),
          take_sell_without_invoice(),
          take_sell_with_invoice(),
          take_buy(),
          add_invoice_before_escrow(),
          accept(),
          accept_without_invoice(),
          add_invoice_after_escrow()};
}

std::vector<operation> all_operations() {
  auto out = opening_operations();
  for (auto* more : {closing_operations, ending_operations})
    for (auto& each : more())
      out.push_back(each);
  return out;
}

} // namespace mostro::crash
