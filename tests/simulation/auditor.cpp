// SPDX-License-Identifier: MIT
//
// What is checked while the world runs.
#include "tests/simulation/auditor.hpp"

#include "tests/simulation/order_reading.hpp"

namespace mostro::simulation {

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
        check_child(parent.now, d->child->next);
      }
    }
    if (auto* fee = std::get_if<storage::keep_dev_fee>(&group[i])) {
      if (fee->payment.state == dev_fee_state::sending)
        sending_fees_.insert(fee->payment.bolt11);
      if (fee->payment.hash)
        fees_[*fee->payment.hash] = fee->payment;
    }
    count_queues(group[i], *done[i]);
    for (auto* rows : {&done[i]->outbox, &done[i]->child_outbox})
      for (auto& row : *rows)
        file(row);
  }
}

void auditor::file(const storage::outbox_row& row) {
  if (auto* letter = std::get_if<send_message>(&row.effect)) {
    auto m = letter->message;
    m.version = static_cast<uint8_t>(letter->via);
    letters_[letter->to][to_canonical_json(m)].push_back({row.id, row.order, commits_, 0});
    check_privacy(row, *letter);
  }
}

void auditor::committed(const storage::order_write& change) {
  auto& next = change.next;
  in_.note("commit " + next.id.text().substr(0, 8) + " #" + std::to_string(next.seq) + " " +
           change.journal.cause + " -> " + std::string{to_string(status_of(next))});
  auto [it, is_new] = books_.try_emplace(next.id);
  auto& known = it->second;
  if (!is_new)
    compare(known, change);
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
  check_alarm(known, change);
  check_duty(known, change);
  remember_people(known, next);
  known.now = next;
  if (is_closed(next))
    open_.erase(next.id);
  else
    open_.insert(next.id);
}

void auditor::check_amounts(const order& o) {
  auto* t = trade_of(o);
  auto* key = escrow_key_of(o);
  if (!t || !key)
    return;
  if (t->fee.value < 0 || t->payout_amount().value <= 0 || t->dev_fee.value < 0 ||
      t->dev_fee.value > 2 * t->fee.value)
    broken("I1 amounts", o, "A=" + std::to_string(t->amount.value));
  auto made = lightning_.network().look_up_invoice(simulated_lightning::node, key->hash);
  if (made && made->value != to_msats(t->hold_amount()))
    broken("I1 amounts", o, "the hold invoice is not over A+F");
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
  if (auto* held = escrow_relied_on(o); held && held->vanished)
    return; // The guardian makes a dispute of it (check_cover), and that waits for people.
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
  check_public_privacy(e);
  auto status = parse_order_status(nostr::first_tag_value(e.tags, "s").value_or(""));
  if (!status || !known->second.shown.contains(*status))
    broken("I13 publications follow commits", known->second.now, "a status that was never filed");
}

std::vector<order> auditor::open_orders() const {
  std::vector<order> out;
  for (auto& id : open_)
    out.push_back(books_.at(id).now);
  return out;
}

} // namespace mostro::simulation
