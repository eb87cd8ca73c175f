// SPDX-License-Identifier: MIT
//
// What the files of the reference model share: one class that reads the tables
// for one occurrence and writes the answer down.
#pragma once

#include "tests/model/reference_state.hpp"

namespace mostro::model {

/// Judges one occurrence. The rules are in reference_traders.cpp (takes and requests of
/// traders), reference_solvers.cpp (disputes) and reference_lightning.cpp and reference_payout.cpp
/// (facts and time).
class reading {
public:
  reading(const setting& s, const state& before, const occurrence& e)
      : s_(s), was_(before), e_(e), now_{before} {
    now_.now = e.at;
  }

  answer judge();

private:
  // -- who is who --------------------------------------------------------------------------
  trade_role maker_side() const {
    return s_.kind == order_kind::sell ? trade_role::seller : trade_role::buyer;
  }
  /// Buyer or seller; none for strangers, and for the taker of an untaken order.
  std::optional<trade_role> side_of(role who) const;
  /// `maker` or `taker`.
  std::string name_of(trade_role side) const { return side == maker_side() ? "maker" : "taker"; }
  bool key_on_row(trade_role side) const { return side == maker_side() || was_.taken; }
  bool is(order_status status) const { return was_.status == status; }
  bool is_running() const {
    return is(order_status::active) || is(order_status::fiat_sent) || is(order_status::dispute);
  }
  bool is_waiting() const {
    return is(order_status::waiting_payment) || is(order_status::waiting_buyer_invoice);
  }
  bool wishes() const { return was_.wish != intent::none; }

  // -- what to write down ------------------------------------------------------------------
  void refuse(refusal why) { out_.refused = why; }
  void tell(const char* action, trade_role side) { tell(action, name_of(side)); }
  void tell(const char* action, const std::string& whom) {
    out_.messages.push_back(std::string{action} + ">" + whom);
  }
  void tell_both(const char* action);
  void publish(order_status status);
  void publish_dispute(dispute_status status);
  void want(const std::string& effect) { out_.lightning.push_back(effect); }

  // -- steps of several rules --------------------------------------------------------------
  void fix_terms();
  void ask_for_hold(intent why);
  void wish_cancel(intent why);
  void accept_fiat_phase();
  void ask_buyer_for_invoice();
  void back_to_book();
  void end(order_status status);
  void canceled_for(intent why);
  void settled_for_seller(bool next_known);
  void settled_for_solver();
  void close_dispute(dispute_status status);
  void bear_child(bool next_known);
  void begin_payout();
  void pay();
  void payout_failed();
  void open_dispute(trade_role by);

  // -- traders -----------------------------------------------------------------------------
  void take();
  std::optional<refusal> take_refused() const;
  void add_invoice();
  void fiat_sent();
  void release();
  void cancel();
  void cancel_pending();
  void cancel_waiting();
  void cancel_together();
  void dispute();
  void rate();
  void trade_key();

  // -- solvers -----------------------------------------------------------------------------
  bool may_take(role who) const;
  void admin_take();
  bool passes_gate(refusal wrong_status);
  void admin_settle();
  void admin_cancel();

  // -- Lightning and time ------------------------------------------------------------------
  void hold_opened();
  void hold_refused();
  void hold_accepted();
  void hold_settled();
  void hold_canceled();
  void payment();
  void deadline();
  bool chain_says_due(int64_t window) const;
  void chain();

  const setting& s_;
  const state& was_;
  const occurrence& e_;
  state now_;
  answer out_;
};

} // namespace mostro::model
