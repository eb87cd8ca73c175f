// SPDX-License-Identifier: MIT
//
// Seeded random walks of the order machine against a simulated Lightning node;
// after every step the invariants of spec 02 §10.2 are checked.
#include "tests/actors/order/order_world.hpp"

namespace mostro::order_fixture {

namespace {

order_status public_status(order_status s) {
  switch (s) {
  case order_status::pending:
  case order_status::success:
    return s;
  case order_status::canceled:
  case order_status::cooperatively_canceled:
  case order_status::canceled_by_admin:
  case order_status::expired:
    return order_status::canceled;
  default:
    return order_status::in_progress;
  }
}

const escrow* escrow_in(const order& o) {
  return std::visit(
      overloaded{
          [](const waiting_payment& p) { return &p.open; },
          [](const waiting_buyer_invoice& p) -> const escrow* {
            return p.held ? &*p.held : nullptr;
          },
          [](const active& p) { return &p.held; },
          [](const fiat_sent& p) { return &p.held; },
          [](const disputed& p) { return &p.held; },
          [](const settling_escrow& p) { return &p.held; },
          [](const canceling_escrow& p) { return &p.escrow; },
          [](const settled& p) { return &p.escrow; },
          [](const closed& p) -> const escrow* { return p.escrow ? &*p.escrow : nullptr; },
          [](const auto&) -> const escrow* { return nullptr; },
      },
      o.phase);
}

const payout_claim* claim_of(const order& o) {
  auto* p = std::get_if<settled>(&o.phase);
  return p && p->payout.claim ? &*p->payout.claim : nullptr;
}

bool is_exhausted(const order& o) {
  auto* p = std::get_if<settled>(&o.phase);
  return p && p->payout.attempts >= 3;
}

} // namespace

// -- invariants -------------------------------------------------------------------------

void order_world::check_amounts(const order& o) const { // I1
  auto* t = trade_of(o);
  if (!t)
    return;
  CHECK(t->hold_amount() == t->amount + t->fee);
  CHECK(t->payout_amount() == t->amount - t->fee);
  CHECK(t->payout_amount().value > 0);
  CHECK(t->fee.value >= 0);
  CHECK(t->dev_fee.value >= 0);
  CHECK(t->dev_fee.value <= 2 * t->fee.value);
}

void order_world::check_escrow(const order& o) const {
  int live = 0;
  for (auto& [hash, state] : holds_)
    live += state == hold_state::open || state == hold_state::accepted;
  CHECK(live <= 1); // I2
  auto status = status_of(o);
  if (status == order_status::settled_hold_invoice || status == order_status::success)
    CHECK(holds_.at(escrow_in(o)->key.hash) == hold_state::settled); // I3
  if (is_closed(o) || status == order_status::pending)
    CHECK(std::none_of(holds_.begin(), holds_.end(), [](auto& hold) {
      return hold.second == hold_state::accepted; // I4
    }));
  int running = 0;
  int paid = 0;
  for (auto& [hash, fate] : payments_) {
    running += fate == payment_fate::in_flight;
    paid += fate == payment_fate::succeeded;
    if (fate == payment_fate::in_flight) { // Nothing is on its way but the claim.
      REQUIRE(claim_of(o) != nullptr);
      CHECK(claim_of(o)->hash == hash);
    }
  }
  CHECK(running + paid <= 1);                            // I6
  CHECK((status != order_status::success || paid == 1)); // I9
}

void order_world::check_effect(const order& before, const order_effect& e) {
  if (auto* m = std::get_if<send_message>(&e))
    check_message(order_, *m);
  if (auto* w = std::get_if<open_hold_invoice>(&e)) {
    CHECK(w->amount == trade_of(order_)->amount + trade_of(order_)->fee); // I1
    for (auto& [hash, state] : holds_)
      CHECK((state == hold_state::settled || state == hold_state::canceled)); // I2
    CHECK(holds_.count(w->hash) == 0);
  }
  if (auto* w = std::get_if<pay_invoice>(&e)) {
    CHECK(claim_of(before) == nullptr); // I7
    REQUIRE(claim_of(order_) != nullptr);
    CHECK(claim_of(order_)->hash == w->hash);
    CHECK(holds_.at(escrow_in(order_)->key.hash) == hold_state::settled); // I3
  }
  auto unanswered = [this](const payment_hash& hash) {
    return std::any_of(open_.begin(), open_.end(), [&hash](const outstanding& o) {
      auto* s = std::get_if<settle_hold_invoice>(&o.what);
      auto* c = std::get_if<cancel_hold_invoice>(&o.what);
      return (s && s->hash == hash) || (c && c->hash == hash);
    });
  };
  if (auto* w = std::get_if<settle_hold_invoice>(&e)) { // I8
    CHECK_FALSE(unanswered(w->hash));
    if (cancels_.count(w->hash)) // The guarded cancel found the payment instead.
      CHECK(holds_.at(w->hash) != hold_state::open);
  }
  if (auto* w = std::get_if<cancel_hold_invoice>(&e)) {
    CHECK_FALSE(unanswered(w->hash));
    CHECK(settles_.count(w->hash) == 0);
  }
}

void order_world::check_message(const order& after, const send_message& m) const { // I12
  auto text = to_canonical_json(m.message);
  auto* t = trade_of(after);
  auto seller = party_of(after, trade_role::seller);
  auto invoice = t && t->buyer_invoice ? t->buyer_invoice : after.terms.maker_invoice;
  if (invoice && seller && m.to == seller->trade_key)
    CHECK(text.find(*invoice) == std::string::npos);
  static const std::set<order_status> disclosed{order_status::active,
                                                order_status::fiat_sent,
                                                order_status::dispute,
                                                order_status::settled_hold_invoice,
                                                order_status::success,
                                                order_status::canceled,
                                                order_status::cooperatively_canceled,
                                                order_status::canceled_by_admin};
  if (disclosed.count(status_of(after)) == 0) {
    auto other = m.to == maker().trade_key ? taker() : maker();
    CHECK(text.find(other.trade_key.hex()) == std::string::npos);
  }
  for (auto& who : {maker(), taker(), stranger()}) // Identities are shown to nobody.
    CHECK(text.find(who.identity.hex()) == std::string::npos);
}

/// Something will happen by itself: a timer, an answer, or news of a watched
/// escrow. Two phases wait for people alone: a buyer who used up the attempts,
/// and a dispute whose escrow is gone. (The guardian looks at every running trade.)
void order_world::check_progress(const order& o) const {
  if (is_closed(o) || is_exhausted(o))
    return;
  if (auto* p = std::get_if<disputed>(&o.phase); p && p->held.vanished)
    return;
  bool running = std::holds_alternative<active>(o.phase) ||
                 std::holds_alternative<fiat_sent>(o.phase) ||
                 std::holds_alternative<disputed>(o.phase);
  CHECK((deadline_of(o, policy_) || !open_.empty() || running));
  bool intends = std::holds_alternative<opening_escrow>(o.phase) ||
                 std::holds_alternative<settling_escrow>(o.phase) ||
                 std::holds_alternative<canceling_escrow>(o.phase);
  if (intends) // LND has been asked, and has not answered yet.
    CHECK_FALSE(open_.empty());
}

void order_world::check_public_state(const order& o) const { // I14
  CHECK(published_ == public_status(status_of(o)));
}

/// A dispute runs exactly while the order is in dispute, an intent included.
void order_world::check_dispute(const order& o) const {
  bool runs = o.dispute && !is_over(o.dispute->status);
  CHECK(runs == (status_of(o) == order_status::dispute));
}

/// The fee is owed with the settlement, and never otherwise.
void order_world::check_dev_fee(const order& before, const transition& t) const {
  auto owed = std::count_if(t.effects.begin(), t.effects.end(),
                            [](auto& e) { return std::holds_alternative<owe_dev_fee>(e); });
  bool settles = !std::holds_alternative<settled>(before.phase) &&
                 std::holds_alternative<settled>(t.next.phase);
  CHECK(owed == (settles && trade_of(t.next)->dev_fee.value > 0 ? 1 : 0));
}

} // namespace mostro::order_fixture

TEST_CASE("order walks: the invariants hold whatever happens in whatever order") {
  using namespace mostro::order_fixture;
  std::map<std::string, int> visits;
  for (uint32_t seed : {1u, 2u, 3u, 4u, 5u, 6u}) {
    INFO("seed " << seed);
    order_world world{seed};
    for (int i = 0; i < 1500; ++i)
      world.step();
    for (auto& [name, count] : world.visits)
      visits[name] += count;
  }
  // A walk that does not get about proves nothing.
  for (auto name : {"pending",
                    "opening-escrow",
                    "waiting-buyer-invoice",
                    "waiting-payment",
                    "active",
                    "fiat-sent",
                    "fiat-sent(vanished)",
                    "settling-escrow",
                    "canceling-escrow",
                    "settled(paying)",
                    "settled(resolving)",
                    "settled(retry)",
                    "settled(exhausted)",
                    "success",
                    "canceled",
                    "expired",
                    "child",
                    "dispute",
                    "dispute(vanished)",
                    "cooperatively-canceled",
                    "canceled-by-admin"}) {
    INFO(name);
    CHECK(visits[name] > 0);
  }
}
