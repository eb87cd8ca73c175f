// SPDX-License-Identifier: MIT
#include "actors/import/dev_fee_mapper.hpp"

namespace mostro::importing {

namespace {

/// Where the reference sends every development fee: a constant in its code.
constexpr auto reference_destination = "pivotaldeborah52@walletofsatoshi.com";
constexpr std::string_view claim_mark = "PENDING-";

/// What the marker column says.
struct fee_marker {
  bool claimed = false; ///< `PENDING-<uuid>-<time>`: an invoice was being fetched, none was paid.
  bool unreadable = false;
  std::optional<payment_hash> hash;
};

fee_marker marker_of(const column_row& row) {
  fee_marker out;
  auto text = text_of(row, "dev_fee_payment_hash");
  if (!text)
    return out;
  if (text->starts_with(claim_mark)) {
    out.claimed = true;
    return out;
  }
  auto hash = payment_hash::from_hex(*text);
  if (hash)
    out.hash = *hash;
  else
    out.unreadable = true;
  return out;
}

} // namespace

std::optional<dev_fee_payment> map_dev_fee(const column_row& row, const order_id& id,
                                           order_status status, unix_time now,
                                           row_findings& found) {
  auto amount = checked_sats(integer_of(row, "dev_fee").value_or(0));
  auto marker = marker_of(row);
  bool settled = status == order_status::settled_hold_invoice || status == order_status::success;
  if (marker.claimed)
    found.note("the claim of its development fee is cleared: no invoice was paid under it");
  if (!settled || !amount || amount->value == 0)
    return std::nullopt;
  bool paid = flag_of(row, "dev_fee_paid");
  if (marker.unreadable || (paid && !marker.hash)) {
    if (!paid)
      found.note("the payment hash of its development fee cannot be read: never paid again");
    return std::nullopt;
  }
  dev_fee_payment out;
  out.order = id;
  out.amount = *amount;
  out.owed_at = now;
  if (!marker.hash)
    return out;
  // Its invoice is unknown, so it is only asked about at LND, never sent again.
  out.state = paid ? dev_fee_state::paid : dev_fee_state::sending;
  out.destination = reference_destination;
  out.hash = marker.hash;
  out.sent_at = now;
  return out;
}

} // namespace mostro::importing
