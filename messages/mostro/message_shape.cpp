// SPDX-License-Identifier: MIT
//
// Which actions need an id and which payloads they allow (spec 01 §1.9), and
// the one reply whose shape is fixed by its request (§1.8).
#include "messages/mostro/message.hpp"

namespace mostro {
namespace {

/// True when the payload is one of the named kinds.
template <class... Kinds>
bool holds(const payload& p) {
  return (std::holds_alternative<Kinds>(p) || ...);
}

/// The actions that may come without an id. `admin-add-solver` is here because
/// the public protocol book shows it so (decision 11).
bool may_lack_id(action a) {
  switch (a) {
  case action::new_order:
  case action::rate_user:
  case action::cant_do:
  case action::orders:
  case action::restore_session:
  case action::last_trade_index:
  case action::admin_add_solver:
    return true;
  default:
    return false;
  }
}

bool allows_payload(action a, const payload& p) {
  switch (a) {
  case action::new_order:
    return holds<order_payload>(p);
  case action::pay_invoice:
  case action::pay_bond_invoice:
  case action::add_invoice:
    return holds<payment_request_payload>(p);
  case action::add_bond_invoice:
    return holds<payment_request_payload, bond_payout_request_payload>(p);
  case action::admin_settle:
  case action::admin_cancel:
    return holds<std::monostate, bond_resolution_payload>(p);
  case action::add_cashu_escrow:
    return holds<cashu_lock_proof_payload>(p);
  case action::cashu_pm_signature: {
    const auto* proof = std::get_if<cashu_signatures_payload>(&p);
    return proof != nullptr && !proof->signatures.empty();
  }
  case action::payment_failed:
    return holds<payment_failed_payload>(p);
  case action::rate_user:
    return holds<rating_payload>(p);
  case action::cant_do:
    return holds<cant_do_payload>(p);
  case action::orders:
    return holds<ids_payload, orders_payload>(p);
  case action::restore_session:
  case action::last_trade_index:
    return holds<std::monostate>(p);
  default:
    return !holds<bond_resolution_payload, bond_payout_request_payload>(p);
  }
}

} // namespace

bool has_allowed_shape(const message& m) {
  return (m.id.has_value() || may_lack_id(m.action)) && allows_payload(m.action, m.payload);
}

message make_cant_do(const message& request, refusal why) {
  message reply;
  reply.wrapper = envelope::cant_do;
  reply.version = request.version;
  reply.request_id = request.request_id;
  reply.id = request.id;
  reply.action = action::cant_do;
  reply.payload = cant_do_payload{why};
  return reply;
}

} // namespace mostro
