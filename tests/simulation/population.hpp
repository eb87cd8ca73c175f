// SPDX-License-Identifier: MIT
//
// The people of the simulated world: makers, takers, a solver and the operator. They react to
// what the daemon tells them; how well they behave is up to the faults of the seed.
#pragma once

#include "tests/simulation/seat.hpp"
#include "tests/simulation/simulated_lightning.hpp"
#include "tests/simulation/simulated_pages.hpp"
#include "tests/simulation/simulated_relays.hpp"

#include <deque>

namespace mostro::simulation {

/// What the population is made in.
struct population_setup {
  world& in;
  simulated_lightning& lightning;
  simulated_relays& relays;
  simulated_pages& pages;
  nostr::key_pair node; ///< The daemon's key: the operator speaks with it.
  double fee = 0;       ///< The daemon's, of both sides together.
};

/// A request without an answer.
struct unanswered_request {
  const person* who = nullptr;
  action what;
  uint64_t request = 0;
  std::vector<event_id> events; ///< Each of them is in the store of a relay.
};

/// Hears what a trader was told: who, what, and the event's stamp.
using hearing = std::function<void(const public_key&, const message&, unix_time)>;

/// Everybody.
class population {
public:
  population(population_setup how, size_t people);

  /// The operator makes the solver one.
  void appoint_solver();
  /// Somebody begins a trade.
  void begin_trade();
  size_t trades_begun() const { return trades_; }
  /// An event of the daemon reached a relay.
  void hear(const nostr::event& e);
  void on_heard(hearing tell) { on_heard_ = std::move(tell); }
  /// The end of the run: everybody does what he owes, for the orders that are still open.
  void conclude(const std::vector<order>& open);
  const std::deque<seat>& seats() const { return seats_; }
  /// Every trade key of whoever has this one, in hex; only itself when the identity is hidden.
  std::set<std::string> keys_of(const public_key& one) const;
  /// Requests that a relay took in and nobody has answered.
  std::vector<unanswered_request> unanswered() const;

private:
  using act = void (population::*)(seat&);

  seat& take_seat(person& who);
  bool misbehaves(double probability);
  void offer_to_takers(seat& maker);
  void take(const order_id& order, const small_order& offer, person& who);
  small_order draw_offer(const person& maker);

  // What may come with a request, or beside the trade.
  std::string address_of(const person& who) const;
  std::optional<std::string> make_invoice(const person& who, int64_t amount);
  payload draw_destination(const small_order& offer, const person& buyer);
  void ask_around(seat& s);
  void move_order(seat& s);

  // Duties; each may be forgotten or late.
  void duty(seat& s, act what);
  void give_invoice(seat& s);
  void pay_escrow(seat& s);
  void say_fiat_sent(seat& s);
  void release(seat& s);
  void cancel(seat& s);
  void open_dispute(seat& s);
  void rate(seat& s);
  void solve(const order_id& order, const dispute_id& dispute);
  void judge_dispute(const order_id& order);
  void mischief(seat& s);

  void react(seat& s, const message& m);
  void on_offer(seat& s, const message& m);
  void maybe_change_mind(seat& s, bool running);

  void ask(seat& s, action what, payload content = {}, std::optional<order_id> about = {},
           envelope wrapper = envelope::order);
  void send(seat& s, uint64_t request);
  std::optional<event_id> publish(seat& s, const message& m);

  population_setup how_;
  world& in_;
  std::deque<person> people_;
  std::deque<seat> seats_;
  std::map<public_key, seat*> by_key_;
  seat* solver_ = nullptr;
  seat* operator_ = nullptr;
  std::map<order_id, dispute_id> disputes_;
  hearing on_heard_;
  size_t trades_ = 0;
  bool concluding_ = false;
};

} // namespace mostro::simulation
