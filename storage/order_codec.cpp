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
  void operator()(const settling_escrow& in) const {
    auto& to = *out.mutable_settling_escrow();
    write(in.trade, *to.mutable_trade());
    write(in.held, *to.mutable_held());
    to.set_shown(word(in.shown));
    if (in.request_id)
      to.set_request_id(*in.request_id);
    if (in.next)
      write(*in.next, *to.mutable_next());
  }
  void operator()(const canceling_escrow& in) const {
    auto& to = *out.mutable_canceling_escrow();
    write(in.trade, *to.mutable_trade());
    write(in.escrow, *to.mutable_escrow());
    to.set_shown(word(in.shown));
    switch (in.cause) {
    case cancel_cause::waiting_timeout:
      to.set_cause(records::CancelingEscrow::WAITING_TIMEOUT);
    }
  }
  void operator()(const settled& in) const {
    auto& to = *out.mutable_settled();
    write(in.trade, *to.mutable_trade());
    write(in.escrow, *to.mutable_escrow());
    write(in.payout, *to.mutable_payout());
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

settling_escrow read(record_reader& r, const records::SettlingEscrow& in) {
  settling_escrow out;
  out.trade = needed(r, in.has_trade(), in.trade(), "trade");
  out.held = needed(r, in.has_held(), in.held(), "held");
  out.shown = r.status(in.shown(), "shown");
  if (in.has_request_id())
    out.request_id = in.request_id();
  if (in.has_next())
    out.next = read(r, in.next());
  return out;
}

canceling_escrow read(record_reader& r, const records::CancelingEscrow& in) {
  canceling_escrow out;
  out.trade = needed(r, in.has_trade(), in.trade(), "trade");
  out.escrow = needed(r, in.has_escrow(), in.escrow(), "escrow");
  out.shown = r.status(in.shown(), "shown");
  if (in.cause() != records::CancelingEscrow::WAITING_TIMEOUT)
    r.fail("cause is unknown");
  return out;
}

settled read(record_reader& r, const records::Settled& in) {
  return {needed(r, in.has_trade(), in.trade(), "trade"),
          needed(r, in.has_escrow(), in.escrow(), "escrow"),
          needed(r, in.has_payout(), in.payout(), "payout")};
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
  std::visit(phase_writer{out}, in.phase);
}

order read(record_reader& r, const records::Order& in) {
  order out;
  out.seq = in.seq();
  out.maker = needed(r, in.has_maker(), in.maker(), "maker");
  out.terms = needed(r, in.has_terms(), in.terms(), "terms");
  out.last_stamp = {in.last_stamp()};
  out.phase = read_phase(r, in);
  return out;
}

} // namespace mostro::storage
