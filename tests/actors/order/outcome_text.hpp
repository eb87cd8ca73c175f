// SPDX-License-Identifier: MIT
//
// What the order machine decided, as one line of text, and the checks that hold
// for every decision: the same input gives the same output, a transition counts
// seq up by one, stamps rise.
#pragma once

#include "tests/actors/order/order_fixture.hpp"

namespace mostro::order_fixture {

inline std::string name_of_phase(const order& o) {
  return std::visit(
      overloaded{
          [](const pending&) -> std::string { return "pending"; },
          [](const opening_escrow&) -> std::string { return "opening-escrow"; },
          [](const settling_escrow&) -> std::string { return "settling-escrow"; },
          [](const canceling_escrow&) -> std::string { return "canceling-escrow"; },
          [](const fiat_sent& p) -> std::string {
            return p.held.vanished ? "fiat-sent(vanished)" : "fiat-sent";
          },
          [](const disputed& p) -> std::string {
            return p.held.vanished ? "dispute(vanished)" : "dispute";
          },
          [](const settled& p) -> std::string {
            if (p.payout.claim)
              return "settled(paying)";
            if (p.payout.resolving)
              return "settled(resolving)";
            return p.payout.retry_at ? "settled(retry)" : "settled(exhausted)";
          },
          [&o](const auto&) -> std::string { return std::string{to_string(status_of(o))}; },
      },
      o.phase);
}

inline std::string name_of_key(const public_key& k) {
  static const std::map<public_key, std::string> names{{maker().trade_key, "maker"},
                                                       {taker().trade_key, "taker"},
                                                       {stranger().trade_key, "stranger"},
                                                       {next_key().key, "next"},
                                                       {key(8), "rotated"},
                                                       {key(0x62), "solver"},
                                                       {key(0x52), "solver-identity"}};
  auto found = names.find(k);
  return found == names.end() ? k.hex() : found->second;
}

inline std::string text_of(const order_effect& e) {
  return std::visit(
      overloaded{
          [](const send_message& m) {
            std::string what{to_string(m.message.action)};
            if (auto* why = std::get_if<cant_do_payload>(&m.message.payload))
              what += "(" + std::string{to_string(*why->reason)} + ")";
            return what + ">" + name_of_key(m.to);
          },
          [](const publish_order& p) { return "publish:" + std::string{to_string(p.status)}; },
          [](const cancel_hold_invoice& c) {
            return std::string{c.unless_accepted ? "cancel-hold-invoice(unless-accepted)"
                                                 : "cancel-hold-invoice"};
          },
          [](const raise_alarm& a) { return "alarm:" + a.name; },
          [](const auto& other) { return std::string{name_of(order_effect{other})}; },
      },
      e);
}

inline std::string text_of(const std::vector<order_effect>& effects) {
  std::string out;
  for (auto& e : effects)
    out += (out.empty() ? "" : " ") + text_of(e);
  return out;
}

/// `<phase>: <effects>`, a reason, or `ignored`.
inline std::string text_of(const decision& d) {
  return std::visit(overloaded{
                        [](const transition& t) {
                          auto out = name_of_phase(t.next) + ": " + text_of(t.effects);
                          if (t.child)
                            out += " child[" + text_of(t.child->effects) + "]";
                          return out;
                        },
                        [](const refusal& why) { return std::string{to_string(why)}; },
                        [](const ignored& i) {
                          return i.alarm ? "ignored alarm:" + i.alarm->name
                                         : std::string{"ignored"};
                        },
                    },
                    d);
}

inline bool same(const decision& a, const decision& b) {
  if (a.index() != b.index())
    return false;
  auto* x = std::get_if<transition>(&a);
  auto* y = std::get_if<transition>(&b);
  if (!x)
    return text_of(a) == text_of(b);
  if (x->child.has_value() != y->child.has_value())
    return false;
  if (x->child && (x->child->born != y->child->born || x->child->effects != y->child->effects))
    return false;
  return x->next == y->next && x->effects == y->effects && x->uses_index == y->uses_index &&
         x->rates.has_value() == y->rates.has_value();
}

/// What must hold of every transition of every order.
inline void check_transition(const order& before, const order_event& e, const transition& t) {
  CHECK(t.next.seq == before.seq + 1);
  CHECK(t.next.id == before.id);
  CHECK((t.next.maker == before.maker || std::holds_alternative<trade_key_changed>(e.what)));
  CHECK(t.next.terms == before.terms);
  auto last = before.last_stamp;
  for (auto& wanted : t.effects)
    if (auto* p = std::get_if<publish_order>(&wanted)) {
      CHECK(p->created_at > last);
      last = p->created_at;
    }
  CHECK(t.next.last_stamp == last);
}

/// One event, `late` seconds after `start`.
inline order_event event_of(order_fact what, int64_t late = 0) {
  order_event e;
  e.what = std::move(what);
  e.at = start + seconds{late};
  e.fresh_child = id_of<order_id>(0xcc);
  return e;
}

/// The same as the answer to an outstanding effect.
inline order_event answer_of(order_fact what, int64_t late = 0) {
  auto e = event_of(std::move(what), late);
  e.answers = 1;
  return e;
}

inline decision judge(const order& o, const order_event& e, const order_policy& p = policy()) {
  auto d = decide(o, e, p);
  CHECK(same(d, decide(o, e, p)));
  if (auto* t = std::get_if<transition>(&d))
    check_transition(o, e, *t);
  return d;
}

inline std::string outcome(const order& o, const order_event& e, const order_policy& p = policy()) {
  return text_of(judge(o, e, p));
}

/// The transition that must come of it.
inline transition advance(const order& o, const order_event& e, const order_policy& p = policy()) {
  auto d = judge(o, e, p);
  INFO(text_of(d));
  REQUIRE(std::holds_alternative<transition>(d));
  return std::get<transition>(std::move(d));
}

template <class Effect>
const Effect& effect(const transition& t, size_t index) {
  REQUIRE(index < t.effects.size());
  auto* found = std::get_if<Effect>(&t.effects[index]);
  INFO(text_of(t.effects));
  REQUIRE(found != nullptr);
  return *found;
}

/// The message at a place in the list of effects.
inline const message& told(const transition& t, size_t index) {
  return effect<send_message>(t, index).message;
}

/// The order inside a message.
inline const small_order& shown_order(const message& m) {
  if (auto* p = std::get_if<payment_request_payload>(&m.payload)) {
    REQUIRE(p->order);
    return *p->order;
  }
  auto* p = std::get_if<order_payload>(&m.payload);
  REQUIRE(p != nullptr);
  return p->order;
}

template <class Phase>
const Phase& phase(const transition& t) {
  auto* found = std::get_if<Phase>(&t.next.phase);
  REQUIRE(found != nullptr);
  return *found;
}

// -- requests -------------------------------------------------------------------------

inline take_requested take_of(order_kind wanted, std::optional<std::string> invoice = {}) {
  take_requested r;
  r.wanted = wanted;
  r.taker = taker();
  r.request_id = 500;
  r.buyer_invoice = std::move(invoice);
  r.taker_reputation = {4.5, 6, 70};
  r.fresh = escrow_secret();
  return r;
}

inline invoice_offered invoice_of(const party& sender, std::string text = good_invoice()) {
  return {sender, 501, std::move(text), destination_probe::not_needed, escrow_secret()};
}

inline fiat_sent_claimed fiat_sent_of(const party& sender, payload p = {}) {
  return {sender, 502, std::move(p)};
}

inline release_requested release_of(const party& sender, payload p = {}) {
  return {sender, 600, std::move(p)};
}

} // namespace mostro::order_fixture
