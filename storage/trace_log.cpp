// SPDX-License-Identifier: MIT
#include "storage/trace_log.hpp"

#include "storage/record_codec.hpp"
#include "storage/tables.hpp"

#include <algorithm>
#include <limits>

namespace mostro::storage {
namespace {

/// The number in a key of `trace` if it is one of this order's, else none.
std::optional<uint64_t> number_in(const order_id& order, byte_view key) {
  if (key.size() != key_within_order(order, 0).size() ||
      !std::ranges::equal(key.first(order.data.size()), order.data))
    return std::nullopt;
  return from_big_endian(key.subspan(order.data.size()));
}

/// Cuts a text, but not within a UTF-8 character.
void cut(std::string& text) {
  if (text.size() <= longest_trace_text)
    return;
  size_t end = longest_trace_text;
  while (end > 0 && (static_cast<uint8_t>(text[end]) & 0xc0) == 0x80)
    --end;
  text.resize(end);
}

} // namespace

void append_trace(transaction& txn, trace_entry line) {
  cut(line.text);
  const order_id& order = line.order;
  uint64_t oldest = 1;
  uint64_t number = 1;
  {
    cursor at(txn, table::trace);
    if (at.seek(key_within_order(order, 0)))
      oldest = number_in(order, at.key()).value_or(oldest);
    if (at.seek_last_below(key_within_order(order, std::numeric_limits<uint64_t>::max())))
      number = number_in(order, at.key()).value_or(0) + 1;
  }
  txn.put(table::trace, key_within_order(order, number), as_bytes(encode(line, number)));
  // Numbers have no gap, so that the count needs no walk.
  if (number - oldest >= most_trace_lines)
    txn.erase(table::trace, key_within_order(order, oldest));
}

void trace_refusals(transaction& txn, const order_id& about, unix_time at,
                    const std::vector<order_effect>& effects) {
  for (const order_effect& effect : effects) {
    const auto* send = std::get_if<send_message>(&effect);
    const auto* refused = send ? std::get_if<cant_do_payload>(&send->message.payload) : nullptr;
    if (!refused)
      continue;
    std::string text{to_string(send->message.action)};
    text += ": ";
    text += refused->reason ? to_string(*refused->reason) : "no reason";
    append_trace(txn, {about, at, "refused", std::move(text)});
  }
}

} // namespace mostro::storage
