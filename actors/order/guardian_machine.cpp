// SPDX-License-Identifier: MIT
//
// The CLTV guardian (T29, T30; spec 02 §6.2): what is done before the HTLCs of an
// escrow expire on the chain. An active trade is canceled, a fiat-sent one becomes
// a dispute with the escrow untouched, and in a dispute only people decide.
#include "actors/order/dispute_messages_mapper.hpp"
#include "actors/order/order_step.hpp"

namespace mostro::order_step {

namespace {

constexpr int64_t seconds_per_block = 600;

/// The margin in blocks; one that leaves nothing of the delta is replaced by half of it.
uint32_t margin_of(const order_policy& policy) {
  auto delta = policy.hold_invoice_cltv_delta;
  auto margin = policy.escrow_deadline_margin_blocks;
  return margin < delta ? margin : delta / 2;
}

/// True when fewer than `margin` blocks are left; by the clock where the height or the
/// expiry is unknown.
bool is_near(const context& c, const escrow& held, const chain_observed& f, uint32_t margin) {
  if (f.height && held.expires_at_height != 0)
    return uint64_t{*f.height} + margin >= held.expires_at_height;
  int64_t blocks = int64_t{c.policy.hold_invoice_cltv_delta} - int64_t{margin};
  return c.now() >= held.held_at + seconds{blocks * seconds_per_block};
}

/// How many alarms a dispute should have raised by now.
uint32_t alarms_due(const context& c, const escrow& held, const chain_observed& f) {
  auto margin = margin_of(c.policy);
  if (held.vanished || !is_near(c, held, f, margin))
    return 0;
  return is_near(c, held, f, margin / 2) ? 2 : 1;
}

void sound(draft& d, uint32_t alarms) {
  if (alarms == 1)
    d.want(raise_alarm{"dispute-deadline-near",
                       "the escrow of a dispute expires within the margin: decide it now"});
  if (alarms == 2)
    d.want(raise_alarm{"dispute-deadline-imminent",
                       "the escrow of a dispute expires within half the margin: the seller will "
                       "be refunded whatever is decided later"});
}

} // namespace

decision guard(const context& c, const active& p, const chain_observed& f) {
  if (!is_near(c, p.held, f, margin_of(c.policy)))
    return ignored{};
  draft d{c};
  d.want(cancel_hold_invoice{p.held.key.hash});
  d.next.phase = canceling_escrow{p.trade, p.held, order_status::active, cancel_cause::guardian};
  return d.finish();
}

decision guard(const context& c, const fiat_sent& p, const chain_observed& f) {
  // A vanished escrow has no HTLC at all: a person has to look at it, too.
  if (!p.held.vanished && !is_near(c, p.held, f, margin_of(c.policy)))
    return ignored{};
  auto& o = c.before;
  draft d{c};
  file_dispute(c, d, order_status::fiat_sent, trade_role::buyer);
  if (!d.next.dispute)
    return ignored{}; // No id for it; the next look at the chain brings one.
  auto& id = d.next.dispute->id;
  d.tell(buyer_of(o, p.trade),
         dispute_initiated_message(o, action::dispute_initiated_by_you, id, std::nullopt));
  d.tell(seller_of(o, p.trade),
         dispute_initiated_message(o, action::dispute_initiated_by_peer, id, std::nullopt));
  auto alarms = alarms_due(c, p.held, f);
  sound(d, alarms);
  d.next.phase = disputed{p.trade, p.held, p.next, alarms};
  return d.finish();
}

decision guard(const context& c, const disputed& p, const chain_observed& f) {
  auto alarms = alarms_due(c, p.held, f);
  if (alarms <= p.deadline_alarms)
    return ignored{};
  draft d{c};
  sound(d, alarms);
  auto after = p;
  after.deadline_alarms = alarms;
  d.next.phase = std::move(after);
  return d.finish();
}

} // namespace mostro::order_step
