// SPDX-License-Identifier: MIT
//
// One decision in the making, shared by the files of the order machine: the
// next state, the effects in their order, and the phase handlers that the
// dispatcher in order_machine.cpp calls.
#pragma once

#include "actors/order/order_machine.hpp"
#include "actors/order/trader_messages_mapper.hpp"

namespace mostro::order_step {

/// What every handler is given.
struct context {
  const order& before;
  const order_event& event;
  const order_policy& policy;
  unix_time now() const { return event.at; }
};

/// Collects a transition; list order is send order.
class draft {
public:
  explicit draft(const context& c) : next(c.before), context_(c) { ++next.seq; }
  explicit draft(const context& c, order born) : next(std::move(born)), context_(c) {}

  order next;

  /// Sends a message to a party.
  draft& tell(const party& to, message what) {
    effects_.push_back(send_message{to.trade_key, to.via, std::move(what)});
    return *this;
  }
  /// Publishes the present state of `next` as `status`.
  draft& publish(order_status status) {
    effects_.push_back(revision_of(next, status, context_.now()));
    return *this;
  }
  /// Adds any other effect.
  draft& want(order_effect what) {
    effects_.push_back(std::move(what));
    return *this;
  }
  draft& use_index(const party& who);
  draft& count_vote(rating_vote vote) {
    vote_ = std::move(vote);
    return *this;
  }
  draft& bear(child_order child) {
    child_ = std::move(child);
    return *this;
  }
  /// Hands the decision over.
  transition finish() {
    return transition{std::move(next), std::move(effects_), std::move(child_), uses_index_, vote_};
  }

private:
  const context& context_;
  std::vector<order_effect> effects_;
  std::optional<child_order> child_;
  std::optional<std::pair<public_key, int64_t>> uses_index_;
  std::optional<rating_vote> vote_;
};

/// Buyer and seller of a taken order.
const party& buyer_of(const order& o, const trade& t);
const party& seller_of(const order& o, const trade& t);

// -- take_machine.cpp ------------------------------------------------------------
decision take(const context& c, const take_requested& r);
decision add_invoice(const context& c, const waiting_buyer_invoice& p, const invoice_offered& r);
decision escrow_was_opened(const context& c, const opening_escrow& p, const escrow_opened& f);
decision escrow_was_refused(const context& c, const opening_escrow& p, const escrow_refused& f);

// -- escrow_machine.cpp ----------------------------------------------------------
/// T6, T7 and the guard of a timeout: the seller's payment is locked in.
decision accept(const context& c, const trade& t, const escrow& e, const escrow_accepted& f);
/// A repeated acceptance tells the expiry height that the first one did not know.
decision learn_expiry(const context& c, const escrow& held, const escrow_accepted& f);
/// T25, T26: the waiting party let its time pass.
decision waiting_timed_out(const context& c, const trade& t, const escrow* e);
/// T31, T32: LND canceled an escrow that we still counted on.
decision escrow_vanished(const context& c, const trade& t);
/// T27: nobody took the order in time.
decision expire(const context& c);

// -- cancel_machine.cpp ------------------------------------------------------------
/// T17: the maker takes an untaken order out of the book.
decision cancel_pending(const context& c, const cancel_requested& r);
/// T19, T20: a party leaves before the trade is active; `e` is null before the escrow exists.
decision cancel_waiting(const context& c, const trade& t, const escrow* e,
                        const cancel_requested& r);
/// T21, T22: the first step and the second of a cooperative cancel.
decision cancel_running(const context& c, const trade& t, const escrow& held,
                        const std::optional<next_trade>& next, const cancel_requested& r);
/// T25, T26 once no escrow is left: back to the book, or canceled.
decision give_up_trade(const context& c, const trade& t);
/// LND canceled what we asked it to: the end that the intent was made for.
decision escrow_was_canceled(const context& c, const canceling_escrow& p);
/// LND answered that the invoice is accepted where that is no way out: asks again.
decision cancel_again(const context& c, const canceling_escrow& p);
/// trade-pubkey: the maker of an untaken order rotates its key (spec 03 §6.4).
decision change_trade_key(const context& c, const trade_key_changed& r);

// -- guardian_machine.cpp ------------------------------------------------------------
/// T29, T30 and the alarms of disputes: the HTLCs are about to expire (spec 02 §6.2).
decision guard(const context& c, const active& p, const chain_observed& f);
decision guard(const context& c, const fiat_sent& p, const chain_observed& f);
decision guard(const context& c, const disputed& p, const chain_observed& f);

// -- dispute_machine.cpp ---------------------------------------------------------------
/// T23: a party opens a dispute.
decision open_dispute(const context& c, const trade& t, const escrow& held,
                      const std::optional<next_trade>& next, const dispute_requested& r);
/// Files (or reopens) the dispute of `d.next` as `initiator`'s, wants its 38386; the phase is
/// the caller's business. Nothing is filed without `event.fresh_dispute`.
void file_dispute(const context& c, draft& d, order_status previous, trade_role initiator);
/// Ends the dispute of `d.next` as `how`, wants its 38386; nothing when there is none or it is
/// over.
void close_dispute(const context& c, draft& d, dispute_status how);
/// admin-take-dispute, in every phase.
decision take_dispute(const context& c, const dispute_take_requested& r);
/// admin-settle and admin-cancel of a dispute: the gate of spec 03 §3.4, then the intent.
decision settle_by_admin(const context& c, const disputed& p, const admin_settle_requested& r);
decision cancel_by_admin(const context& c, const disputed& p, const admin_cancel_requested& r);
/// The same gate for an order in any other phase. Of a cooperatively canceled order the solver is
/// told so: a transition that only sends.
decision refuse_admin(const context& c, const solver_caller& by, bool settle);

// -- rating_machine.cpp ------------------------------------------------------------------
/// rate-user in settled and closed orders (spec 03 §5).
decision rate(const context& c, const trade& t, const ratings_given& before, const rating_given& r);

// -- settlement_machine.cpp --------------------------------------------------------
/// T9.
decision mark_fiat_sent(const context& c, const active& p, const fiat_sent_claimed& r);
/// T10, T11: the intent; `announced` is the key of the buyer's fiat-sent.
decision release(const context& c, const trade& t, const escrow& held,
                 const std::optional<next_trade>& announced, const release_requested& r);
/// Why an escrow is settled, and what follows from that.
struct settle_cause {
  bool asked = true;                          ///< False: LND settled it without us; an alarm.
  std::optional<uint64_t> request_id = {};    ///< Of the release.
  std::optional<next_trade> next_key = {};    ///< Of the remainder of a range order.
  std::optional<solver_caller> by_admin = {}; ///< T12 instead of a release.
};
/// T10-T12: LND has settled the hold invoice.
decision settle(const context& c, const trade& t, escrow e, const settle_cause& why);
/// LND answered that there is nothing left to settle: back to where the order was.
decision settling_failed(const context& c, const settling_escrow& p);
/// The answer to a request whose call to LND could not be done (spec README decision 4).
void turn_down(draft& d, const public_key& to, transport via, std::optional<uint64_t> request);

// -- remainder_machine.cpp ---------------------------------------------------------
/// The remainder of a range order, if there is one (spec 02 §5).
std::optional<child_order> remainder_of(const context& c, const trade& t,
                                        const std::optional<next_trade>& next_key,
                                        std::optional<uint64_t> request_id);
/// False when a fresh price says that the remainder would be below the smallest payment.
bool remainder_is_worth(const context& c, const trade& t, const price_quote& price);

// -- payout_machine.cpp --------------------------------------------------------------
/// Starts the next payout attempt; `d.next` must be in phase settled.
void dispatch_payout(const context& c, draft& d);
decision swap_destination(const context& c, const settled& p, const invoice_offered& r);
decision destination_was_resolved(const context& c, const settled& p,
                                  const destination_resolved& f);
decision destination_has_failed(const context& c, const settled& p, const destination_failed& f);
decision payout_arrived(const context& c, const settled& p, const payout_succeeded& f);
decision payout_has_failed(const context& c, const settled& p, const payout_failed& f);
decision retry_payout(const context& c, const settled& p);

// -- refusal_rules.cpp -----------------------------------------------------------------
/// What a request meets when no rule above allows it (spec 02 §9.2).
decision refuse(const context& c, const take_requested& r);
decision refuse(const context& c, const invoice_offered& r);
decision refuse(const context& c, const fiat_sent_claimed& r);
decision refuse(const context& c, const release_requested& r);
decision refuse(const context& c, const cancel_requested& r);
decision refuse(const context& c, const dispute_requested& r);
decision refuse(const context& c, const rating_given& r);
decision refuse(const context& c, const trade_key_changed& r);
decision refuse(const context& c, const bond_invoice_offered& r);
decision refuse(const context& c, const admin_settle_requested& r);
decision refuse(const context& c, const admin_cancel_requested& r);

} // namespace mostro::order_step
