// SPDX-License-Identifier: MIT
//
// Values of every other kind that storage keeps, and changes made of them.
#pragma once

#include "storage/changes.hpp"
#include "storage/database.hpp"
#include "tests/storage/effect_samples.hpp"

namespace mostro::storage::samples {

inline journal_entry some_entry(const order& of, bool full = false) {
  journal_entry out{of.id, of.seq, {1700000002}, "take-requested", "", {}, {}};
  if (full) {
    out.details = "a detail";
    out.inbound = id_of<event_id>(0x81);
    out.effects = {"send-message", "", "publish-order"};
  }
  return out;
}

inline user_record some_user() {
  return {id_of<public_key>(0x12), 9, {1700000000}, 3, 4.25, 5, 5, 3, solver_standing::none};
}

inline dev_fee_payment some_dev_fee(bool full, uint8_t fill = 0x61) {
  dev_fee_payment out;
  out.order = id_of<order_id>(fill);
  out.amount = sats{7};
  out.owed_at = {1700000600};
  if (full) {
    out.state = dev_fee_state::sending;
    out.destination = "dev@example.com";
    out.bolt11 = "lnbcrt1fee";
    out.hash = id_of<payment_hash>(0x52);
    out.sent_at = {1700000700};
    out.routing_fee = {1001};
  }
  return out;
}

inline stored_price some_price(std::string code = "VES", double value = 1234567.25) {
  return {std::move(code), value, {1700000800}, 3};
}

inline trace_entry some_line(uint8_t fill = 0x61, std::string text = "a \xff text") {
  return {id_of<order_id>(fill), {1700000900}, "relay-accepted", std::move(text)};
}

/// A decision that makes `next` the stored order, with these effects.
inline decision decide(order next, std::vector<order_effect> effects = {}) {
  decision out;
  out.write.journal = some_entry(next);
  out.write.next = std::move(next);
  out.write.effects = std::move(effects);
  return out;
}

} // namespace mostro::storage::samples
