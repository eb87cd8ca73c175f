// SPDX-License-Identifier: MIT
//
// Hold invoices and payments: what the daemon may ask of LND, at the instant it asks, and whether
// a running trade is covered by sats (I2, I3, I5, I8, I13, I18).
#include "messages/hash.hpp"
#include "tests/simulation/auditor.hpp"
#include "tests/simulation/order_reading.hpp"

namespace mostro::simulation {

auditor::auditor(world& in, simulated_lightning& lightning, simulated_relays& relays,
                 const population& people, const order_policy& policy)
    : in_(in), lightning_(lightning), relays_(relays), people_(people), policy_(policy) {
  auto& calls = lightning_.observer();
  calls.opens = [this](const payment_hash& hash) {
    auto owner = escrow_.find(hash);
    if (owner != escrow_.end())
      if (auto* p = phase_of<opening_escrow>(books_.at(owner->second).now);
          p && p->key.hash == hash)
        return;
    in_.broken("I13 effects follow commits",
               "a hold invoice is opened that no committed order wants");
  };
  calls.settles = [this](const preimage& with) { on_settle_call(with); };
  calls.cancels = [this](const payment_hash& hash) { on_cancel_call(hash); };
  calls.pays = [this](const lnd::payment_request& what) {
    if (sending_fees_.contains(what.bolt11))
      return;
    for (auto& id : open_) {
      auto& known = books_.at(id);
      if (auto* p = phase_of<settled>(known.now);
          p && p->payout.claim && p->payout.claim->bolt11 == what.bolt11) {
        if (state_of(p->escrow.key.hash) != devnet::invoice_state::settled)
          broken("I3 no payout before the escrow is settled", known.now, "it is not");
        return;
      }
    }
    in_.broken("I13 effects follow commits", "a payment is sent that no committed claim wants");
  };
}

void auditor::on_settle_call(const preimage& with) {
  const payment_hash hash{sha256(with.reveal())};
  auto owner = escrow_.find(hash);
  if (owner == escrow_.end() || !phase_of<settling_escrow>(books_.at(owner->second).now)) {
    in_.broken("I18 only a committed release settles", "a hold invoice is settled without one");
    return;
  }
  settle_calls_.insert(hash);
  if (cancel_calls_.contains(hash))
    broken("I8 settle and cancel never meet", books_.at(owner->second).now,
           "it is settled after a CancelInvoice");
}

void auditor::on_cancel_call(const payment_hash& hash) {
  auto owner = escrow_.find(hash);
  if (owner == escrow_.end()) {
    in_.broken("I13 effects follow commits", "a hold invoice is canceled that no order had");
    return;
  }
  auto& now = books_.at(owner->second).now;
  auto* key = escrow_key_of(now);
  const bool is_present = key && key->hash == hash;
  auto* intent = phase_of<canceling_escrow>(now);
  if (is_present && !intent && !phase_of<opening_escrow>(now))
    broken("I8 no cancel without its intent", now, "canceled in another phase");
  if (settle_calls_.contains(hash))
    broken("I8 settle and cancel never meet", now, "it is canceled after a SettleInvoice");
  // One settle may follow a cancel: at the end of a waiting time an invoice that was seen unpaid
  // is canceled, the call is lost, and the next look finds it paid: the trade goes on (spec 02
  // §10 case 56). It never took effect then, or there would be nothing to settle.
  const bool may_be_overtaken = intent && intent->cause == cancel_cause::waiting_timeout &&
                                intent->shown == order_status::waiting_payment &&
                                state_of(hash) != devnet::invoice_state::accepted;
  if (!may_be_overtaken)
    cancel_calls_.insert(hash);
}

std::optional<devnet::invoice_state> auditor::state_of(const payment_hash& hash) {
  auto found = lightning_.network().look_up_invoice(simulated_lightning::node, hash);
  if (!found)
    return std::nullopt;
  return found->state;
}

void auditor::check_escrow(const order& o, book& known) {
  if (auto* key = escrow_key_of(o); key && known.escrows.insert(key->hash).second) {
    if (payment_hash{sha256(key->preimage.reveal())} != key->hash)
      broken("the hash is the preimage's", o, "it is not");
    if (auto first = escrow_.emplace(key->hash, o.id); !first.second)
      broken("I2 one hold invoice", o, "its hash belongs to another order");
    for (auto& other : known.escrows) {
      auto state = other == key->hash ? std::nullopt : state_of(other);
      if (state && !devnet::is_final(*state))
        broken("I2 one hold invoice", o, "another one is not final");
    }
  }
  auto* key = escrow_key_of(o);
  const bool must_be_settled = std::holds_alternative<settled>(o.phase);
  if (must_be_settled && key && state_of(key->hash) != devnet::invoice_state::settled)
    broken("I3 settled means settled", o, "LND says otherwise");
  if (auto* p = phase_of<closed>(o);
      p && p->status == order_status::success && p->escrow &&
      state_of(p->escrow->key.hash) != devnet::invoice_state::settled)
    broken("I3 success means settled", o, "LND says otherwise");
  // A trade begins to run with the seller's sats locked in; that they were, the HTLCs tell even
  // when LND has given them back since.
  if (phase_of<active>(o) && !phase_of<active>(known.now)) {
    auto made = lightning_.network().look_up_invoice(simulated_lightning::node, key->hash);
    if (!made || made->htlcs.empty())
      broken("I5 a running trade is covered", o, "the seller has never paid");
  }
}

/// The one excuse for a running trade without sats is an alarm, raised by the same commit that
/// took note of it.
void auditor::check_alarm(const book& known, const storage::order_write& change) {
  auto* now = escrow_relied_on(change.next);
  auto* before = escrow_relied_on(known.now);
  if (!now || !now->vanished || (before && before->vanished))
    return;
  bool alarmed = false;
  for (auto& effect : change.effects)
    if (auto* alarm = std::get_if<raise_alarm>(&effect))
      alarmed =
          alarmed || alarm->name == "escrow-vanished" || alarm->name == "release-found-no-escrow";
  if (!alarmed)
    broken("I5 a vanished escrow alarms", change.next, "it does not");
  if (state_of(now->key.hash) == devnet::invoice_state::accepted)
    broken("I5 a vanished escrow is gone", change.next, "LND still holds it");
}

/// A running trade is covered, or that it is not has been noticed (see check_alarm): a vanished
/// escrow is in dispute, where people decide. The daemon may need a while to hear of it: LND may
/// be away, calls and streams fail, the guardian looks every five minutes.
void auditor::check_cover(book& known, world_time up_since) {
  constexpr int64_t patience = 15 * 60 * 1000;
  auto* relied = escrow_relied_on(known.now);
  const bool is_fine =
      !relied || (relied->vanished ? std::holds_alternative<disputed>(known.now.phase)
                                   : state_of(relied->key.hash) == devnet::invoice_state::accepted);
  if (is_fine) {
    known.uncovered_since.reset();
    return;
  }
  if (!known.uncovered_since)
    known.uncovered_since = in_.time.now();
  if (in_.time.now() - std::max(*known.uncovered_since, up_since) > patience)
    broken("I5 a running trade is covered", known.now, "its escrow is gone, and nobody noticed");
}

} // namespace mostro::simulation
