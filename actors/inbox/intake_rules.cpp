// SPDX-License-Identifier: MIT
#include "actors/inbox/intake_rules.hpp"

#include <algorithm>

namespace mostro {

const char* to_string(intake_verdict v) {
  switch (v) {
  case intake_verdict::open:
    return "open";
  case intake_verdict::too_large:
    return "too-large";
  case intake_verdict::expired:
    return "expired";
  case intake_verdict::too_easy:
    return "too-easy";
  case intake_verdict::wrong_kind:
    return "wrong-kind";
  case intake_verdict::first_contact_too_easy:
    return "first-contact-too-easy";
  case intake_verdict::replayed:
    return "replayed";
  case intake_verdict::shed:
    break;
  }
  return "shed";
}

intake_verdict judge_event(const nostr::event& e, size_t json_bytes, bool is_known, unix_time now,
                           const intake_settings& settings) {
  if (json_bytes > settings.max_event_bytes)
    return intake_verdict::too_large;
  if (auto expiration = nostr::expiration_of(e); expiration && *expiration <= now)
    return intake_verdict::expired;
  // The nonce tag is not inspected: whatever made the id small counts.
  auto bits = nostr::leading_zero_bits(e.id);
  if (bits < settings.pow)
    return intake_verdict::too_easy;
  auto is_direct = e.kind == nostr::kind::direct;
  if (is_direct ? !settings.accepts_nip44
                : e.kind != nostr::kind::gift_wrap || !settings.accepts_gift_wrap)
    return intake_verdict::wrong_kind;
  // A gift wrap's author is a throw-away key: nobody could be known by it.
  if (is_direct && !is_known && bits < std::max(settings.pow, settings.pow_first_contact))
    return intake_verdict::first_contact_too_easy;
  return intake_verdict::open;
}

bool opens_trade(action a) {
  return a == action::new_order || a == action::take_sell || a == action::take_buy;
}

bool is_fresh(const opened_message& m, unix_time received_at, const intake_settings& settings) {
  auto limit = opens_trade(m.message.action) ? settings.fresh_new_trade : settings.fresh_other;
  return m.created_at >= received_at - limit;
}

intake_route route_of(action a) {
  switch (a) {
  case action::new_order:
  case action::take_sell:
  case action::take_buy:
  case action::add_invoice:
  case action::add_bond_invoice:
  case action::fiat_sent:
  case action::release:
  case action::cancel:
  case action::dispute:
  case action::rate_user:
  case action::trade_pubkey:
  case action::admin_settle:
  case action::admin_cancel:
  case action::orders:
  case action::restore_session:
    return intake_route::book;
  case action::admin_add_solver:
  case action::admin_take_dispute:
    return intake_route::desk;
  case action::last_trade_index:
    return intake_route::last_trade_index;
  case action::pay_invoice:
    return intake_route::invalid_action;
  default:
    return intake_route::nobody;
  }
}

bool is_for_operator(const message& m) {
  switch (m.action) {
  case action::admin_add_solver:
    return m.id || !std::holds_alternative<std::monostate>(m.payload);
  case action::admin_take_dispute:
  case action::admin_settle:
  case action::admin_cancel:
    return true;
  default:
    return false;
  }
}

message answer_last_trade_index(const message& request, std::optional<int64_t> last) {
  if (!last)
    return make_cant_do(request, refusal::not_found);
  if (*last == 0)
    return make_cant_do(request, refusal::invalid_trade_index);
  message reply;
  reply.wrapper = envelope::restore;
  reply.request_id = request.request_id;
  reply.trade_index = *last;
  reply.action = action::last_trade_index;
  return reply;
}

} // namespace mostro
