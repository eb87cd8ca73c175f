// SPDX-License-Identifier: MIT
#include "messages/public_revision.hpp"

#include "messages/mostro/published_events.hpp"

namespace mostro {

publish_order public_revision(const order& o, order_status shown, unix_time at) {
  publish_order out;
  out.id = o.id;
  out.kind = o.terms.kind;
  out.status = shown;
  out.fiat_code = o.terms.fiat_code;
  out.amount = o.terms.amount;
  out.fiat_amount = o.terms.fiat_amount;
  if (auto* t = trade_of(o); t && shown != order_status::pending) {
    out.amount = t->amount;
    out.fiat_amount = t->fiat_amount;
  }
  if (shown == order_status::pending) {
    out.min_amount = o.terms.min_amount;
    out.max_amount = o.terms.max_amount;
  }
  out.payment_method = o.terms.payment_method;
  out.premium = o.terms.premium;
  out.expires_at = o.terms.expires_at;
  out.created_at = at;
  out.maker_identity = o.maker.identity;
  return out;
}

std::optional<order_status> shown_status(const order& o) {
  if (o.last_stamp.seconds == 0)
    return std::nullopt;
  // Running trades publish nothing of their own: the book still shows the take.
  return published_status(status_of(o), o.terms.kind).value_or(order_status::in_progress);
}

publish_dispute public_revision(const dispute& d, unix_time at) {
  publish_dispute out;
  out.id = d.id;
  out.status = d.status;
  out.initiator = d.initiator;
  out.opened_at = d.created_at;
  out.created_at = at;
  return out;
}

} // namespace mostro
