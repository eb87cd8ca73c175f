// SPDX-License-Identifier: MIT
//
// The sub-databases and how their keys are made. Numbers in keys are big-endian,
// so that LMDB's byte order is their order. README.md has the table.
#pragma once

#include "messages/ids.hpp"
#include "messages/order_event.hpp"
#include "messages/time.hpp"

#include <array>

namespace mostro::storage {

/// The sub-databases; values are indices into `table_names`.
namespace table {
enum number : unsigned {
  meta,
  orders,
  open_orders,
  journal,
  outbox,
  outbox_by_order,
  inbound,
  seen,
  seen_by_time,
  users,
  cursors,
  stamps,
  // From here on: since layout 2.
  disputes,
  payment_hashes,
  dev_fees,
  unpaid_dev_fees,
  prices,
  trace,
};
} // namespace table

/// Their names on disk.
inline constexpr std::array table_names{
    "meta",     "orders",         "open_orders",  "journal",         "outbox",  "outbox_by_order",
    "inbound",  "seen",           "seen_by_time", "users",           "cursors", "stamps",
    "disputes", "payment_hashes", "dev_fees",     "unpaid_dev_fees", "prices",  "trace",
};

/// The layout that this program writes; a database with a larger one is refused.
inline constexpr uint64_t layout_version = 2;
/// The oldest layout that is upgraded when it is opened, and its tables: the first ones.
inline constexpr uint64_t oldest_layout_version = 1;
inline constexpr size_t tables_of_oldest_layout = table::disputes;

/// Keys of `meta`.
inline constexpr std::string_view layout_key = "layout";
inline constexpr std::string_view last_outbox_id_key = "last-outbox-id";
/// When a backup was made; only in the backup, until its orders were compared with LND.
inline constexpr std::string_view copied_at_key = "copied-at";

/// 8 bytes, big-endian.
std::array<uint8_t, 8> big_endian(uint64_t number);
/// Reads 8 big-endian bytes; a bug when there are fewer.
uint64_t from_big_endian(byte_view data);

/// `journal`: order id, then seq. `outbox_by_order`: order id, then outbox id. `trace`: order
/// id, then the line's number.
std::array<uint8_t, 24> key_within_order(const order_id& order, uint64_t number);
/// `seen_by_time`: time (sign bit flipped, so that times before 1970 sort first), then id.
std::array<uint8_t, 40> seen_by_time_key(unix_time received_at, const event_id& id);
/// `cursors` and `stamps`: SHA-256 of a name that may be longer than LMDB's keys.
bytes32 name_key(std::string_view name);

} // namespace mostro::storage
