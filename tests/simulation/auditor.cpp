// SPDX-License-Identifier: MIT
//
// What is checked while the world runs.
#include "tests/simulation/auditor.hpp"

#include "messages/hash.hpp"
#include "messages/public_revision.hpp"

namespace mostro::simulation {

namespace {

template <class Phase>
const Phase* phase_of(const order& o) {
  return std::get_if<Phase>(&o.phase);
}

const escrow_key* key_of(const order& o) {
  if (auto* p = phase_of<opening_escrow>(o))
    return &p->key;
  if (auto* p = phase_of<waiting_buyer_invoice>(o))
    return p->held ? &p->held->key : nullptr;
  if (auto* p = phase_of<waiting_payment>(o))
    return &p->open.key;
  if (auto* p = phase_of<active>(o))
    return &p->held.key;
  if (auto* p = phase_of<fiat_sent>(o))
    return &p->held.key;
  if (auto* p = phase_of<disputed>(o))
    return &p->held.key;
  if (auto* p = phase_of<settling_escrow>(o))
    return &p->held.key;
  if (auto* p = phase_of<canceling_escrow>(o))
    return &p->escrow.key;
  if (auto* p = phase_of<settled>(o))
    return &p->escrow.key;
  return nullptr;
}

} // namespace

auditor::auditor(world& in, simulated_lightning& lightning, simulated_relays& relays,
                 const population& people, const order_policy& policy)
    : in_(in), lightning_(lightning), relays_(relays), people_(people), policy_(policy) {
  auto& calls = lightning_.observer();
  calls.opens = [this](const payment_hash& hash) {
    for (auto& [id, known] : books_)
      if (auto* p = phase_of<opening_escrow>(known.now); p && p->key.hash == hash)
        return;
    in_.broken("I13 effects follow commits",
               "a hold invoice is opened that no committed order wants");
  };
  calls.settles = [this](const preimage& with) {
    for (auto& [id, known] : books_)
      if (auto* p = phase_of<settling_escrow>(known.now); p && p->held.key.preimage == with)
        return;
    in_.broken("I18 only a committed release settles", "a hold invoice is settled without one");
  };
  calls.cancels = [this](const payment_hash& hash) {
    for (auto& [id, known] : books_) {
      auto* key = key_of(known.now);
      if (!key || key->hash != hash)
        continue;
      if (!phase_of<canceling_escrow>(known.now) && !phase_of<opening_escrow>(known.now))
        broken("I8 no cancel without its intent", known.now, "canceled in another phase");
    }
  };
  calls.pays = [this](const lnd::payment_request& what) {
    if (sending_fees_.contains(what.bolt11))
      return;
    for (auto& [id, known] : books_)
      if (auto* p = phase_of<settled>(known.now);
          p && p->payout.claim && p->payout.claim->bolt11 == what.bolt11) {
        if (state_of(p->escrow.key.hash) != devnet::invoice_state::settled)
          broken("I3 no payout before the escrow is settled", known.now, "it is not");
        return;
      }
    in_.broken("I13 effects follow commits", "a payment is sent that no committed claim wants");
  };
}

std::optional<devnet::invoice_state> auditor::state_of(const payment_hash& hash) {
  auto found = lightning_.network().look_up_invoice(simulated_lightning::node, hash);
  if (!found)
    return std::nullopt;
  return found->state;
}

std::string auditor::name_of_order(const order& o) const {
  return o.id.text().substr(0, 8) + " (" + std::string{to_string(status_of(o))} + ", seq " +
         std::to_string(o.seq) + ")";
}

void auditor::broken(const char* invariant, const order& o, const std::string& how) {
  in_.broken(invariant, "order " + name_of_order(o) + ": " + how);
}

void auditor::written(std::span<const storage::change> group,
                      const std::vector<result<storage::written>>& done) {
  ++commits_;
  for (size_t i = 0; i < group.size(); ++i) {
    if (!done[i])
      continue;
    if (auto* d = std::get_if<storage::decision>(&group[i])) {
      committed(d->write);
      if (d->child) {
        committed(*d->child);
        auto& parent = books_.at(d->write.next.id);
        if (++parent.children > 1)
          broken("I15 at most one child", parent.now, "another child was born");
      }
    }
    if (auto* fee = std::get_if<storage::keep_dev_fee>(&group[i])) {
      if (fee->payment.state == dev_fee_state::sending)
        sending_fees_.insert(fee->payment.bolt11);
      if (fee->payment.hash)
        fees_[*fee->payment.hash] = fee->payment;
    }
    for (auto* rows : {&done[i]->outbox, &done[i]->child_outbox})
      for (auto& row : *rows)
        file(row);
  }
}

void auditor::file(const storage::outbox_row& row) {
  if (auto* letter = std::get_if<send_message>(&row.effect)) {
    auto m = letter->message;
    m.version = static_cast<uint8_t>(letter->via);
    letters_[letter->to][to_canonical_json(m)].push_back({row.id, 0});
  }
}

void auditor::committed(const storage::order_write& change) {
  auto& next = change.next;
  in_.note("commit " + next.id.text().substr(0, 8) + " #" + std::to_string(next.seq) + " " +
           change.journal.cause + " -> " + std::string{to_string(status_of(next))});
  auto [it, is_new] = books_.try_emplace(next.id);
  auto& known = it->second;
  if (!is_new)
    compare(known, next);
  for (auto& effect : change.effects)
    if (auto* revision = std::get_if<publish_order>(&effect)) {
      known.shown.insert(revision->status);
      if (revision->created_at <= known.last_stamp)
        broken("I14 stamps increase", next, "a revision is not newer than the one before");
      known.last_stamp = revision->created_at;
    }
  check_amounts(next);
  check_escrow(next, known);
  check_payout(next, known);
  check_rest(next);
  known.now = next;
}

void auditor::compare(const book& before, const order& next) {
  auto& was = before.now;
  if (next.seq != was.seq + 1)
    broken("one writer per order", next, "the sequence has a gap");
  if (is_closed(was) && status_of(was) != status_of(next))
    broken("I9 the end is final", next, "it was " + std::string{to_string(status_of(was))});
  auto* old_trade = trade_of(was);
  auto* new_trade = trade_of(next);
  if (old_trade && new_trade && old_trade->cancel_initiator && new_trade->cancel_initiator &&
      old_trade->taker.trade_key == new_trade->taker.trade_key &&
      *old_trade->cancel_initiator != *new_trade->cancel_initiator)
    broken("I20 one initiator of a cancel", next, "the initiator changed");
}

void auditor::check_amounts(const order& o) {
  auto* t = trade_of(o);
  auto* key = key_of(o);
  if (!t || !key)
    return;
  if (t->fee.value < 0 || t->payout_amount().value <= 0 || t->dev_fee.value < 0 ||
      t->dev_fee.value > 2 * t->fee.value)
    broken("I1 amounts", o, "A=" + std::to_string(t->amount.value));
  auto made = lightning_.network().look_up_invoice(simulated_lightning::node, key->hash);
  if (made && made->value != to_msats(t->hold_amount()))
    broken("I1 amounts", o, "the hold invoice is not over A+F");
}

void auditor::check_escrow(const order& o, book& known) {
  if (auto* key = key_of(o); key && known.escrows.insert(key->hash).second) {
    if (payment_hash{sha256(key->preimage.reveal())} != key->hash)
      broken("the hash is the preimage's", o, "it is not");
    for (auto& other : known.escrows) {
      auto state = other == key->hash ? std::nullopt : state_of(other);
      if (state && !devnet::is_final(*state))
        broken("I2 one hold invoice", o, "another one is not final");
    }
  }
  auto* key = key_of(o);
  const bool must_be_settled = std::holds_alternative<settled>(o.phase);
  if (must_be_settled && key && state_of(key->hash) != devnet::invoice_state::settled)
    broken("I3 settled means settled", o, "LND says otherwise");
  if (auto* p = phase_of<closed>(o);
      p && p->status == order_status::success && p->escrow &&
      state_of(p->escrow->key.hash) != devnet::invoice_state::settled)
    broken("I3 success means settled", o, "LND says otherwise");
}

void auditor::check_payout(const order& o, book& known) {
  auto* p = phase_of<settled>(o);
  if (!p || !p->payout.claim)
    return;
  auto& claim = *p->payout.claim;
  auto& network = lightning_.network();
  if (!known.claims.empty() && known.claims.back().hash != claim.hash) {
    auto earlier = network.payment(simulated_lightning::node, known.claims.back().hash);
    if (earlier && earlier->status != devnet::payment_status::failed)
      broken("I6 never a second hash while one is open", o, "the first payment is not failed");
  }
  auto [it, is_new] = payouts_.emplace(claim.hash, o.id);
  if (!is_new && it->second != o.id)
    broken("I6 one order per payout hash", o, "another order claimed the same hash");
  known.claims.push_back(claim);
}

/// Every open order waits for something that will come.
void auditor::check_rest(const order& o) {
  if (is_closed(o) || deadline_of(o, policy_) || escrow_to_watch(o))
    return;
  if (auto* p = phase_of<settled>(o)) {
    auto& pay = p->payout;
    if (pay.claim || pay.resolving || pay.retry_at || pay.attempts >= policy_.payment_attempts)
      return; // Under way, or the buyer was asked for another invoice.
  }
  if (phase_of<opening_escrow>(o) || phase_of<settling_escrow>(o) || phase_of<canceling_escrow>(o))
    return; // The intent is an outbox row.
  broken("every open order waits for something", o, "no timer, no row, no watch");
}

void auditor::heard(const public_key& who, const message& m, unix_time) {
  auto letters = letters_.find(who);
  auto content = to_canonical_json(m);
  auto found = letters == letters_.end() ? decltype(letters->second.begin()){}
                                         : letters->second.find(content);
  if (letters == letters_.end() || found == letters->second.end()) {
    in_.broken("I13 messages follow commits",
               std::string{"heard but never filed: "} + std::string{to_string(m.action)});
    return;
  }
  for (auto& one : found->second)
    if (one.heard == 0) {
      ++one.heard;
      return;
    }
  in_.broken("nothing is said twice", std::string{to_string(m.action)} + " under two event ids");
}

void auditor::published(size_t, const nostr::event& e) {
  if (e.kind != nostr::kind::order)
    return;
  auto id = order_id::parse(nostr::first_tag_value(e.tags, "d").value_or(""));
  auto known = id ? books_.find(*id) : books_.end();
  if (known == books_.end()) {
    in_.broken("I13 publications follow commits", "an order is published that was never committed");
    return;
  }
  auto status = parse_order_status(nostr::first_tag_value(e.tags, "s").value_or(""));
  if (!status || !known->second.shown.contains(*status))
    broken("I13 publications follow commits", known->second.now, "a status that was never filed");
}

void auditor::look_around(bool daemon_is_up, world_time up_since) {
  constexpr int64_t patience = 20 * 60; // A waiting duty from before a start, clock steps, delays.
  if (!daemon_is_up || in_.time.now() - up_since < patience * 1000)
    return;
  for (auto& [id, known] : books_) {
    if (is_closed(known.now))
      continue;
    auto due = deadline_of(known.now, policy_);
    if (due && (in_.daemon_time() - *due).count > patience)
      broken("no timer is forgotten", known.now,
             "due " + std::to_string((in_.daemon_time() - *due).count) + " s ago");
  }
}

std::vector<order> auditor::open_orders() const {
  std::vector<order> out;
  for (auto& [id, known] : books_)
    if (!is_closed(known.now))
      out.push_back(known.now);
  return out;
}

} // namespace mostro::simulation
