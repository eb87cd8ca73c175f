// SPDX-License-Identifier: MIT
#include "storage/stored_values.hpp"

#include "storage/record_codec.hpp"
#include "storage/record_frame.hpp"
#include "storage/tables.hpp"

#include <algorithm>

namespace mostro::storage {
namespace {

/// Looks a key up and decodes its value.
template <class Decode>
auto load(transaction& txn, table_number table, byte_view key, Decode decode)
    -> std::optional<std::decay_t<decltype(decode(byte_view{}).value())>> {
  const auto stored = txn.get(table, key);
  if (!stored)
    return std::nullopt;
  auto decoded = decode(*stored);
  if (decoded)
    return *std::move(decoded);
  txn.fail(decoded.why());
  return std::nullopt;
}

/// Calls `visit(number, value)` for each key of `table` that starts with the order's id.
template <class Visit>
void each_within_order(transaction& txn, table_number table, const order_id& id, Visit visit) {
  cursor at(txn, table);
  for (bool more = at.seek(key_within_order(id, 0)); more; more = at.next()) {
    if (at.key().size() != key_within_order(id, 0).size()) {
      txn.fail(damaged_record({table_names.at(table), at.key()}, "the key has a wrong length"));
      break;
    }
    if (!std::ranges::equal(at.key().first(id.data.size()), id.data))
      break;
    visit(from_big_endian(at.key().subspan(id.data.size())), at.value());
  }
}

} // namespace

std::optional<order> load_order(transaction& txn, const order_id& id) {
  return load(txn, table::orders, id.data,
              [&](byte_view stored) { return decode_order(id, stored); });
}

std::optional<user_record> load_user(transaction& txn, const public_key& identity) {
  return load(txn, table::users, identity.data,
              [&](byte_view stored) { return decode_user(identity, stored); });
}

std::optional<outbox_row> load_outbox_row(transaction& txn, outbox_id id) {
  return load(txn, table::outbox, big_endian(id),
              [&](byte_view stored) { return decode_outbox_row(id, stored); });
}

std::optional<inbound_row> load_inbound(transaction& txn, const event_id& id) {
  return load(txn, table::inbound, id.data,
              [&](byte_view stored) { return decode_inbound(id, stored); });
}

std::optional<unix_time> load_seen(transaction& txn, const event_id& id) {
  return load(txn, table::seen, id.data, [&](byte_view stored) { return decode_seen(id, stored); });
}

std::optional<unix_time> load_stamp(transaction& txn, const std::string& name) {
  const auto key = name_key(name);
  const auto kept = load(txn, table::stamps, key, [&](byte_view stored) {
    return decode_named_time("stamps", key, stored);
  });
  return kept ? std::optional{kept->second} : std::nullopt;
}

outbox_id load_last_outbox_id(transaction& txn) {
  return load(txn, table::meta, as_bytes(last_outbox_id_key),
              [](byte_view stored) { return decode_number(last_outbox_id_key, stored); })
      .value_or(0);
}

std::optional<order_id> load_outbox_order(transaction& txn, outbox_id id) {
  return load(txn, table::outbox, big_endian(id),
              [&](byte_view stored) { return decode_outbox_order(id, stored); });
}

std::vector<outbox_row> load_outbox_of(transaction& txn, const order_id& id) {
  std::vector<outbox_row> out;
  each_within_order(txn, table::outbox_by_order, id, [&](uint64_t row_id, byte_view) {
    if (auto row = load_outbox_row(txn, row_id))
      out.push_back(*std::move(row));
    else
      txn.fail(damaged_record({"outbox_by_order", id.data}, "a row that it names is missing"));
  });
  return out;
}

std::vector<journal_entry> load_journal(transaction& txn, const order_id& id) {
  std::vector<journal_entry> out;
  each_within_order(txn, table::journal, id, [&](uint64_t seq, byte_view stored) {
    if (auto entry = decode_journal_entry(id, seq, stored))
      out.push_back(*std::move(entry));
    else
      txn.fail(entry.why());
  });
  return out;
}

} // namespace mostro::storage
