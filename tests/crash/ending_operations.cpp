// SPDX-License-Identifier: MIT
//
// Orders that end otherwise than by a payment: cancels of all kinds, time that
// passes, disputes.
#include "tests/crash/operations.hpp"

#include <ctime>

namespace mostro::crash {

namespace {

const std::pair<order_status, std::string> paid{order_status::success, "success"};
const std::pair<order_status, std::string> withdrawn{order_status::canceled, "canceled"};

void nothing(scene&) {}

void cancel_by_maker(scene& s) { s.ask(s.seller(), action::cancel, action::canceled); }

/// Somebody canceled, or let the time pass, and the order is offered again.
void expect_offered_again(scene& s, trader& taker, trader& maker) {
  s.expect(taker, action::canceled);
  s.expect(maker, action::new_order);
  s.expect_shown(s.order(), "pending");
}

void expect_both_canceled(scene& s) {
  s.expect(s.seller(), action::canceled);
  s.expect(s.buyer(), action::canceled);
}

void to_dispute(scene& s) {
  to_active(s);
  auto made = s.ask(s.buyer(), action::dispute, action::dispute_initiated_by_you);
  s.dispute = order_id::parse(std::get<dispute_payload>(made.payload).id.text()).value();
  s.expect(s.seller(), action::dispute_initiated_by_peer);
}

void take_dispute(scene& s) {
  s.solver().order = s.dispute;
  s.ask(s.solver(), action::admin_take_dispute, action::admin_took_dispute);
  s.expect(s.buyer(), action::admin_took_dispute);
  s.expect(s.seller(), action::admin_took_dispute);
}

void to_taken_dispute(scene& s) {
  to_dispute(s);
  take_dispute(s);
}

void admin_cancel(scene& s) {
  s.solver().order = s.order();
  s.solver().send(action::admin_cancel);
  s.expect(s.buyer(), action::admin_canceled);
  s.expect(s.seller(), action::admin_canceled);
  s.expect(s.solver(), action::admin_canceled);
}

void accept_cancel(scene& s) {
  s.seller().send(action::cancel);
  s.expect(s.buyer(), action::cooperative_cancel_accepted);
  s.expect(s.seller(), action::cooperative_cancel_accepted);
}

void propose_cancel(scene& s) {
  s.ask(s.buyer(), action::cancel, action::cooperative_cancel_initiated_by_you);
  s.expect(s.seller(), action::cooperative_cancel_initiated_by_peer);
}

std::vector<operation> cancels() {
  const std::pair agreed{order_status::cooperatively_canceled, std::string{"canceled"}};
  return {
      {"cancel of a pending order",
       [](scene& s) { s.create(s.seller(), order_kind::sell); },
       cancel_by_maker,
       nothing,
       {withdrawn}},
      {"cancel by the taker who owes the invoice",
       to_waiting_for_invoice,
       [](scene& s) {
         s.buyer().send(action::cancel);
         expect_offered_again(s, s.buyer(), s.seller());
       },
       cancel_by_maker,
       {withdrawn}},
      {"cancel by the taker while the hold invoice is open",
       to_waiting_for_payment,
       [](scene& s) {
         s.buyer().send(action::cancel);
         expect_offered_again(s, s.buyer(), s.seller());
       },
       cancel_by_maker,
       {withdrawn}},
      {"cancel by the maker while the hold invoice is open",
       to_waiting_for_payment,
       [](scene& s) {
         s.seller().send(action::cancel);
         expect_both_canceled(s);
       },
       nothing,
       {withdrawn}},
      {"cancel by the maker with the escrow held",
       [](scene& s) {
         s.create(s.buyer(), order_kind::buy);
         s.take_buy();
         s.expect_hold_invoice();
         s.pay_hold_invoice();
         s.expect_invoice_wish();
       },
       [](scene& s) {
         s.buyer().send(action::cancel);
         expect_both_canceled(s);
       },
       nothing,
       {withdrawn}},
      {"cooperative cancel: proposed", to_active, propose_cancel, accept_cancel, {agreed}},
      {"cooperative cancel: accepted",
       [](scene& s) {
         to_active(s);
         propose_cancel(s);
       },
       accept_cancel,
       nothing,
       {agreed}},
  };
}

std::vector<operation> timeouts() {
  const std::pair expired{order_status::expired, std::string{"canceled"}};
  return {
      {"timeout of the taker who owes the invoice",
       to_waiting_for_invoice,
       [](scene& s) { expect_offered_again(s, s.buyer(), s.seller()); },
       cancel_by_maker,
       {withdrawn},
       true},
      {"timeout of the maker who owes the escrow",
       to_waiting_for_payment,
       expect_both_canceled,
       nothing,
       {withdrawn},
       true},
      {"timeout of the maker who owes the invoice, the escrow is held",
       [](scene& s) {
         s.create(s.buyer(), order_kind::buy);
         s.take_buy();
         s.expect_hold_invoice();
         s.pay_hold_invoice();
         s.expect_invoice_wish();
       },
       expect_both_canceled,
       nothing,
       {withdrawn},
       true},
      {"expiry of a pending order",
       [](scene& s) {
         small_order wanted;
         wanted.kind = order_kind::sell;
         wanted.status = order_status::pending;
         wanted.amount = 50'000;
         wanted.fiat_code = "USD";
         wanted.fiat_amount = 20;
         wanted.payment_method = "face to face";
         wanted.expires_at = std::time(nullptr) + 4;
         s.create(s.seller(), wanted);
       },
       [](scene& s) { s.expect_shown(s.order(), "canceled"); },
       nothing,
       {expired},
       true},
  };
}

std::vector<operation> disputes() {
  const std::pair refunded{order_status::canceled_by_admin, std::string{"canceled"}};
  return {
      {"dispute",
       to_active,
       [](scene& s) {
         auto made = s.ask(s.buyer(), action::dispute, action::dispute_initiated_by_you);
         s.dispute = order_id::parse(std::get<dispute_payload>(made.payload).id.text()).value();
         s.expect(s.seller(), action::dispute_initiated_by_peer);
       },
       [](scene& s) {
         take_dispute(s);
         admin_cancel(s);
       },
       {refunded}},
      {"admin-take-dispute", to_dispute, take_dispute, admin_cancel, {refunded}},
      {"admin-settle and payout",
       to_taken_dispute,
       [](scene& s) {
         s.solver().order = s.order();
         s.solver().send(action::admin_settle);
         s.expect(s.solver(), action::admin_settled);
         s.expect_completed();
       },
       nothing,
       {paid}},
      {"admin-cancel", to_taken_dispute, admin_cancel, nothing, {refunded}},
  };
}

} // namespace

std::vector<operation> ending_operations() {
  std::vector<operation> out;
  for (auto* part : {cancels, timeouts, disputes})
    for (auto& each : part())
      out.push_back(each);
  return out;
}

} // namespace mostro::crash
