// SPDX-License-Identifier: MIT
#include "storage/order_codec.hpp"

#include "messages/overloaded.hpp"

namespace mostro::storage {
namespace {

/// Reads a part that every record of its kind has.
template <class Record>
auto needed(record_reader& r, bool present, const Record& in, const char* part) {
  r.require(present, part);
  return read(r, in);
}

std::string word(order_status status) { return std::string(to_string(status)); }

records::CancelingEscrow::Cause number_of(cancel_cause cause) {
  switch (cause) {
  case cancel_cause::waiting_timeout:
    return records::CancelingEscrow::WAITING_TIMEOUT;
  case cancel_cause::taker_cancel:
    return records::CancelingEscrow::TAKER_CANCEL;
  case cancel_cause::maker_cancel:
    return records::CancelingEscrow::MAKER_CANCEL;
  case cancel_cause::cooperative:
    return records::CancelingEscrow::COOPERATIVE;
  case cancel_cause::admin_cancel:
    return records::CancelingEscrow::ADMIN_CANCEL;
  case cancel_cause::guardian:
    return records::CancelingEscrow::GUARDIAN;
  }
  return records::CancelingEscrow::CAUSE_UNSET;
}

cancel_cause read(record_reader& r, records::CancelingEscrow::Cause stored) {
  switch (stored) {
  case records::CancelingEscrow::WAITING_TIMEOUT:
    return cancel_cause::waiting_timeout;
  case records::CancelingEscrow::TAKER_CANCEL:
    return cancel_cause::taker_cancel;
  case records::CancelingEscrow::MAKER_CANCEL:
    return cancel_cause::maker_cancel;
  case records::CancelingEscrow::COOPERATIVE:
    return cancel_cause::cooperative;
  case records::CancelingEscrow::ADMIN_CANCEL:
    return cancel_cause::admin_cancel;
  case records::CancelingEscrow::GUARDIAN:
    return cancel_cause::guardian;
  default:
    r.fail("cause is unknown");
    return cancel_cause::waiting_timeout;
  }
}

/// Writes a phase into the record's oneof.
struct phase_writer {
  records::Order& out;

  void operator()(const pending&) const { out.mutable_pending(); }
  void operator()(const opening_escrow& in) const {
    auto& to = *out.mutable_opening_escrow();
    write(in.trade, *to.mutable_trade());
    write(in.key, *to.mutable_key());
    to.set_after_add_invoice(in.after_add_invoice);
  }
  void operator()(const waiting_buyer_invoice& in) const {
    auto& to = *out.mutable_waiting_buyer_invoice();
    write(in.trade, *to.mutable_trade());
    if (in.held)
      write(*in.held, *to.mutable_held());
  }
  void operator()(const waiting_payment& in) const {
    auto& to = *out.mutable_waiting_payment();
    write(in.trade, *to.mutable_trade());
    write(in.open, *to.mutable_open());
  }
  void operator()(const active& in) const {
    auto& to = *out.mutable_active();
    write(in.trade, *to.mutable_trade());
    write(in.held, *to.mutable_held());
  }
  void operator()(const fiat_sent& in) const {
    auto& to = *out.mutable_fiat_sent();
    write(in.trade, *to.mutable_trade());
    write(in.held, *to.mutable_held());
    if (in.next)
      write(*in.next, *to.mutable_next());
  }
  void operator()(const disputed& in) const {
    auto& to = *out.mutable_disputed();
    write(in.trade, *to.mutable_trade());
    write(in.held, *to.mutable_held());
    if (in.next)
      write(*in.next, *to.mutable_next());
    to.set_deadline_alarms(in.deadline_alarms);
  }
  void operator()(const settling_escrow& in) const {
    auto& to = *out.mutable_settling_escrow();
    write(in.trade, *to.mutable_trade());
    write(in.held, *to.mutable_held());
    to.set_shown(word(in.shown));
    if (in.request_id)
      to.set_request_id(*in.request_id);
    if (in.next)
      write(*in.next, *to.mutable_next());
    if (in.by_admin)
      write(*in.by_admin, *to.mutable_by_admin());
  }
  void operator()(const canceling_escrow& in) const {
    auto& to = *out.mutable_canceling_escrow();
    write(in.trade, *to.mutable_trade());
    write(in.escrow, *to.mutable_escrow());
    to.set_shown(word(in.shown));
    to.set_cause(number_of(in.cause));
    to.set_asked_by(to_stored(in.asked_by));
    if (in.request_id)
      to.set_request_id(*in.request_id);
    if (in.by_admin)
      write(*in.by_admin, *to.mutable_by_admin());
    if (in.next)
      write(*in.next, *to.mutable_next());
  }
  void operator()(const settled& in) const {
    auto& to = *out.mutable_settled();
    write(in.trade, *to.mutable_trade());
    write(in.escrow, *to.mutable_escrow());
    write(in.payout, *to.mutable_payout());
    write(in.ratings, *to.mutable_ratings());
  }
  void operator()(const closed& in) const {
    auto& to = *out.mutable_closed();
    to.set_status(word(in.status));
    if (in.trade)
      write(*in.trade, *to.mutable_trade());
    if (in.escrow)
      write(*in.escrow, *to.mutable_escrow());
    to.set_routing_fee_msats(in.routing_fee.value);
    if (in.paid_with)
      to.set_paid_with(to_stored(*in.paid_with));
    write(in.ratings, *to.mutable_ratings());
  }
};

opening_escrow read(record_reader& r, const records::OpeningEscrow& in) {
  return {needed(r, in.has_trade(), in.trade(), "trade"), needed(r, in.has_key(), in.key(), "key"),
          in.after_add_invoice()};
}

waiting_buyer_invoice read(record_reader& r, const records::WaitingBuyerInvoice& in) {
  waiting_buyer_invoice out;
  out.trade = needed(r, in.has_trade(), in.trade(), "trade");
  if (in.has_held())
    out.held = read(r, in.held());
  return out;
}

waiting_payment read(record_reader& r, const records::WaitingPayment& in) {
  return {needed(r, in.has_trade(), in.trade(), "trade"),
          needed(r, in.has_open(), in.open(), "open")};
}

active read(record_reader& r, const records::Active& in) {
  return {needed(r, in.has_trade(), in.trade(), "trade"),
          needed(r, in.has_held(), in.held(), "held")};
}

fiat_sent read(record_reader& r, const records::FiatSent& in) {
  fiat_sent out;
  out.trade = needed(r, in.has_trade(), in.trade(), "trade");
  out.held = needed(r, in.has_held(), in.held(), "held");
  if (in.has_next())
    out.next = read(r, in.next());
  return out;
}

disputed read(record_reader& r, const records::Disputed& in) {
  disputed out;
  out.trade = needed(r, in.has_trade(), in.trade(), "trade");
  out.held = needed(r, in.has_held(), in.held(), "held");
  if (in.has_next())
    out.next = read(r, in.next());
  out.deadline_alarms = in.deadline_alarms();
  return out;
}

settling_escrow read(record_reader& r, const records::SettlingEscrow& in) {
  settling_escrow out;
  out.trade = needed(r, in.has_trade(), in.trade(), "trade");
  out.held = needed(r, in.has_held(), in.held(), "held");
  out.shown = r.status(in.shown(), "shown");
  if (in.has_request_id())
    out.request_id = in.request_id();
  if (in.has_next())
    out.next = read(r, in.next());
  if (in.has_by_admin())
    out.by_admin = read(r, in.by_admin());
  return out;
}

canceling_escrow read(record_reader& r, const records::CancelingEscrow& in) {
  canceling_escrow out;
  out.trade = needed(r, in.has_trade(), in.trade(), "trade");
  out.escrow = needed(r, in.has_escrow(), in.escrow(), "escrow");
  out.shown = r.status(in.shown(), "shown");
  out.cause = read(r, in.cause());
  out.asked_by = r.role(in.asked_by(), "asked_by");
  if (in.has_request_id())
    out.request_id = in.request_id();
  if (in.has_by_admin())
    out.by_admin = read(r, in.by_admin());
  if (in.has_next())
    out.next = read(r, in.next());
  return out;
}

settled read(record_reader& r, const records::Settled& in) {
  return {needed(r, in.has_trade(), in.trade(), "trade"),
          needed(r, in.has_escrow(), in.escrow(), "escrow"),
          needed(r, in.has_payout(), in.payout(), "payout"), read(r, in.ratings())};
}

closed read(record_reader& r, const records::Closed& in) {
  closed out;
  out.status = r.status(in.status(), "status");
  if (in.has_trade())
    out.trade = read(r, in.trade());
  if (in.has_escrow())
    out.escrow = read(r, in.escrow());
  out.routing_fee = {in.routing_fee_msats()};
  if (in.has_paid_with())
    out.paid_with = r.id<payment_hash>(in.paid_with(), "paid_with");
  out.ratings = read(r, in.ratings());
  return out;
}

order_phase read_phase(record_reader& r, const records::Order& in) {
  switch (in.phase_case()) {
  case records::Order::kPending:
    return pending{};
  case records::Order::kOpeningEscrow:
    return read(r, in.opening_escrow());
  case records::Order::kWaitingBuyerInvoice:
    return read(r, in.waiting_buyer_invoice());
  case records::Order::kWaitingPayment:
    return read(r, in.waiting_payment());
  case records::Order::kActive:
    return read(r, in.active());
  case records::Order::kFiatSent:
    return read(r, in.fiat_sent());
  case records::Order::kDisputed:
    return read(r, in.disputed());
  case records::Order::kSettlingEscrow:
    return read(r, in.settling_escrow());
  case records::Order::kCancelingEscrow:
    return read(r, in.canceling_escrow());
  case records::Order::kSettled:
    return read(r, in.settled());
  case records::Order::kClosed:
    return read(r, in.closed());
  case records::Order::PHASE_NOT_SET:
    break;
  }
  r.fail("the phase is missing or unknown");
  return pending{};
}

} // namespace

void write(const order& in, records::Order& out) {
  out.set_seq(in.seq);
  write(in.maker, *out.mutable_maker());
  write(in.terms, *out.mutable_terms());
  out.set_last_stamp(in.last_stamp.seconds);
  if (in.dispute)
    write(*in.dispute, *out.mutable_dispute());
  std::visit(phase_writer{out}, in.phase);
}

order read(record_reader& r, const records::Order& in) {
  order out;
  out.seq = in.seq();
  out.maker = needed(r, in.has_maker(), in.maker(), "maker");
  out.terms = needed(r, in.has_terms(), in.terms(), "terms");
  out.last_stamp = {in.last_stamp()};
  if (in.has_dispute())
    out.dispute = read(r, in.dispute());
  out.phase = read_phase(r, in);
  return out;
}

} // namespace mostro::storage
