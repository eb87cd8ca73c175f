// SPDX-License-Identifier: MIT
//
// How the database in memory applies changes.
#include "messages/rating.hpp"
#include "storage/payment_hashes.hpp"
#include "tests/support/memory_database.hpp"

namespace mostro::test {

/// Applies one change, by its kind.
struct memory_writer {
  memory_database& to;
  storage::written out = {};

  void finish(const std::optional<event_id>& id) {
    if (id)
      to.unfinished.erase(*id);
  }
  void file(const std::vector<order_effect>& effects, const order_id& about) {
    for (const auto& effect : effects)
      if (!std::holds_alternative<raise_alarm>(effect) &&
          !std::holds_alternative<owe_dev_fee>(effect))
        out.outbox.push_back(to.file(effect, about));
  }
  storage::user_record& user(const public_key& identity, unix_time since) {
    const auto [found, is_new] = to.users.try_emplace(identity);
    if (is_new) {
      found->second.identity = identity;
      found->second.created_at = since;
    }
    return found->second;
  }
  void put_order(const storage::order_write& w) {
    std::optional<order> before;
    if (const auto found = to.orders.find(w.next.id); found != to.orders.end())
      before = found->second;
    for (const auto& hash : storage::payment_hashes_of(w.next, before))
      to.hash_users.try_emplace(hash, w.next.id);
    if (w.next.dispute)
      to.disputes.try_emplace(w.next.dispute->id, w.next.id);
    to.orders[w.next.id] = w.next;
    to.journals[w.next.id].push_back(w.journal);
    for (const auto& effect : w.effects)
      if (const auto* owed = std::get_if<owe_dev_fee>(&effect)) {
        dev_fee_payment fee;
        fee.order = owed->order;
        fee.amount = owed->amount;
        fee.owed_at = w.journal.at;
        to.dev_fees.try_emplace(owed->order, fee);
      }
    file(w.effects, w.next.id);
  }
  void rate(const rating_vote& vote, const order_id& about) {
    auto& rated = user(vote.rated_identity, vote.at);
    const auto totals = after_vote({rated.total_reviews, rated.total_rating, rated.last_rating,
                                    rated.max_rating, rated.min_rating},
                                   vote.value);
    rated.total_reviews = totals.reviews;
    rated.total_rating = totals.total;
    rated.last_rating = totals.last;
    rated.max_rating = totals.max;
    rated.min_rating = totals.min;
    file({publish_rating{vote.rated_trade_key, totals, operating_days(rated.created_at, vote.at)}},
         about);
  }

  void operator()(const storage::decision& d) {
    put_order(d.write);
    if (d.uses)
      user(d.uses->identity, d.uses->at).last_trade_index = d.uses->index;
    if (d.rates)
      rate(*d.rates, d.write.next.id);
    if (d.child) {
      auto of_parent = std::exchange(out.outbox, {});
      put_order(*d.child);
      out.child_outbox = std::exchange(out.outbox, std::move(of_parent));
    }
    if (d.answers)
      to.outbox.erase(*d.answers);
    finish(d.inbound);
  }
  void operator()(const storage::reply& r) {
    for (const auto& effect : r.effects)
      if (const auto* send = std::get_if<send_message>(&effect);
          send && send->message.wrapper == envelope::cant_do && !(r.about == order_id{}))
        to.traces[r.about].push_back({r.about, {}, "refused", "cant-do"});
    file(r.effects, r.about);
    if (r.answers)
      to.outbox.erase(*r.answers);
    finish(r.inbound);
  }
  void operator()(const storage::retire_outbox& r) {
    for (auto id : r.ids)
      to.outbox.erase(id);
  }
  void operator()(const storage::keep_signed_event& k) {
    if (auto row = to.outbox.find(k.id); row != to.outbox.end())
      row->second.signed_event = k.event_json;
    to.stamps[k.stamp_key] = k.stamp;
  }
  void operator()(const storage::keep_inbound& k) {
    out.is_new = to.seen.insert(k.id).second;
    if (out.is_new)
      to.unfinished[k.id] = {k.id, k.received_at, k.event_json};
  }
  void operator()(const storage::finish_inbound& f) { finish(f.id); }
  void operator()(const storage::keep_cursor& c) { to.cursors[c.relay_url] = c.up_to; }
  void operator()(const storage::prune_inbound&) {}
  void operator()(const storage::set_solver& s) {
    if (s.standing != solver_standing::none || to.users.contains(s.identity))
      user(s.identity, s.at).solver = s.standing;
  }
  void operator()(const storage::keep_user& k) {
    to.users[k.identity] = {k.identity,        k.last_trade_index, k.created_at,
                            k.ratings.reviews, k.ratings.total,    k.ratings.last,
                            k.ratings.max,     k.ratings.min,      k.solver};
  }
  void operator()(const storage::keep_dev_fee& k) {
    to.dev_fees[k.payment.order] = k.payment;
    file(k.effects, k.payment.order);
  }
  void operator()(const storage::keep_prices& k) {
    for (const auto& price : k.prices)
      to.prices[price.code] = price;
  }
  void operator()(const storage::note_trace& n) {
    for (const auto& line : n.entries) {
      auto& lines = to.traces[line.order];
      lines.push_back(line);
      if (lines.size() > storage::most_trace_lines)
        lines.erase(lines.begin());
    }
  }
};

result<std::vector<result<storage::written>>>
memory_database::write(std::span<const storage::change> group) {
  if (broken)
    return fail(errc::io, "broken by the test");
  group_sizes.push_back(group.size());
  std::vector<result<storage::written>> out;
  for (const auto& one : group) {
    const auto* decision = std::get_if<storage::decision>(&one);
    if (decision != nullptr && conflicting_seqs.contains(decision->write.next.seq)) {
      out.push_back(fail(errc::conflict, "ordered by the test"));
      continue;
    }
    if (decision != nullptr && invalid_seqs.contains(decision->write.next.seq)) {
      out.push_back(fail(errc::invalid, "ordered by the test"));
      continue;
    }
    applied.push_back(one);
    memory_writer writer{*this};
    std::visit(writer, one);
    out.push_back(std::move(writer.out));
  }
  return out;
}

} // namespace mostro::test
