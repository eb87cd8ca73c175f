// SPDX-License-Identifier: MIT
//
// The reference model: solvers and the operator (03 §3), and the steps that end
// or open disputes.
#include "tests/model/reference_steps.hpp"

namespace mostro::model {

using status = order_status;

std::optional<trade_role> reading::side_of(role who) const {
  if (who == role::maker)
    return maker_side();
  if (who == role::taker && was_.taken)
    return maker_side() == trade_role::buyer ? trade_role::seller : trade_role::buyer;
  return std::nullopt;
}

void reading::tell_both(const char* action) {
  tell(action, "maker");
  tell(action, "taker");
}

void reading::publish(order_status shown) {
  now_.published = shown;
  out_.published.push_back(std::string{to_string(shown)});
}

void reading::publish_dispute(dispute_status shown) {
  out_.published.push_back("dispute:" + std::string{to_string(shown)});
}

void reading::open_dispute(trade_role by) {
  now_.status = status::dispute;
  now_.dispute = dispute_state{dispute_status::initiated, by, std::nullopt};
  tell("dispute-initiated-by-you", by);
  tell("dispute-initiated-by-peer",
       by == trade_role::buyer ? trade_role::seller : trade_role::buyer);
  publish_dispute(dispute_status::initiated);
}

void reading::close_dispute(dispute_status as) {
  if (!was_.dispute)
    return;
  now_.dispute->status = as;
  publish_dispute(as);
}

/// The table of 03 §3.3.
bool reading::may_take(role who) const {
  auto& d = *was_.dispute;
  bool solver = who != role::nobody;
  if (d.status == dispute_status::initiated)
    return solver;
  if (d.status != dispute_status::in_progress)
    return false;
  if (who == role::node_operator)
    return true;
  if (solver && d.solver == who)
    return true;
  return (who == role::writer || who == role::second_writer) && d.solver == role::reader;
}

void reading::admin_take() {
  if (!was_.dispute)
    return refuse(refusal::not_found);
  if (!may_take(e_.by))
    return refuse(refusal::invalid_pubkey);
  now_.dispute->status = dispute_status::in_progress;
  now_.dispute->solver = e_.by;
  publish_dispute(dispute_status::in_progress);
  tell("admin-took-dispute", "solver-identity");
  tell_both("admin-took-dispute");
}

/// The gate of 03 §3.4; false when it refused, or answered itself.
bool reading::passes_gate(refusal wrong_status) {
  auto& d = was_.dispute;
  if (!d || d->solver != e_.by) {
    bool taken_by_node =
        d && d->status == dispute_status::in_progress && d->solver == role::node_operator;
    refuse(taken_by_node ? refusal::dispute_taken_by_admin : refusal::is_not_your_dispute);
    return false;
  }
  bool allowed =
      e_.by == role::node_operator || e_.by == role::writer || e_.by == role::second_writer;
  if (!allowed)
    refuse(refusal::not_authorized);
  else if (is(status::cooperatively_canceled))
    tell("cooperative-cancel-accepted", "solver-identity");
  else if (!is(status::dispute))
    refuse(wrong_status);
  else if (wishes())
    refuse(refusal::not_allowed_by_status);
  else if (e_.carries == cargo::slash)
    refuse(refusal::invalid_payload); // no bond is locked
  else
    return true;
  return false;
}

void reading::admin_settle() {
  if (!passes_gate(refusal::invalid_order_status))
    return;
  if (was_.escrow == hold::gone)
    return refuse(refusal::not_allowed_by_status); // LND cannot settle what it canceled
  now_.wish = intent::settle_for_solver;
  now_.judge = e_.by;
  want("settle");
}

void reading::admin_cancel() {
  if (!passes_gate(refusal::not_allowed_by_status))
    return;
  now_.judge = e_.by;
  if (was_.escrow == hold::gone)
    return canceled_for(intent::cancel_for_solver); // #941: LND has canceled it already
  wish_cancel(intent::cancel_for_solver);
}

} // namespace mostro::model
