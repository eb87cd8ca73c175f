// SPDX-License-Identifier: MIT
#include "tests/support/memory_database.hpp"

#include "messages/overloaded.hpp"

namespace mostro::test {

storage::outbox_row memory_database::file(order_effect effect, order_id about) {
  storage::outbox_row row;
  row.id = ++last_id_;
  row.order = about;
  row.effect = std::move(effect);
  outbox.emplace(row.id, row);
  return row;
}

result<storage::written> memory_database::apply(const storage::change& what) {
  storage::written out;
  auto finish = [this](const std::optional<event_id>& id) {
    if (id)
      unfinished.erase(*id);
  };
  auto file_all = [&](const std::vector<order_effect>& effects, order_id about) {
    for (const auto& effect : effects)
      if (!std::holds_alternative<raise_alarm>(effect))
        out.outbox.push_back(file(effect, about));
  };
  std::visit(overloaded{
                 [&](const storage::decision& d) {
                   file_all(d.write.effects, d.write.next.id);
                   if (d.answers)
                     outbox.erase(*d.answers);
                   finish(d.inbound);
                 },
                 [&](const storage::reply& r) {
                   file_all(r.effects, r.about);
                   if (r.answers)
                     outbox.erase(*r.answers);
                   finish(r.inbound);
                 },
                 [&](const storage::retire_outbox& r) {
                   for (auto id : r.ids)
                     outbox.erase(id);
                 },
                 [&](const storage::keep_signed_event& k) {
                   if (auto row = outbox.find(k.id); row != outbox.end())
                     row->second.signed_event = k.event_json;
                   stamps[k.stamp_key] = k.stamp;
                 },
                 [&](const storage::keep_inbound& k) {
                   out.is_new = seen.insert(k.id).second;
                   if (out.is_new)
                     unfinished[k.id] = {k.id, k.received_at, k.event_json};
                 },
                 [&](const storage::finish_inbound& f) { finish(f.id); },
                 [&](const storage::keep_cursor& c) { cursors[c.relay_url] = c.up_to; },
                 [](const auto&) {},
             },
             what);
  return out;
}

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
    applied.push_back(one);
    out.push_back(apply(one));
  }
  return out;
}

result<std::vector<storage::outbox_row>> memory_database::deliveries_after(outbox_id after,
                                                                           size_t limit) const {
  if (broken)
    return fail(errc::damaged, "broken by the test");
  std::vector<storage::outbox_row> out;
  for (auto row = outbox.upper_bound(after); row != outbox.end() && out.size() < limit; ++row)
    if (is_delivery(row->second.effect))
      out.push_back(row->second);
  return out;
}

result<storage::recovered> memory_database::recover() const {
  if (broken)
    return fail(errc::damaged, "broken by the test");
  storage::recovered out;
  for (const auto& [id, row] : outbox)
    out.outbox.push_back(row);
  for (const auto& [id, row] : unfinished)
    out.inbound.push_back(row);
  for (const auto& [url, up_to] : cursors)
    out.cursors.push_back({url, up_to});
  for (const auto& [key, stamp] : stamps)
    out.stamps.emplace_back(key, stamp);
  return out;
}

} // namespace mostro::test
