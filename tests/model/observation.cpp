// SPDX-License-Identifier: MIT
//
// What the order machine decided, read through its public types only.
#include "tests/model/observation.hpp"

#include "messages/overloaded.hpp"
#include "tests/actors/order/dispute_fixture.hpp"

#include <algorithm>

namespace mostro::model {

namespace {

namespace fixture = order_fixture;

/// Where a message goes, as a role; keys of before and after the decision are known.
std::string recipient(const public_key& to, const order& before, const order& after) {
  if (to == after.maker.trade_key)
    return "maker";
  for (auto* o : {&before, &after})
    if (auto* t = trade_of(*o); t && t->taker.trade_key == to)
      return "taker";
  if (to == fixture::next_key().key)
    return "next";
  for (uint8_t n = 0x51; n <= 0x55; ++n) {
    if (to == fixture::key(n))
      return "solver-identity";
    if (to == fixture::key(static_cast<uint8_t>(n + 0x10)))
      return "solver";
  }
  return to.hex();
}

/// Sorts the effects of a decision into the lists of an answer.
class listener {
public:
  listener(const order& before, const order& after, answer& out)
      : before_(before), after_(after), out_(out) {}

  void operator()(const send_message& m) {
    std::string what{to_string(m.message.action)};
    if (auto* why = std::get_if<cant_do_payload>(&m.message.payload))
      what += "(" + std::string{to_string(*why->reason)} + ")";
    out_.messages.push_back(what + ">" + to(m.to));
  }
  void operator()(const publish_order& p) {
    out_.published.push_back((p.id == before_.id ? "" : "child:") +
                             std::string{to_string(p.status)});
  }
  void operator()(const publish_dispute& p) {
    disputes.push_back("dispute:" + std::string{to_string(p.status)});
  }
  void operator()(const open_hold_invoice& h) { want("add " + std::to_string(h.amount.value)); }
  void operator()(const settle_hold_invoice&) { want("settle"); }
  void operator()(const cancel_hold_invoice& c) {
    want(c.unless_accepted ? "cancel unless accepted" : "cancel");
  }
  void operator()(const resolve_destination&) { want("resolve"); }
  void operator()(const pay_invoice& p) { want("pay " + std::to_string(p.amount.value)); }
  void operator()(const raise_alarm&) { out_.alarm = true; }
  void operator()(const owe_dev_fee&) { out_.owes_fee = true; }
  void operator()(const publish_rating&) { want("unexpected publish-rating"); }
  void operator()(const publish_dev_fee&) { want("unexpected publish-dev-fee"); }

  std::vector<std::string> disputes;

private:
  std::string to(const public_key& key) const { return recipient(key, before_, after_); }
  void want(const std::string& effect) { out_.lightning.push_back(effect); }

  const order& before_;
  const order& after_;
  answer& out_;
};

template <class Value>
std::string part(const Value& v) {
  return std::to_string(static_cast<int64_t>(v)) + ",";
}

template <class Value>
std::string part(const std::optional<Value>& v) {
  return v ? part(*v) : "-,";
}

std::string key_of(const trade& t) {
  return part(kind_of_rest(t.fiat_amount)) + part(t.buyer_invoice.has_value()) +
         part(t.cancel_initiator);
}

std::string key_of(const escrow& e) {
  return part(e.vanished) + part(e.held_at.seconds != 0) + part(e.expires_at_height != 0);
}

std::string key_of(const payout& p) {
  return part(p.attempts) + part(p.failed) + part(p.resolving) + part(p.claim.has_value()) +
         part(p.retry_at.has_value()) + part(p.destination.find('@') != std::string::npos);
}

std::string key_of(const ratings_given& r) { return part(r.by_buyer) + part(r.by_seller); }

/// 1 for the reader, 2 for either writer, 3 for the operator.
int rank_of(const public_key& solver) {
  if (solver == fixture::reader().identity)
    return 1;
  return solver == fixture::node_operator().identity ? 3 : 2;
}

struct phase_key {
  std::string operator()(const pending&) const { return {}; }
  std::string operator()(const opening_escrow& p) const {
    return key_of(p.trade) + part(p.after_add_invoice);
  }
  std::string operator()(const waiting_buyer_invoice& p) const {
    return key_of(p.trade) + (p.held ? key_of(*p.held) : "-,");
  }
  std::string operator()(const waiting_payment& p) const {
    return key_of(p.trade) + key_of(p.open);
  }
  std::string operator()(const active& p) const { return key_of(p.trade) + key_of(p.held); }
  std::string operator()(const fiat_sent& p) const {
    return key_of(p.trade) + key_of(p.held) + part(p.next.has_value());
  }
  std::string operator()(const disputed& p) const {
    return key_of(p.trade) + key_of(p.held) + part(p.next.has_value()) + part(p.deadline_alarms);
  }
  std::string operator()(const settling_escrow& p) const {
    return key_of(p.trade) + key_of(p.held) + part(p.shown) + part(p.next.has_value()) +
           part(p.by_admin.has_value());
  }
  std::string operator()(const canceling_escrow& p) const {
    return key_of(p.trade) + key_of(p.escrow) + part(p.shown) + part(p.cause) + part(p.asked_by) +
           part(p.by_admin.has_value()) + part(p.next.has_value());
  }
  std::string operator()(const settled& p) const {
    return part(p.trade.buyer_invoice.has_value()) + key_of(p.payout) + key_of(p.ratings);
  }
  std::string operator()(const closed& p) const {
    return part(p.status) + part(p.trade.has_value()) + part(p.escrow.has_value()) +
           key_of(p.ratings);
  }
};

} // namespace

std::string text_of(const setting&, const order& before, const decision& d) {
  answer out;
  if (auto* why = std::get_if<refusal>(&d)) {
    out.refused = *why;
    return out.text();
  }
  if (auto* nothing = std::get_if<ignored>(&d)) {
    out.next.status = status_of(before);
    out.alarm = nothing->alarm.has_value();
    return out.text();
  }
  auto& t = std::get<transition>(d);
  out.next.status = status_of(t.next);
  out.vote = t.rates.has_value();
  listener ear{before, t.next, out};
  for (auto& effect : t.effects)
    std::visit(ear, effect);
  if (t.child) {
    out.child = t.child->born.terms.is_range() ? "range" : "single";
    for (auto& effect : t.child->effects)
      std::visit(ear, effect);
  }
  out.published.insert(out.published.end(), ear.disputes.begin(), ear.disputes.end());
  return out.text();
}

std::string key_of(const order& o) {
  auto out = part(o.phase.index()) + std::visit(phase_key{}, o.phase);
  if (o.dispute)
    out += part(o.dispute->status) + part(o.dispute->initiator) +
           (o.dispute->solver ? std::to_string(rank_of(*o.dispute->solver)) : "-");
  return out;
}

} // namespace mostro::model
