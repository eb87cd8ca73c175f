// SPDX-License-Identifier: MIT
#include "storage/stored_values.hpp"

#include "storage/record_codec.hpp"
#include "storage/record_frame.hpp"
#include "storage/tables.hpp"

#include <algorithm>
#include <limits>

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

std::optional<unix_time> load_copied_at(transaction& txn) {
  const auto kept = load(txn, table::meta, as_bytes(copied_at_key),
                         [](byte_view stored) { return decode_number(copied_at_key, stored); });
  return kept ? std::optional{unix_time{static_cast<int64_t>(*kept)}} : std::nullopt;
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

std::vector<outbox_row> load_deliveries(transaction& txn, outbox_id after, size_t limit) {
  std::vector<outbox_row> out;
  if (after == std::numeric_limits<outbox_id>::max())
    return out;
  cursor at(txn, table::outbox);
  for (bool more = at.seek(big_endian(after + 1)); more && out.size() < limit; more = at.next()) {
    if (at.key().size() != sizeof(outbox_id)) {
      txn.fail(damaged_record({"outbox", at.key()}, "the key has a wrong length"));
      break;
    }
    auto row = decode_outbox_row(from_big_endian(at.key()), at.value());
    if (!row)
      txn.fail(row.why());
    else if (is_delivery(row->effect))
      out.push_back(*std::move(row));
  }
  return out;
}

std::optional<dev_fee_payment> load_dev_fee(transaction& txn, const order_id& id) {
  return load(txn, table::dev_fees, id.data,
              [&](byte_view stored) { return decode_dev_fee(id, stored); });
}

std::optional<order_id> load_order_of(transaction& txn, const dispute_id& id) {
  return load(txn, table::disputes, id.data,
              [&](byte_view stored) { return decode_reference("disputes", id.data, stored); });
}

std::optional<order_id> load_order_of(transaction& txn, const payment_hash& hash) {
  return load(txn, table::payment_hashes, hash.data, [&](byte_view stored) {
    return decode_reference("payment_hashes", hash.data, stored);
  });
}

std::vector<trace_entry> load_trace(transaction& txn, const order_id& id) {
  std::vector<trace_entry> out;
  each_within_order(txn, table::trace, id, [&](uint64_t number, byte_view stored) {
    if (auto entry = decode_trace(id, number, stored))
      out.push_back(*std::move(entry));
    else
      txn.fail(entry.why());
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
