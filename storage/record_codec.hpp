// SPDX-License-Identifier: MIT
//
// The values of the database as bytes and back. Encoding never fails; decoding
// gives `damaged`, naming table and key, for anything that was not encoded here.
#pragma once

#include "storage/database.hpp"

namespace mostro::storage {

/// Table `orders`; key: the order's id.
std::string encode(const order& value);
result<order> decode_order(const order_id& id, byte_view stored);

/// Table `outbox`; key: the row's id.
std::string encode(const outbox_row& value);
result<outbox_row> decode_outbox_row(outbox_id id, byte_view stored);
/// Only the order that the row belongs to.
result<order_id> decode_outbox_order(outbox_id id, byte_view stored);

/// Table `journal`; key: order and seq.
std::string encode(const journal_entry& value);
result<journal_entry> decode_journal_entry(const order_id& order, uint64_t seq, byte_view stored);

/// Table `users`; key: the identity.
std::string encode(const user_record& value);
result<user_record> decode_user(const public_key& identity, byte_view stored);

/// Table `inbound`; key: the event id.
std::string encode(const inbound_row& value);
result<inbound_row> decode_inbound(const event_id& id, byte_view stored);

/// Table `seen`; key: the event id.
std::string encode_seen(const event_id& id, unix_time received_at);
result<unix_time> decode_seen(const event_id& id, byte_view stored);

/// A moment under a name of any length: a relay's cursor, a recipient's stamp.
using named_time = std::pair<std::string, unix_time>;

/// Tables `cursors` and `stamps`; key: name_key of the name.
std::string encode_named_time(const char* table, const named_time& value);
result<named_time> decode_named_time(const char* table, byte_view key, byte_view stored);

/// Table `dev_fees`; key: the order's id.
std::string encode(const dev_fee_payment& value);
result<dev_fee_payment> decode_dev_fee(const order_id& order, byte_view stored);

/// Table `prices`; key: the currency code.
std::string encode(const stored_price& value);
result<stored_price> decode_price(std::string_view code, byte_view stored);

/// Table `trace`; key: order and the line's number.
std::string encode(const trace_entry& value, uint64_t number);
result<trace_entry> decode_trace(const order_id& order, uint64_t number, byte_view stored);

/// Tables `disputes` (key: dispute id) and `payment_hashes` (key: hash): the order that they
/// belong to.
std::string encode_reference(const char* table, byte_view key, const order_id& order);
result<order_id> decode_reference(const char* table, byte_view key, byte_view stored);

/// Table `meta`; key: a name in tables.hpp (the layout excepted: 8 bare big-endian bytes).
std::string encode_number(std::string_view key, uint64_t value);
result<uint64_t> decode_number(std::string_view key, byte_view stored);

} // namespace mostro::storage
