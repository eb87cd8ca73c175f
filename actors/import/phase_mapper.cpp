// SPDX-License-Identifier: MIT
#include "actors/import/phase_mapper.hpp"

#include "actors/import/payout_mapper.hpp"

namespace mostro::importing {

namespace {

using enum order_status;
using maybe_phase = std::optional<mapped_phase>;

constexpr auto let_it_end = "let the old daemon run until the order is canceled or finished";

/// Why a live order has no usable escrow; none: the key is complete.
struct escrow_reading {
  std::optional<escrow> value;
  bool absent = false; ///< Neither hash nor preimage is stored.
  std::string problem;
};

escrow_reading read_escrow(const column_row& row) {
  escrow_reading out;
  auto hash = hex_of<payment_hash>(row, "hash");
  auto secret_text = text_of(row, "preimage");
  if (hash && !*hash && !secret_text) {
    out.absent = true;
    out.problem = "hash and preimage of its escrow are missing";
    return out;
  }
  if (!hash || !*hash) {
    out.problem = "the hash of its escrow is missing or unreadable";
    return out;
  }
  auto bytes = bytes32_from_hex(secret_text.value_or(""));
  if (!bytes) {
    out.problem = "the preimage of its escrow is missing or unreadable";
    return out;
  }
  escrow_key key{**hash, preimage{*bytes}};
  if (hash_of(key.preimage) != key.hash) {
    out.problem = "the preimage of its escrow does not belong to the hash";
    return out;
  }
  out.value = escrow{std::move(key), {}, time_of(row, "invoice_held_at"), {}};
  return out;
}

/// The escrow as held: LND tells the true amount and expiry height at the first start.
escrow held(escrow e, const trade& of) {
  if (e.held_at.seconds == 0)
    e.held_at = of.duty_since;
  e.amount_paid = to_msats(of.hold_amount());
  return e;
}

/// The key that a maker announced for the next slice.
std::optional<next_trade> next_of(const column_row& row) {
  auto key = hex_of<public_key>(row, "next_trade_pubkey");
  auto index = integer_of(row, "next_trade_index");
  if (!key || !*key || !index || *index < 0 || *index > UINT32_MAX)
    return std::nullopt;
  return next_trade{**key, static_cast<uint32_t>(*index)};
}

ratings_given ratings_of(const column_row& row) {
  return {flag_of(row, "buyer_sent_rate"), flag_of(row, "seller_sent_rate")};
}

maybe_phase with(order_phase phase) { return mapped_phase{std::move(phase), std::nullopt}; }

maybe_phase waiting_for_invoice(order_kind kind, trade t, const escrow_reading& money,
                                row_findings& found) {
  if (kind == order_kind::sell && money.absent)
    return with(mostro::waiting_buyer_invoice{std::move(t), std::nullopt});
  if (kind == order_kind::buy && money.value) {
    auto e = held(*money.value, t);
    return with(mostro::waiting_buyer_invoice{std::move(t), std::move(e)});
  }
  found.cannot(money.problem.empty() ? "it waits for an invoice and has an escrow already"
                                     : money.problem,
               let_it_end);
  return std::nullopt;
}

maybe_phase settled_order(const column_row& row, trade t, escrow e, const import_facts& facts,
                          row_findings& found) {
  auto pay = map_payout(row, t, facts, found);
  e = held(std::move(e), t);
  return mapped_phase{settled{std::move(t), std::move(e), std::move(pay.state), ratings_of(row)},
                      std::move(pay.pending)};
}

maybe_phase finished(const column_row& row, order_kind kind, order_status status,
                     const import_facts& facts, const users_by_identity& users,
                     row_findings& found) {
  closed out;
  out.status = status;
  out.trade = map_trade(row, kind, facts, users, found);
  out.escrow = read_escrow(row).value;
  out.ratings = ratings_of(row);
  if (text_of(row, "payout_payment_hash"))
    found.note("the payout hash of a finished order is cleared");
  return with(std::move(out));
}

bool has_held_escrow(order_status status) {
  return status == active || status == fiat_sent || status == order_status::dispute ||
         status == settled_hold_invoice;
}

/// The phases of a taken, unfinished order.
maybe_phase taken(const column_row& row, order_kind kind, order_status status, trade t,
                  const import_facts& facts, row_findings& found) {
  auto money = read_escrow(row);
  if (status == waiting_buyer_invoice)
    return waiting_for_invoice(kind, std::move(t), money, found);
  if (!money.value) {
    found.cannot(money.problem, has_held_escrow(status)
                                    ? "end the order in the old daemon, whose database must hold "
                                      "the preimage, or cancel the hold invoice at LND by hand"
                                    : let_it_end);
    return std::nullopt;
  }
  if (status == waiting_payment) {
    auto open = *money.value;
    open.held_at = {}; // LND says itself when it is accepted.
    return with(mostro::waiting_payment{std::move(t), std::move(open)});
  }
  if (status == settled_hold_invoice)
    return settled_order(row, std::move(t), *money.value, facts, found);
  auto e = held(*money.value, t);
  if (status == active)
    return with(mostro::active{std::move(t), std::move(e)});
  if (status == fiat_sent)
    return with(mostro::fiat_sent{std::move(t), std::move(e), next_of(row)});
  return with(disputed{std::move(t), std::move(e), next_of(row)});
}

} // namespace

std::optional<mapped_phase> map_phase(const column_row& row, order_kind kind, order_status status,
                                      const import_facts& facts, const users_by_identity& users,
                                      row_findings& found) {
  if (!found.live())
    return finished(row, kind, status, facts, users, found);
  if (status == order_status::pending || status == waiting_taker_bond) {
    // A taker whose bond is not locked is only one of several candidates.
    if (status == waiting_taker_bond)
      found.note("a take that waited for its bond is dropped: the order is pending again",
                 "the taker takes it again");
    return with(mostro::pending{});
  }
  if (status == waiting_maker_bond || status == in_progress) {
    found.cannot("its status " + std::string{to_string(status)} + " does not exist here",
                 let_it_end);
    return std::nullopt;
  }
  auto t = map_trade(row, kind, facts, users, found);
  if (t)
    return taken(row, kind, status, *std::move(t), facts, found);
  found.cannot("its taker or its amounts are missing or impossible", let_it_end);
  return std::nullopt;
}

} // namespace mostro::importing
