// SPDX-License-Identifier: MIT
//
// The world of the random walks: what it lets happen, and what its Lightning
// node answers. The invariants are in order_walk_machine_test.cpp.
#include "tests/actors/order/order_world.hpp"

namespace mostro::order_fixture {

void order_world::restart() {
  now_ = now_ + seconds{1};
  order_ = chance(50) ? pending_order(sell) : pending_order(buy);
  if (chance(50)) {
    order_.terms.amount = sats{0};
    order_.terms.fiat_amount = 0;
    order_.terms.min_amount = 10;
    order_.terms.max_amount = 100;
  }
  if (order_.terms.kind == buy && chance(30))
    order_.terms.maker_invoice = "bob@example.com";
  order_.terms.created_at = now_;
  order_.terms.expires_at = now_ + seconds{86'400};
  order_.last_stamp = now_;
  holds_.clear();
  payments_.clear();
  open_.clear();
  told_.clear();
  settles_.clear();
  cancels_.clear();
  published_ = order_status::pending;
  secrets_ = payees_ = 0;
}

void order_world::seller_pays() {
  auto pay = [this](const escrow& e) {
    if (holds_[e.key.hash] == hold_state::open)
      holds_[e.key.hash] = hold_state::accepted;
  };
  if (auto* p = std::get_if<waiting_payment>(&order_.phase))
    pay(p->open);
  if (auto* p = std::get_if<canceling_escrow>(&order_.phase)) // Too late, but LND takes it.
    pay(p->escrow);
}

order_fact order_world::answer_to(const order_effect& e) {
  if (auto* w = std::get_if<open_hold_invoice>(&e)) {
    if (chance(10))
      return escrow_refused{w->hash, "no"};
    holds_[w->hash] = hold_state::open;
    return escrow_opened{w->hash, "lnbc-hold"};
  }
  if (auto* w = std::get_if<settle_hold_invoice>(&e)) {
    if (holds_.at(w->hash) == hold_state::canceled)
      return escrow_canceled{w->hash};
    holds_[w->hash] = hold_state::settled;
    return escrow_settled{w->hash, {}};
  }
  if (auto* w = std::get_if<cancel_hold_invoice>(&e)) {
    auto& state = holds_.at(w->hash);
    if (state == hold_state::settled)
      return escrow_settled{w->hash, msats{1}};
    if (state == hold_state::accepted && w->unless_accepted)
      return escrow_accepted{w->hash, msats{1}};
    state = hold_state::canceled;
    return escrow_canceled{w->hash};
  }
  if (auto* w = std::get_if<resolve_destination>(&e)) {
    if (chance(30))
      return destination_failed{w->claims, "no"};
    auto fits = to_msats(chance(80) ? w->amount : w->amount + sats{1});
    return destination_resolved{w->claims, invoice_text({fits, ++payees_})};
  }
  auto& w = std::get<pay_invoice>(e);
  auto& fate = payments_.at(w.hash);
  fate = chance(40) ? payment_fate::succeeded : payment_fate::failed;
  if (fate == payment_fate::succeeded)
    return payout_succeeded{w.hash, msats{1000}};
  return payout_failed{w.hash, "no route"};
}

std::optional<order_event> order_world::lightning_answer() {
  if (open_.empty())
    return std::nullopt;
  auto at = open_.begin() + pick(open_.size());
  order_event e;
  e.what = answer_to(at->what);
  e.answers = at->row;
  open_.erase(at);
  return e;
}

std::optional<order_event> order_world::lightning_news() {
  auto watched = escrow_to_watch(order_);
  if (!watched || !holds_.count(*watched))
    return std::nullopt;
  auto& state = holds_[*watched];
  if (state == hold_state::accepted && chance(3))
    state = hold_state::canceled; // The CLTV horizon, or an operator.
  order_event e;
  if (state == hold_state::accepted && chance(2))
    state = hold_state::settled; // By hand.
  if (state == hold_state::accepted)
    e.what = escrow_accepted{*watched, msats{1}, chance(50) ? 1144u : 0u};
  else if (state == hold_state::canceled)
    e.what = escrow_canceled{*watched};
  else if (state == hold_state::settled)
    e.what = escrow_settled{*watched, msats{1}};
  else
    return std::nullopt;
  return e;
}

order_fact order_world::take_request(const party& who) {
  auto r = take_of(order_.terms.kind);
  r.taker = who;
  r.fiat_amount = 10 + pick(91);
  r.price = price(50'000);
  r.probe = destination_probe::reachable;
  r.fresh = escrow_secret(++secrets_);
  if (chance(40))
    r.buyer_invoice = "bob@example.com";
  return r;
}

order_fact order_world::invoice_request(const party& who) {
  auto good = [this] {
    if (chance(20))
      return std::string{"bob@example.com"};
    auto* t = trade_of(order_);
    auto amount = t ? t->payout_amount() : sats{49'850};
    return invoice_text({chance(80) ? std::optional{to_msats(amount)} : std::nullopt, ++payees_,
                         bolt11::network::mainnet, (now_ - start).count + 90'000});
  };
  auto r = invoice_of(who, chance(90) ? good() : "nonsense");
  r.probe = destination_probe::reachable;
  r.fresh = escrow_secret(++secrets_);
  return r;
}

/// A cancel, a dispute or a rating; often nobody is in the mood.
order_fact order_world::leaving_request(const party& who) {
  if (chance(20))
    return cancel_requested{who, 700};
  if (chance(15))
    return dispute_requested{who, 701};
  if (chance(30))
    return rating_given{who, 702, 1 + pick(5)};
  return bond_invoice_offered{who};
}

order_fact order_world::solver_request() {
  auto by = chance(80) ? writer() : second_writer();
  if (chance(60))
    return dispute_take_requested{by, solver_standing::none, {}, {}};
  if (chance(50))
    return admin_settle_requested{by, {}};
  return admin_cancel_requested{by, {}};
}

order_event order_world::trader_request() {
  const party people[] = {maker(), taker(), stranger()};
  auto& who = people[pick(3)];
  const payload payloads[] = {{}, next_key_payload(), text_payload{"x"}};
  order_event e;
  switch (pick(9)) {
  case 0:
  case 1:
    e.what = take_request(who);
    break;
  case 2:
  case 3:
    e.what = invoice_request(who);
    break;
  case 4:
    e.what = fiat_sent_of(who, payloads[pick(3)]);
    break;
  case 5:
    e.what = release_of(who, payloads[pick(3)]);
    break;
  case 6:
    e.what = leaving_request(who);
    break;
  case 7:
    e.what = solver_request();
    break;
  default:
    seller_pays();
    e.what = release_of(who);
  }
  return e;
}

/// Blocks that make an escrow of height 1144 due now and then.
order_event order_world::look_at_the_chain() {
  order_event e;
  e.what = chain_observed{chance(80) ? std::optional{1000 + pick(140)} : std::nullopt};
  return e;
}

order_event order_world::random_event() {
  if (chance(30))
    if (auto e = lightning_answer())
      return *e;
  if (chance(25))
    if (auto e = lightning_news())
      return *e;
  if (chance(10) && !told_.empty()) { // A repetition; its outbox row is gone.
    auto e = told_[pick(told_.size())];
    e.answers.reset();
    return e;
  }
  if (auto due = deadline_of(order_, policy_); due && chance(6)) {
    now_ = std::max(now_, *due);
    order_event e;
    e.what = deadline_reached{};
    return e;
  }
  if (chance(3))
    return look_at_the_chain();
  return trader_request();
}

void order_world::step() {
  if (is_closed(order_) && open_.empty() && chance(20))
    restart();
  now_ = now_ + seconds{static_cast<int64_t>(pick(3))};
  auto e = random_event();
  e.at = now_;
  e.fresh_child = id_of<order_id>(0xcc);
  e.fresh_dispute = fresh_dispute_id();
  INFO(name_of_phase(order_) << " meets " << name_of(e.what));
  auto d = judge(order_, e, policy_);
  if (std::holds_alternative<escrow_opened>(e.what) || !request_id_of(e.what))
    told_.push_back(e);
  if (auto* t = std::get_if<transition>(&d))
    apply(*t);
  check_amounts(order_);
  check_escrow(order_);
  check_progress(order_);
  check_public_state(order_);
  check_dispute(order_);
}

void order_world::apply(const transition& t) {
  auto before = order_;
  order_ = t.next;
  if (name_of_phase(before) != name_of_phase(order_))
    ++visits[name_of_phase(order_)];
  for (auto& e : t.effects) {
    check_effect(before, e);
    perform(e);
  }
  check_dev_fee(before, t);
  // I15: the slice and the rest make the whole.
  if (t.child) {
    auto& born = t.child->born.terms;
    auto rest = born.is_range() ? *born.max_amount : born.fiat_amount;
    CHECK(trade_of(order_)->fiat_amount + rest == *order_.terms.max_amount);
    CHECK((status_of(before) == order_status::fiat_sent ||
           status_of(before) == order_status::dispute));
    CHECK_FALSE(t.child->born.dispute);
    ++visits["child"];
  }
}

void order_world::perform(const order_effect& e) {
  if (auto* p = std::get_if<publish_order>(&e))
    published_ = p->status;
  if (auto* p = std::get_if<pay_invoice>(&e))
    payments_[p->hash] = payment_fate::in_flight;
  if (auto* p = std::get_if<settle_hold_invoice>(&e))
    settles_.insert(p->hash);
  if (auto* p = std::get_if<cancel_hold_invoice>(&e))
    cancels_.insert(p->hash);
  if (!is_delivery(e) && !std::holds_alternative<raise_alarm>(e) &&
      !std::holds_alternative<owe_dev_fee>(e))
    open_.push_back({++rows_, e});
}

} // namespace mostro::order_fixture

TEST_CASE("order walks: the same seed walks the same way") {
  using namespace mostro::order_fixture;
  order_world one{42};
  order_world two{42};
  for (int i = 0; i < 200; ++i) {
    one.step();
    two.step();
  }
  CHECK(one.visits == two.visits);
}
