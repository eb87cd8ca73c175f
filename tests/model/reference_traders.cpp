// SPDX-License-Identifier: MIT
//
// The reference model: what traders ask for. Each check stands in the order of
// its table; a refusal that the reference makes silently because of the order's
// state is not_allowed_by_status (decision 4 of the spec's README).
#include "tests/model/reference_steps.hpp"

namespace mostro::model {

using status = order_status;

// -- takes (02 §2) -------------------------------------------------------------------------

std::optional<refusal> reading::take_refused() const {
  if (e_.wanted != s_.kind)
    return refusal::invalid_order_kind;
  if (!is(status::pending))
    return refusal::invalid_order_status;
  if (was_.wish == intent::open_for_take)
    return refusal::not_allowed_by_status; // §2.1#14: another take is being committed
  if (e_.at >= constants::expires_at)
    return refusal::invalid_order_status;
  if (e_.by == role::maker || e_.by == role::alias)
    return refusal::invalid_pubkey;
  if (s_.range && (!e_.fiat || *e_.fiat < constants::range_min || *e_.fiat > constants::range_max))
    return refusal::out_of_range_sats_amount;
  if (s_.market && e_.price != quote::fresh)
    return refusal::price_too_stale;
  if (s_.kind == order_kind::sell && e_.brings != offer::none && !acceptable(e_.brings))
    return refusal::invalid_invoice;
  return std::nullopt;
}

void reading::fix_terms() {
  now_.taken = true;
  now_.fiat = s_.range ? *e_.fiat : constants::fixed_fiat;
  now_.amount = s_.market ? amount_of(now_.fiat) : 50'000;
  now_.duty_since = e_.at;
}

void reading::ask_for_hold(intent why) {
  now_.wish = why;
  now_.escrow = hold::asked;
  want("add " + std::to_string(now_.amount + fee_of(now_.amount)));
}

void reading::take() {
  if (auto why = take_refused())
    return refuse(*why);
  fix_terms();
  if (s_.kind == order_kind::buy)
    return ask_for_hold(intent::open_for_take);
  if (e_.brings != offer::none) {
    now_.pays_to = e_.brings == offer::address ? destination::address : destination::invoice;
    return ask_for_hold(intent::open_for_take);
  }
  now_.status = status::waiting_buyer_invoice;
  tell("add-invoice", trade_role::buyer);
  tell("waiting-buyer-invoice", trade_role::seller);
  publish(status::in_progress);
}

// -- add-invoice (02 §3.3) -----------------------------------------------------------------

void reading::accept_fiat_phase() {
  now_.status = status::active;
  tell("buyer-took-order", trade_role::seller);
  tell("hold-invoice-payment-accepted", trade_role::buyer);
}

void reading::add_invoice() {
  if (!key_on_row(trade_role::buyer))
    return refuse(refusal::not_allowed_by_status);
  if (side_of(e_.by) != trade_role::buyer)
    return refuse(refusal::invalid_peer);
  bool amount_unknown = s_.market && !was_.taken && e_.brings == offer::good;
  if (!acceptable(e_.brings) || amount_unknown)
    return refuse(refusal::invalid_invoice);
  // An address that is being resolved is a payout under way: swapping it then would race.
  bool payout_in_flight =
      was_.payout == payout_step::paying || was_.payout == payout_step::resolving;
  bool wanted =
      is(status::waiting_buyer_invoice) || (is(status::settled_hold_invoice) && !payout_in_flight);
  if (!wanted || wishes())
    return refuse(refusal::not_allowed_by_status);
  now_.pays_to = e_.brings == offer::address ? destination::address : destination::invoice;
  if (is(status::settled_hold_invoice)) {
    now_.attempts = 0;
    now_.failed = true;
    tell("invoice-updated", trade_role::buyer);
    return begin_payout(); // [REQ] of §3.3: the payout step is woken
  }
  if (was_.escrow == hold::accepted)
    return accept_fiat_phase();
  tell("pay-invoice", trade_role::seller); // M6: the buyer's reputation
  ask_for_hold(intent::open_for_invoice);
}

// -- fiat-sent and release (02 §4.1, §4.2) --------------------------------------------------

void reading::fiat_sent() {
  // Between two columns of §9.2: the hold invoice is being made, settled or canceled.
  if (wishes())
    return refuse(refusal::not_allowed_by_status);
  if (!is(status::active))
    return refuse(refusal::invalid_order_status);
  if (side_of(e_.by) != trade_role::buyer)
    return refuse(refusal::invalid_pubkey);
  if (e_.carries == cargo::text)
    return; // §0.4: dropped without an answer
  now_.status = status::fiat_sent;
  now_.next_known = e_.carries == cargo::next_key;
  tell("fiat-sent-ok", trade_role::seller);
  tell("fiat-sent-ok", trade_role::buyer);
}

void reading::release() {
  if (!was_.taken)
    return refuse(refusal::not_allowed_by_status);
  if (side_of(e_.by) != trade_role::seller)
    return refuse(refusal::invalid_peer);
  if (!is(status::fiat_sent) && !is(status::dispute))
    return refuse(refusal::not_allowed_by_status);
  if (wishes() || was_.escrow == hold::gone)
    return refuse(refusal::not_allowed_by_status);
  if (e_.carries == cargo::text)
    return; // case 39
  now_.wish = intent::settle_for_seller;
  now_.next_of_wish = e_.carries == cargo::next_key;
  want("settle");
}

// -- cancel (03 §1) --------------------------------------------------------------------------

void reading::cancel() {
  switch (was_.status) {
  case status::canceled:
  case status::cooperatively_canceled:
  case status::canceled_by_admin:
    return refuse(refusal::order_already_canceled);
  case status::pending:
    return cancel_pending();
  case status::waiting_payment:
  case status::waiting_buyer_invoice:
    return cancel_waiting();
  case status::active:
  case status::fiat_sent:
  case status::dispute:
    return cancel_together();
  default:
    return refuse(refusal::not_allowed_by_status);
  }
}

void reading::cancel_pending() {
  if (!side_of(e_.by))
    return refuse(refusal::is_not_your_order);
  if (wishes())
    return refuse(refusal::not_allowed_by_status);
  end(status::canceled);
  tell("canceled", "maker");
}

void reading::cancel_waiting() {
  if (!side_of(e_.by))
    return refuse(refusal::invalid_pubkey);
  if (wishes())
    return refuse(refusal::not_allowed_by_status);
  auto why = e_.by == role::maker ? intent::cancel_for_maker : intent::cancel_for_taker;
  if (was_.escrow == hold::none)
    return canceled_for(why);
  wish_cancel(why);
}

void reading::cancel_together() {
  auto side = side_of(e_.by);
  if (!side)
    return refuse(refusal::invalid_pubkey);
  if (wishes())
    return refuse(refusal::not_allowed_by_status);
  if (was_.initiator == side)
    return refuse(refusal::invalid_pubkey);
  if (was_.initiator && was_.escrow == hold::gone)
    return canceled_for(intent::cancel_for_both); // nothing is left to cancel
  if (was_.initiator)
    return wish_cancel(intent::cancel_for_both);
  auto other = *side == trade_role::buyer ? trade_role::seller : trade_role::buyer;
  now_.initiator = side;
  tell("cooperative-cancel-initiated-by-you", *side);
  tell("cooperative-cancel-initiated-by-peer", other);
}

// -- dispute, rating, trade key (03 §2.2, §5, §6.4) -------------------------------------------

void reading::dispute() {
  if (was_.dispute)
    return refuse(refusal::not_allowed_by_status);
  if (!is(status::active) && !is(status::fiat_sent))
    return refuse(refusal::not_allowed_by_status);
  auto side = side_of(e_.by);
  if (!side)
    return refuse(refusal::invalid_pubkey);
  if (wishes())
    return refuse(refusal::not_allowed_by_status);
  open_dispute(*side);
}

void reading::rate() {
  if (!was_.taken)
    return refuse(refusal::not_allowed_by_status);
  auto side = side_of(e_.by);
  bool open =
      is(status::success) || (is(status::settled_hold_invoice) && side == trade_role::seller);
  if (!open)
    return refuse(refusal::invalid_order_status);
  if (!side || (*side == trade_role::buyer ? was_.buyer_rated : was_.seller_rated))
    return;
  if (e_.rating < 1 || e_.rating > 5)
    return; // 03 case 57
  bool rated_is_private = *side == maker_side() ? s_.taker_private : s_.maker_private;
  if (rated_is_private)
    return;
  (*side == trade_role::buyer ? now_.buyer_rated : now_.seller_rated) = true;
  out_.vote = true;
  tell("rate-received", *side);
}

void reading::trade_key() {
  if (!is(status::pending))
    return refuse(refusal::invalid_order_status);
  if (wishes())
    return refuse(refusal::not_allowed_by_status);
  if (e_.by != role::maker && e_.by != role::alias)
    return; // 03 case 66
  if (e_.by == role::alias)
    now_.rotated = !was_.rotated;
  tell("trade-pubkey", "maker");
}

} // namespace mostro::model
