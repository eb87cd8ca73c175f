// SPDX-License-Identifier: MIT
#include "storage/effect_codec.hpp"

#include "messages/json.hpp"

namespace mostro::storage {
namespace {

static_assert(longest_message == json::limits{}.max_bytes, "what is filed must be read back");

/// Writes an effect into the record's oneof.
struct effect_writer {
  records::Effect& out;

  void operator()(const send_message& in) const {
    auto& to = *out.mutable_send_message();
    to.set_to(to_stored(in.to));
    to.set_via(to_stored(in.via));
    to.set_message_json(to_canonical_json(in.message));
  }
  void operator()(const publish_order& in) const {
    auto& to = *out.mutable_publish_order();
    to.set_id(to_stored(in.id));
    to.set_kind(std::string(to_string(in.kind)));
    to.set_status(std::string(to_string(in.status)));
    to.set_fiat_code(in.fiat_code);
    to.set_amount_sats(in.amount.value);
    to.set_fiat_amount(in.fiat_amount);
    if (in.min_amount)
      to.set_min_amount(*in.min_amount);
    if (in.max_amount)
      to.set_max_amount(*in.max_amount);
    to.set_payment_method(in.payment_method);
    to.set_premium(in.premium);
    to.set_expires_at(in.expires_at.seconds);
    to.set_created_at(in.created_at.seconds);
    to.set_maker_identity(to_stored(in.maker_identity));
  }
  void operator()(const open_hold_invoice& in) const {
    auto& to = *out.mutable_open_hold_invoice();
    to.set_hash(to_stored(in.hash));
    to.set_amount_sats(in.amount.value);
    to.set_memo(in.memo);
    to.set_expiry_seconds(in.expiry.count);
    to.set_cltv_expiry(in.cltv_expiry);
  }
  void operator()(const settle_hold_invoice& in) const {
    auto& to = *out.mutable_settle_hold_invoice();
    to.set_hash(to_stored(in.hash));
    const bytes32& preimage = in.preimage.reveal();
    to.set_preimage(std::string(preimage.begin(), preimage.end()));
  }
  void operator()(const cancel_hold_invoice& in) const {
    auto& to = *out.mutable_cancel_hold_invoice();
    to.set_hash(to_stored(in.hash));
    to.set_unless_accepted(in.unless_accepted);
  }
  void operator()(const resolve_destination& in) const {
    auto& to = *out.mutable_resolve_destination();
    to.set_destination(in.destination);
    to.set_amount_sats(in.amount.value);
    to.set_claims(in.claims);
  }
  void operator()(const pay_invoice& in) const {
    auto& to = *out.mutable_pay_invoice();
    to.set_hash(to_stored(in.hash));
    to.set_bolt11(in.bolt11);
    to.set_amount_sats(in.amount.value);
    to.set_amountless(in.amountless);
    to.set_fee_limit_sats(in.fee_limit.value);
    to.set_invoice_expires_at(in.invoice_expires_at.seconds);
  }
  void operator()(const raise_alarm& in) const {
    auto& to = *out.mutable_raise_alarm();
    to.set_name(in.name);
    to.set_text(in.text);
  }
  void operator()(const publish_dispute& in) const {
    auto& to = *out.mutable_publish_dispute();
    to.set_id(to_stored(in.id));
    to.set_status(std::string(to_string(in.status)));
    to.set_initiator(to_stored(in.initiator));
    to.set_opened_at(in.opened_at.seconds);
    to.set_created_at(in.created_at.seconds);
  }
  void operator()(const publish_rating& in) const {
    auto& to = *out.mutable_publish_rating();
    to.set_subject(to_stored(in.subject));
    auto& totals = *to.mutable_totals();
    totals.set_reviews(in.totals.reviews);
    totals.set_total(in.totals.total);
    totals.set_last(in.totals.last);
    totals.set_max(in.totals.max);
    totals.set_min(in.totals.min);
    to.set_days(in.days);
  }
  void operator()(const publish_dev_fee& in) const {
    auto& to = *out.mutable_publish_dev_fee();
    to.set_order(to_stored(in.order));
    to.set_amount_sats(in.amount.value);
    to.set_hash(to_stored(in.hash));
    to.set_destination(in.destination);
  }
  void operator()(const owe_dev_fee& in) const {
    auto& to = *out.mutable_owe_dev_fee();
    to.set_order(to_stored(in.order));
    to.set_amount_sats(in.amount.value);
  }
};

send_message read(record_reader& r, const records::SendMessage& in) {
  send_message out;
  out.to = r.id<public_key>(in.to(), "to");
  out.via = r.via(in.via(), "via");
  auto parsed = parse_message(in.message_json());
  if (parsed)
    out.message = *std::move(parsed);
  else
    r.fail("the message does not parse: " + parsed.why().text);
  return out;
}

publish_order read(record_reader& r, const records::PublishOrder& in) {
  publish_order out;
  out.id = r.id<order_id>(in.id(), "id");
  out.kind = r.kind(in.kind(), "kind");
  out.status = r.status(in.status(), "status");
  out.fiat_code = in.fiat_code();
  out.amount = {in.amount_sats()};
  out.fiat_amount = in.fiat_amount();
  if (in.has_min_amount())
    out.min_amount = in.min_amount();
  if (in.has_max_amount())
    out.max_amount = in.max_amount();
  out.payment_method = in.payment_method();
  out.premium = in.premium();
  out.expires_at = {in.expires_at()};
  out.created_at = {in.created_at()};
  out.maker_identity = r.id<public_key>(in.maker_identity(), "maker_identity");
  return out;
}

open_hold_invoice read(record_reader& r, const records::OpenHoldInvoice& in) {
  return {r.id<payment_hash>(in.hash(), "hash"),
          {in.amount_sats()},
          in.memo(),
          {in.expiry_seconds()},
          in.cltv_expiry()};
}

pay_invoice read(record_reader& r, const records::PayInvoice& in) {
  return {r.id<payment_hash>(in.hash(), "hash"),
          in.bolt11(),
          {in.amount_sats()},
          in.amountless(),
          {in.fee_limit_sats()},
          {in.invoice_expires_at()}};
}

publish_dispute read(record_reader& r, const records::PublishDispute& in) {
  return {r.id<dispute_id>(in.id(), "id"),
          r.dispute_status(in.status(), "status"),
          r.role(in.initiator(), "initiator"),
          {in.opened_at()},
          {in.created_at()}};
}

publish_rating read(record_reader& r, const records::PublishRating& in) {
  const auto& totals = in.totals();
  return {r.id<public_key>(in.subject(), "subject"),
          {totals.reviews(), totals.total(), totals.last(), totals.max(), totals.min()},
          in.days()};
}

publish_dev_fee read(record_reader& r, const records::PublishDevFee& in) {
  return {r.id<order_id>(in.order(), "order"),
          {in.amount_sats()},
          r.id<payment_hash>(in.hash(), "hash"),
          in.destination()};
}

} // namespace

void write(const order_effect& in, records::Effect& out) { std::visit(effect_writer{out}, in); }

status check_storable(const std::vector<order_effect>& effects) {
  for (const order_effect& effect : effects) {
    const auto* send = std::get_if<send_message>(&effect);
    if (!send)
      continue;
    const std::string json = to_canonical_json(send->message);
    if (json.size() > longest_message)
      return error{errc::too_large, "a message (" + std::string(to_string(send->message.action)) +
                                        ") has " + std::to_string(json.size()) +
                                        " bytes, at most " + std::to_string(longest_message) +
                                        " can be stored"};
    const auto parsed = parse_message(json);
    if (!parsed || *parsed != send->message)
      return error{errc::invalid, "a message cannot be stored: " +
                                      (parsed ? "it changes when read" : parsed.why().text)};
  }
  return done();
}

order_effect read(record_reader& r, const records::Effect& in) {
  switch (in.what_case()) {
  case records::Effect::kSendMessage:
    return read(r, in.send_message());
  case records::Effect::kPublishOrder:
    return read(r, in.publish_order());
  case records::Effect::kOpenHoldInvoice:
    return read(r, in.open_hold_invoice());
  case records::Effect::kSettleHoldInvoice:
    return settle_hold_invoice{r.id<payment_hash>(in.settle_hold_invoice().hash(), "hash"),
                               r.preimage(in.settle_hold_invoice().preimage(), "preimage")};
  case records::Effect::kCancelHoldInvoice:
    return cancel_hold_invoice{r.id<payment_hash>(in.cancel_hold_invoice().hash(), "hash"),
                               in.cancel_hold_invoice().unless_accepted()};
  case records::Effect::kResolveDestination:
    return resolve_destination{in.resolve_destination().destination(),
                               {in.resolve_destination().amount_sats()},
                               in.resolve_destination().claims()};
  case records::Effect::kPayInvoice:
    return read(r, in.pay_invoice());
  case records::Effect::kRaiseAlarm:
    return raise_alarm{in.raise_alarm().name(), in.raise_alarm().text()};
  case records::Effect::kPublishDispute:
    return read(r, in.publish_dispute());
  case records::Effect::kPublishRating:
    return read(r, in.publish_rating());
  case records::Effect::kPublishDevFee:
    return read(r, in.publish_dev_fee());
  case records::Effect::kOweDevFee:
    return owe_dev_fee{r.id<order_id>(in.owe_dev_fee().order(), "order"),
                       {in.owe_dev_fee().amount_sats()}};
  case records::Effect::WHAT_NOT_SET:
    break;
  }
  r.fail("the effect is missing or unknown");
  return raise_alarm{};
}

} // namespace mostro::storage
