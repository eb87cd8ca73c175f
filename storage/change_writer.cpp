// SPDX-License-Identifier: MIT
#include "storage/change_writer.hpp"

#include "storage/effect_codec.hpp"
#include "storage/order_index.hpp"
#include "storage/record_codec.hpp"
#include "storage/record_frame.hpp"
#include "storage/stored_values.hpp"
#include "storage/tables.hpp"
#include "storage/trace_log.hpp"

#include <algorithm>

namespace mostro::storage {

change_writer::change_writer(transaction& txn)
    : txn_(txn), last_outbox_id_before_(load_last_outbox_id(txn)),
      last_outbox_id_(last_outbox_id_before_) {}

result<written> change_writer::apply(const change& what) { return std::visit(*this, what); }

void change_writer::finish() {
  if (last_outbox_id_ != last_outbox_id_before_)
    txn_.put(table::meta, as_bytes(last_outbox_id_key),
             as_bytes(encode_number(last_outbox_id_key, last_outbox_id_)));
}

result<std::optional<order>> change_writer::check_next(const order_write& w) {
  expects(w.journal.order == w.next.id && w.journal.seq == w.next.seq,
          "a journal entry belongs to another decision");
  auto before = load_order(txn_, w.next.id);
  const uint64_t stored = before ? before->seq : 0;
  if (stored + 1 == w.next.seq) {
    if (auto ok = check_storable(w.effects); !ok)
      return ok.why();
    return before;
  }
  return error{errc::conflict, "order " + w.next.id.text() + ": decision " +
                                   std::to_string(w.next.seq) + " does not follow the stored " +
                                   std::to_string(stored)};
}

result<user_record> change_writer::check_index(const trade_index_use& use) {
  auto user = load_user(txn_, use.identity);
  if (user && use.index <= user->last_trade_index)
    return error{errc::conflict, "trade index " + std::to_string(use.index) +
                                     " is not above the stored " +
                                     std::to_string(user->last_trade_index)};
  if (!user)
    user = user_record{.identity = use.identity, .created_at = use.at};
  user->last_trade_index = use.index;
  return *std::move(user);
}

result<written> change_writer::operator()(const decision& d) {
  auto before = check_next(d.write);
  if (!before)
    return before.why();
  std::optional<order> child_before;
  if (d.child) {
    expects(d.child->next.id != d.write.next.id, "an order is its own child");
    auto found = check_next(*d.child);
    if (!found)
      return found.why();
    child_before = *std::move(found);
  }
  if (d.rates && (d.rates->value < 1 || d.rates->value > 5))
    return error{errc::invalid, "a rating of " + std::to_string(d.rates->value)};
  std::optional<user_record> user;
  if (d.uses) {
    auto checked = check_index(*d.uses);
    if (!checked)
      return checked.why();
    user = *std::move(checked);
  }
  written out;
  put_order(d.write, *before, out.outbox);
  if (user)
    txn_.put(table::users, user->identity.data, as_bytes(encode(*user)));
  if (d.rates)
    file(d.write.next.id, {rate(*d.rates)}, out.outbox);
  if (d.child)
    put_order(*d.child, child_before, out.child_outbox);
  if (d.answers)
    retire(*d.answers);
  if (d.inbound)
    mark_finished(*d.inbound, d.write.journal.at);
  return out;
}

result<written> change_writer::operator()(const reply& r) {
  if (auto ok = check_storable(r.effects); !ok)
    return ok.why();
  expects(!owes_dev_fee(r.effects), "a development fee is owed by no decision");
  written out;
  file(r.about, r.effects, out.outbox);
  if (!(r.about == order_id{})) {
    const auto kept = r.inbound ? load_inbound(txn_, *r.inbound) : std::nullopt;
    trace_refusals(txn_, r.about, kept ? kept->received_at : unix_time{}, r.effects);
  }
  if (r.answers)
    retire(*r.answers);
  if (r.inbound)
    mark_finished(*r.inbound, std::nullopt);
  return out;
}

result<written> change_writer::operator()(const retire_outbox& r) {
  for (outbox_id id : r.ids)
    retire(id);
  return written{};
}

result<written> change_writer::operator()(const keep_signed_event& k) {
  // A row that was retired meanwhile needs no event; its stamp counts all the same.
  auto row = load_outbox_row(txn_, k.id);
  if (row && !row->signed_event.empty() && row->signed_event != k.event_json)
    return error{errc::conflict,
                 "outbox row " + std::to_string(k.id) + " was signed already, as another event"};
  if (row) {
    row->signed_event = k.event_json;
    txn_.put(table::outbox, big_endian(k.id), as_bytes(encode(*row)));
  }
  const auto before = k.stamp_key.empty() ? std::nullopt : load_stamp(txn_, k.stamp_key);
  if (!k.stamp_key.empty() && (!before || *before < k.stamp))
    txn_.put(table::stamps, name_key(k.stamp_key),
             as_bytes(encode_named_time("stamps", {k.stamp_key, k.stamp})));
  return written{};
}

result<written> change_writer::operator()(const keep_inbound& k) {
  written out;
  out.is_new = !txn_.has(table::inbound, k.id.data) && !txn_.has(table::seen, k.id.data);
  if (out.is_new)
    txn_.put(table::inbound, k.id.data,
             as_bytes(encode(inbound_row{k.id, k.received_at, k.event_json})));
  return out;
}

result<written> change_writer::operator()(const finish_inbound& f) {
  mark_finished(f.id, std::nullopt);
  return written{};
}

result<written> change_writer::operator()(const keep_cursor& k) {
  txn_.put(table::cursors, name_key(k.relay_url),
           as_bytes(encode_named_time("cursors", {k.relay_url, k.up_to})));
  return written{};
}

result<written> change_writer::operator()(const prune_inbound& p) {
  const auto end = seen_by_time_key(p.before, {});
  std::vector<std::array<uint8_t, 40>> old;
  cursor at(txn_, table::seen_by_time);
  for (bool more = at.seek(); more; more = at.next()) {
    if (!std::ranges::lexicographical_compare(at.key(), end))
      break;
    if (at.key().size() != end.size()) {
      txn_.fail(damaged_record({"seen_by_time", at.key()}, "the key has a wrong length"));
      break;
    }
    std::ranges::copy(at.key(), old.emplace_back().begin());
  }
  for (const auto& key : old) {
    txn_.erase(table::seen_by_time, key);
    txn_.erase(table::seen, byte_view(key).subspan(sizeof(int64_t)));
  }
  return written{};
}

void change_writer::put_order(const order_write& w, const std::optional<order>& before,
                              std::vector<outbox_row>& filed) {
  const order_id& id = w.next.id;
  txn_.put(table::orders, id.data, as_bytes(encode(w.next)));
  txn_.put(table::journal, key_within_order(id, w.next.seq), as_bytes(encode(w.journal)));
  if (is_closed(w.next))
    txn_.erase(table::open_orders, id.data);
  else
    txn_.put(table::open_orders, id.data, {});
  index_order(txn_, w.next, before);
  for (const order_effect& effect : w.effects)
    if (const auto* owed = std::get_if<owe_dev_fee>(&effect))
      note_owed(*owed, w.journal.at);
  file(id, w.effects, filed);
}

void change_writer::file(const order_id& about, const std::vector<order_effect>& effects,
                         std::vector<outbox_row>& filed) {
  for (const order_effect& effect : effects) {
    if (std::holds_alternative<raise_alarm>(effect) || std::holds_alternative<owe_dev_fee>(effect))
      continue;
    const outbox_row& row = filed.emplace_back(outbox_row{++last_outbox_id_, about, effect, {}});
    txn_.put(table::outbox, big_endian(row.id), as_bytes(encode(row)));
    txn_.put(table::outbox_by_order, key_within_order(about, row.id), {});
  }
}

void change_writer::retire(outbox_id id) {
  if (const auto about = load_outbox_order(txn_, id)) {
    txn_.erase(table::outbox, big_endian(id));
    txn_.erase(table::outbox_by_order, key_within_order(*about, id));
  }
}

void change_writer::mark_finished(const event_id& id, std::optional<unix_time> if_never_kept) {
  const auto kept = load_inbound(txn_, id);
  if (!kept && (!if_never_kept || txn_.has(table::seen, id.data)))
    return;
  const unix_time received_at = kept ? kept->received_at : *if_never_kept;
  txn_.erase(table::inbound, id.data);
  txn_.put(table::seen, id.data, as_bytes(encode_seen(id, received_at)));
  txn_.put(table::seen_by_time, seen_by_time_key(received_at, id), {});
}

} // namespace mostro::storage
