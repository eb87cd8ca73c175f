// SPDX-License-Identifier: MIT
//
// fiat-sent, release, settlement, payouts of all fates, ratings, children.
#include "tests/crash/operations.hpp"

namespace mostro::crash {

namespace {

using mode = devnet::payment_mode::kind;

const std::pair<order_status, std::string> paid{order_status::success, "success"};
const std::pair<order_status, std::string> withdrawn{order_status::canceled, "canceled"};

void nothing(scene&) {}

/// Up to a payout that goes as `how` says; the settlement is over.
void to_payout(scene& s, mode how) {
  to_fiat_sent(s);
  s.payments_to_bob(how);
  s.release();
  s.expect_settled();
}

void let_payments_pass(scene& s) {
  s.payments_to_bob(mode::ok);
  s.expect_completed();
}

void to_exhausted_payout(scene& s) {
  to_payout(s, mode::fail);
  s.expect(s.buyer(), action::payment_failed);
  s.expect_invoice_wish();
}

void bring_new_invoice(scene& s) {
  s.payments_to_bob(mode::ok);
  s.give_invoice();
  s.expect(s.buyer(), action::invoice_updated);
  s.expect_completed();
}

operation fiat_sent() {
  return {"fiat-sent",
          to_active,
          [](scene& s) { s.fiat_sent(); },
          [](scene& s) {
            s.release();
            s.expect_settled();
            s.expect_completed();
          },
          {paid}};
}

operation release() {
  return {"release/settle, the payout hangs",
          [](scene& s) {
            to_fiat_sent(s);
            s.payments_to_bob(mode::hang);
          },
          [](scene& s) {
            s.release();
            s.expect_settled();
          },
          let_payments_pass,
          {paid}};
}

operation release_and_payout() {
  return {"release/settle and payout",
          to_fiat_sent,
          [](scene& s) {
            s.release();
            s.expect_settled();
            s.expect_completed();
          },
          nothing,
          {paid}};
}

operation release_to_address() {
  return {"release/settle and payout to a Lightning address",
          [](scene& s) {
            s.create(s.seller(), order_kind::sell);
            s.take_sell(s.address_of_buyer());
            s.expect_hold_invoice();
            s.pay_hold_invoice();
            s.expect_active();
            s.fiat_sent();
          },
          [](scene& s) {
            s.release();
            s.expect_settled();
            s.expect_completed();
          },
          nothing,
          {paid}};
}

operation payout_arrives() {
  return {"payout: one in flight succeeds",
          [](scene& s) { to_payout(s, mode::hang); },
          let_payments_pass,
          nothing,
          {paid}};
}

operation payout_fails() {
  return {"payout: the first attempt fails",
          [](scene& s) { to_payout(s, mode::hang); },
          [](scene& s) {
            s.payments_to_bob(mode::fail);
            s.expect(s.buyer(), action::payment_failed);
          },
          let_payments_pass,
          {paid}};
}

operation payout_retry() {
  return {"payout: the retry succeeds",
          [](scene& s) {
            to_payout(s, mode::fail);
            s.expect(s.buyer(), action::payment_failed);
          },
          let_payments_pass,
          nothing,
          {paid}};
}

operation payout_exhausted() {
  return {"payout: all attempts fail, a new invoice is asked for",
          [](scene& s) { to_payout(s, mode::hang); },
          [](scene& s) {
            s.payments_to_bob(mode::fail);
            s.expect(s.buyer(), action::payment_failed);
            s.expect_invoice_wish();
          },
          bring_new_invoice,
          {paid}};
}

operation new_invoice() {
  return {"payout: a new invoice is paid", to_exhausted_payout, bring_new_invoice, nothing, {paid}};
}

operation rate() {
  return {"rate-user",
          [](scene& s) {
            to_active(s);
            complete(s);
          },
          [](scene& s) {
            s.ask(s.buyer(), action::rate_user, action::rate_received, rating_payload{5});
          },
          nothing,
          {paid}};
}

/// 20 of 10 to 45 USD are sold; the rest becomes a child under the seller's next key.
operation child() {
  return {"release of a range order's slice: its child",
          [](scene& s) {
            small_order wanted;
            wanted.kind = order_kind::sell;
            wanted.status = order_status::pending;
            wanted.fiat_code = "USD";
            wanted.min_amount = 10;
            wanted.max_amount = 45;
            wanted.payment_method = "face to face";
            s.create(s.seller(), wanted);
            s.twin();
            s.take_sell(amount_payload{20});
            s.expect_invoice_wish();
            auto invoice = s.buyer().wallet().make_invoice(sats{39'880});
            s.buyer().send(action::add_invoice,
                           payment_request_payload{std::nullopt, invoice.value(), std::nullopt});
            s.expect_hold_invoice();
            s.pay_hold_invoice();
            s.expect_active();
            s.fiat_sent();
          },
          [](scene& s) {
            s.release(next_trade_payload{s.twin().key().pub.hex(), s.twin().index()});
            s.expect_settled();
            s.expect_completed();
            s.expect_child();
            s.expect_shown(s.orders.at(1), "pending");
          },
          [](scene& s) {
            s.twin().order = s.orders.at(1);
            s.ask(s.twin(), action::cancel, action::canceled);
          },
          {paid, withdrawn}};
}

} // namespace

std::vector<operation> closing_operations() {
  return {
      fiat_sent(),    release(),      release_and_payout(), release_to_address(), payout_arrives(),
      payout_fails(), payout_retry(), payout_exhausted(),   new_invoice(),        rate(),
      child()};
}

} // namespace mostro::crash
