// SPDX-License-Identifier: MIT
#include "actors/import/order_mapper.hpp"

#include "actors/import/dev_fee_mapper.hpp"
#include "actors/import/phase_mapper.hpp"
#include "messages/public_revision.hpp"

namespace mostro::importing {

namespace {

using enum order_status;

constexpr auto unreadable_mend = "restore the file from a backup of the old daemon, or finish the "
                                 "order there first";

order_terms terms_of(const column_row& row, order_kind kind, order_status status,
                     row_findings& found) {
  order_terms out;
  out.kind = kind;
  out.fiat_code = text_of(row, "fiat_code").value_or("");
  auto min = integer_of(row, "min_amount");
  auto max = integer_of(row, "max_amount");
  if (min && max) {
    out.min_amount = min;
    out.max_amount = max;
  } else {
    out.fiat_amount = integer_of(row, "fiat_amount").value_or(0);
  }
  out.payment_method = text_of(row, "payment_method").value_or("");
  out.premium = integer_of(row, "premium").value_or(0);
  auto amount = checked_sats(integer_of(row, "amount").value_or(0));
  if (amount && !flag_of(row, "price_from_api"))
    out.amount = *amount;
  // Whose invoice a waiting buy order has is known only before the buyer was asked for one.
  if (kind == order_kind::buy &&
      (status == pending || status == waiting_payment || status == waiting_taker_bond))
    out.maker_invoice = text_of(row, "buyer_invoice");
  out.created_at = time_of(row, "created_at");
  out.expires_at = time_of(row, "expires_at");
  auto parent = uuid_of<order_id>(row, "range_parent_id");
  if (parent)
    out.range_parent = *parent;
  else
    found.note("range_parent_id cannot be read: imported without it");
  return out;
}

/// The guardian of the reference files the dispute first and turns the order after it.
void follow_dispute(order& o, row_findings& found) {
  if (!o.dispute || is_over(o.dispute->status))
    return;
  auto turn = [&](trade t, escrow e, std::optional<next_trade> next) {
    found.note("it has an open dispute and was not marked as disputed: it is now",
               "a solver decides it");
    o.phase = disputed{std::move(t), std::move(e), std::move(next)};
  };
  if (auto* running = std::get_if<mostro::active>(&o.phase))
    turn(running->trade, running->held, std::nullopt);
  else if (auto* sent = std::get_if<mostro::fiat_sent>(&o.phase))
    turn(sent->trade, sent->held, sent->next);
}

/// Files the present public state again, newer than whatever the relays have.
void republish(imported_order& out, unix_time now) {
  auto& o = out.state;
  if (auto shown = shown_status(o); shown && !is_closed(o))
    out.effects.push_back(public_revision(o, *shown, now));
  if (o.dispute && !is_over(o.dispute->status))
    out.effects.push_back(public_revision(*o.dispute, now));
}

/// Id, status and kind, without which a row says nothing.
struct row_identity {
  order_id id;
  order_status status = canceled;
  order_kind kind = order_kind::sell;
};

std::optional<row_identity> identify(const column_row& row, row_findings& found) {
  auto id = uuid_of<order_id>(row, "id");
  auto status = status_of_row(row);
  auto kind = parse_order_kind(text_of(row, "kind").value_or(""));
  if (!status) {
    found.refuse("its status \"" + text_of(row, "status").value_or("") + "\" is unknown",
                 unreadable_mend);
    return std::nullopt;
  }
  if (!id || !*id || !kind) {
    found.cannot(kind ? "its id cannot be read" : "its kind is neither buy nor sell",
                 unreadable_mend);
    return std::nullopt;
  }
  return row_identity{**id, *status, *kind};
}

} // namespace

std::optional<order_status> status_of_row(const column_row& row) {
  return parse_order_status(text_of(row, "status").value_or(""));
}

bool is_live(order_status status) {
  switch (status) {
  case pending:
  case waiting_buyer_invoice:
  case waiting_payment:
  case waiting_taker_bond:
  case waiting_maker_bond:
  case active:
  case fiat_sent:
  case order_status::dispute:
  case settled_hold_invoice:
  case in_progress:
    return true;
  default:
    return false;
  }
}

std::optional<imported_order> map_order(const column_row& row, const order_surroundings& around,
                                        std::vector<finding>& findings) {
  auto status = status_of_row(row);
  row_findings found{name_of_row("order", row), !status || is_live(*status), findings};
  auto known = identify(row, found);
  if (!known)
    return std::nullopt;
  auto& facts = around.facts;
  auto maker = map_maker(row, known->kind, facts.via, found);
  if (!maker)
    return std::nullopt;
  auto phase = map_phase(row, known->kind, known->status, facts, around.users, found);
  if (!phase)
    return std::nullopt;
  imported_order out;
  auto& o = out.state;
  o.id = known->id;
  o.seq = 1;
  o.maker = *maker;
  o.terms = terms_of(row, known->kind, known->status, found);
  o.last_stamp = facts.now; // The relays' own is unknown; anything newer than it wins.
  o.phase = std::move(phase->phase);
  auto filed = around.disputes.find(o.id);
  o.dispute = map_dispute(filed == around.disputes.end() ? nullptr : filed->second, row, o.id,
                          known->status, facts.now, found);
  if (o.dispute)
    o.dispute->last_stamp = facts.now;
  follow_dispute(o, found);
  republish(out, facts.now);
  if (phase->pending_payout)
    out.effects.push_back(*std::move(phase->pending_payout));
  out.fee = map_dev_fee(row, o.id, known->status, facts.now, found);
  return out;
}

} // namespace mostro::importing
