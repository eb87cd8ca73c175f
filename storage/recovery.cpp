// SPDX-License-Identifier: MIT
//
// What is read at a start. Only open orders are decoded, by their index; closed
// ones cost nothing however many they are.
#include "storage/record_codec.hpp"
#include "storage/record_frame.hpp"
#include "storage/stored_values.hpp"
#include "storage/tables.hpp"

#include <algorithm>

namespace mostro::storage {
namespace {

/// Copies a key of fixed length into an identifier; `damaged` for other lengths.
template <class Id>
std::optional<Id> id_of_key(transaction& txn, const char* table_name, byte_view key) {
  Id out;
  if (key.size() != out.data.size()) {
    txn.fail(damaged_record({table_name, key}, "the key has a wrong length"));
    return std::nullopt;
  }
  std::ranges::copy(key, out.data.begin());
  return out;
}

/// Keeps a decoded value, or fails the transaction.
template <class T>
void keep(transaction& txn, result<T> decoded, std::vector<T>& out) {
  if (decoded)
    out.push_back(*std::move(decoded));
  else
    txn.fail(decoded.why());
}

std::vector<order> load_open_orders(transaction& txn) {
  std::vector<order> out;
  cursor at(txn, table::open_orders);
  for (bool more = at.seek(); more; more = at.next()) {
    const auto id = id_of_key<order_id>(txn, "open_orders", at.key());
    if (!id)
      break;
    auto found = load_order(txn, *id);
    if (!found || !txn.has(table::journal, key_within_order(*id, found->seq))) {
      txn.fail(damaged_record({"open_orders", id->data}, "its order or journal is missing"));
      break;
    }
    out.push_back(*std::move(found));
  }
  return out;
}

std::vector<outbox_row> load_outbox(transaction& txn) {
  std::vector<outbox_row> out;
  const outbox_id last = load_last_outbox_id(txn);
  cursor at(txn, table::outbox);
  for (bool more = at.seek(); more; more = at.next()) {
    if (at.key().size() != sizeof(outbox_id) || from_big_endian(at.key()) > last) {
      txn.fail(damaged_record({"outbox", at.key()}, "the id was never given out"));
      break;
    }
    keep(txn, decode_outbox_row(from_big_endian(at.key()), at.value()), out);
  }
  return out;
}

std::vector<inbound_row> load_unfinished(transaction& txn) {
  std::vector<inbound_row> out;
  cursor at(txn, table::inbound);
  for (bool more = at.seek(); more; more = at.next())
    if (const auto id = id_of_key<event_id>(txn, "inbound", at.key()))
      keep(txn, decode_inbound(*id, at.value()), out);
  std::ranges::stable_sort(out, {}, &inbound_row::received_at);
  return out;
}

std::vector<stored_price> load_prices(transaction& txn) {
  std::vector<stored_price> out;
  cursor at(txn, table::prices);
  for (bool more = at.seek(); more; more = at.next())
    keep(txn, decode_price(std::string(at.key().begin(), at.key().end()), at.value()), out);
  return out;
}

std::vector<user_record> load_users(transaction& txn) {
  std::vector<user_record> out;
  cursor at(txn, table::users);
  for (bool more = at.seek(); more; more = at.next())
    if (const auto identity = id_of_key<public_key>(txn, "users", at.key()))
      keep(txn, decode_user(*identity, at.value()), out);
  return out;
}

std::vector<named_time> load_named_times(transaction& txn, table_number table) {
  std::vector<named_time> out;
  cursor at(txn, table);
  for (bool more = at.seek(); more; more = at.next())
    keep(txn, decode_named_time(table_names.at(table), at.key(), at.value()), out);
  return out;
}

/// True when the filter wants this order, whatever its id.
bool wants(const order_filter& which, const order& it) {
  return (!which.open_only || !is_closed(it)) && (!which.status || *which.status == status_of(it));
}

} // namespace

std::vector<order> load_orders(transaction& txn, const order_filter& which) {
  const bool of_index = which.open_only;
  std::vector<order> out;
  cursor at(txn, of_index ? table::open_orders : table::orders);
  bool more = which.after ? at.seek(which.after->data) : at.seek();
  for (; more && out.size() < which.limit; more = at.next()) {
    const auto id = id_of_key<order_id>(txn, of_index ? "open_orders" : "orders", at.key());
    if (!id)
      break;
    if (which.after && *id <= *which.after)
      continue;
    auto found = load_order(txn, *id);
    if (found && wants(which, *found))
      out.push_back(*std::move(found));
    else if (!found)
      txn.fail(damaged_record({"open_orders", id->data}, "its order is missing"));
  }
  return out;
}

std::vector<user_record> load_solvers(transaction& txn) {
  auto out = load_users(txn);
  std::erase_if(out, [](const auto& user) { return user.solver == solver_standing::none; });
  return out;
}

std::vector<dev_fee_payment> load_unpaid_dev_fees(transaction& txn) {
  std::vector<dev_fee_payment> out;
  cursor at(txn, table::unpaid_dev_fees);
  for (bool more = at.seek(); more; more = at.next()) {
    const auto id = id_of_key<order_id>(txn, "unpaid_dev_fees", at.key());
    if (!id)
      break;
    auto found = load_dev_fee(txn, *id);
    if (!found) {
      txn.fail(damaged_record({"unpaid_dev_fees", id->data}, "its fee is missing"));
      break;
    }
    out.push_back(*std::move(found));
  }
  return out;
}

recovered load_everything_needed(transaction& txn) {
  recovered out;
  out.open_orders = load_open_orders(txn);
  out.outbox = load_outbox(txn);
  out.inbound = load_unfinished(txn);
  out.users = load_users(txn);
  for (auto& [url, up_to] : load_named_times(txn, table::cursors))
    out.cursors.push_back({url, up_to});
  out.stamps = load_named_times(txn, table::stamps);
  out.unpaid_dev_fees = load_unpaid_dev_fees(txn);
  out.prices = load_prices(txn);
  out.copied_at = load_copied_at(txn);
  return out;
}

} // namespace mostro::storage
