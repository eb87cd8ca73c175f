// SPDX-License-Identifier: MIT
#include "actors/import/dispute_mapper.hpp"

namespace mostro::importing {

namespace {

bool is_paid_out(order_status s) {
  return s == order_status::settled_hold_invoice || s == order_status::success;
}

bool is_refunded(order_status s) {
  return s == order_status::canceled || s == order_status::cooperatively_canceled ||
         s == order_status::canceled_by_admin || s == order_status::expired;
}

/// Who opened it; both flags or none is "unknown" (spec 03 §2.5).
std::optional<trade_role> initiator_of(const column_row& order) {
  bool buyer = flag_of(order, "buyer_dispute");
  bool seller = flag_of(order, "seller_dispute");
  if (buyer == seller)
    return std::nullopt;
  return buyer ? trade_role::buyer : trade_role::seller;
}

/// The reference flips the order first and files the row after it: a crash in between leaves an
/// order without a row. The order's own id serves as the dispute's: a deterministic, unique one.
dispute filed_anew(const column_row& order, const order_id& id, unix_time now) {
  dispute out;
  out.id = dispute_id{id.data};
  out.initiator = initiator_of(order);
  out.created_at = now;
  return out;
}

/// A dispute that its order has outlived: closing it had failed (spec 03 §2.5).
void close_if_outlived(dispute& d, order_status status, row_findings& found) {
  if (is_over(d.status) || (!is_paid_out(status) && !is_refunded(status)))
    return;
  d.status = is_paid_out(status) ? dispute_status::settled : dispute_status::seller_refunded;
  found.note("its dispute " + d.id.text() + " was still open although the order is over: closed");
}

} // namespace

disputes_by_order index_disputes(const std::vector<column_row>& rows,
                                 std::vector<finding>& findings) {
  disputes_by_order out;
  for (auto& row : rows) {
    row_findings found{name_of_row("dispute", row), false, findings};
    auto order = uuid_of<order_id>(row, "order_id");
    if (!order || !*order)
      found.cannot("its order_id cannot be read", "");
    else if (!out.emplace(**order, &row).second)
      found.cannot("its order " + (*order)->text() + " has another dispute", "");
  }
  return out;
}

std::optional<dispute> map_dispute(const column_row* row, const column_row& order,
                                   const order_id& id, order_status status, unix_time now,
                                   row_findings& found) {
  if (!row) {
    if (status != order_status::dispute)
      return std::nullopt;
    found.note("it is disputed without a row in disputes: a dispute " + id.text() + " is filed",
               "tell your solvers that this dispute waits for one of them");
    return filed_anew(order, id, now);
  }
  auto own_id = uuid_of<dispute_id>(*row, "id");
  auto stored = parse_dispute_status(text_of(*row, "status").value_or(""));
  if (!own_id || !*own_id || !stored) {
    if (found.live())
      found.cannot("id or status of its dispute cannot be read",
                   "finish the dispute in the old daemon first");
    else
      found.note("id or status of its dispute cannot be read: imported without it");
    return std::nullopt;
  }
  mostro::dispute out;
  out.id = **own_id;
  out.status = *stored;
  out.previous = parse_order_status(text_of(*row, "order_previous_status").value_or(""))
                     .value_or(order_status::active);
  out.initiator = initiator_of(order);
  if (auto solver = hex_of<public_key>(*row, "solver_pubkey"); solver && *solver)
    out.solver = **solver;
  else if (!solver)
    found.note("the solver of its dispute cannot be read: nobody has taken it",
               "a solver takes it again");
  out.created_at = time_of(*row, "created_at");
  out.taken_at = time_of(*row, "taken_at");
  close_if_outlived(out, status, found);
  return out;
}

} // namespace mostro::importing
