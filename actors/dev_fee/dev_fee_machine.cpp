// SPDX-License-Identifier: MIT
#include "actors/dev_fee/dev_fee_machine.hpp"

#include "actors/order/destination_rules.hpp"

namespace mostro {

namespace {

dev_fee_decision owed_again(const dev_fee_payment& sending) {
  dev_fee_payment next;
  next.order = sending.order;
  next.amount = sending.amount;
  next.owed_at = sending.owed_at;
  return dev_fee_moved{std::move(next), {}};
}

dev_fee_decision paid(const dev_fee_payment& sending, msats routing_fee) {
  auto next = sending;
  next.state = dev_fee_state::paid;
  next.routing_fee = routing_fee;
  publish_dev_fee audit{next.order, next.amount, *next.hash, next.destination};
  return dev_fee_moved{std::move(next), {std::move(audit)}};
}

dev_fee_decision never_seen(const dev_fee_payment& sending, unix_time now) {
  auto invoice = bolt11::decode(sending.bolt11);
  if (invoice && invoice->expires_at() > now)
    return dev_fee_send_again{};
  if (now >= sending.sent_at + dev_fee_not_found_patience)
    return owed_again(sending);
  return dev_fee_undecided{};
}

} // namespace

std::string dev_fee_comment(const order_id& order, const std::string& npub) {
  return "mostro-dev-fee order=" + order.text() + " node=" + npub;
}

result<dev_fee_payment> with_invoice(const dev_fee_payment& owed, const std::string& destination,
                                     const std::string& bolt11, unix_time now,
                                     const order_policy& policy) {
  expects(owed.state == dev_fee_state::owed && !owed.hash, "an invoice for a fee that has one");
  auto invoice = bolt11::decode(bolt11);
  if (!invoice)
    return invoice.why();
  if (!is_payable_invoice(*invoice, owed.amount, now, policy))
    return fail(errc::invalid, "the invoice breaks a rule of payouts");
  auto next = owed;
  next.state = dev_fee_state::sending;
  next.destination = destination;
  next.bolt11 = bolt11;
  next.hash = invoice->payment_hash;
  next.sent_at = now;
  return next;
}

dev_fee_decision after_record(const dev_fee_payment& sending,
                              const lnd::outcome<lnd::payment>& record, unix_time now) {
  expects(sending.state == dev_fee_state::sending && sending.hash.has_value(),
          "a record of a fee that is not being sent");
  if (auto* seen = std::get_if<lnd::payment>(&record)) {
    switch (seen->state) {
    case lnd::payment_state::succeeded:
      return paid(sending, seen->fee);
    case lnd::payment_state::failed:
      return owed_again(sending);
    case lnd::payment_state::in_flight:
      return dev_fee_undecided{};
    }
  }
  if (std::get<lnd::call_error>(record).what == lnd::failure::not_found)
    return never_seen(sending, now);
  return dev_fee_undecided{};
}

} // namespace mostro
