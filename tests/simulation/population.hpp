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
  /// Every event that a relay took in from a trader for the daemon, with its request.
  struct sent_event {
    event_id id;
    action what;
    unix_time created_at;
  };
  const std::vector<sent_event>& sent() const { return sent_; }
  const std::deque<seat>& seats() const { return seats_; }
  /// Which order a payout invoice of a trader was made for.
  const std::map<payment_hash, order_id>& invoices() const { return invoices_; }
  /// Requests that nobody has answered, a line each.
  std::vector<std::string> unanswered() const;

private:
  using act = void (population::*)(seat&);

  seat& take_seat(person& who);
  bool misbehaves(double probability);
  void offer_to_takers(seat& maker);
  void take(const order_id& order, const small_order& offer, person& who);
  small_order draw_offer();

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
  bool publish(seat& s, const message& m);

  population_setup how_;
  world& in_;
  std::deque<person> people_;
  std::deque<seat> seats_;
  std::map<public_key, seat*> by_key_;
  seat* solver_ = nullptr;
  seat* operator_ = nullptr;
  std::map<order_id, dispute_id> disputes_;
  std::map<payment_hash, order_id> invoices_;
  std::vector<sent_event> sent_;
  hearing on_heard_;
  size_t trades_ = 0;
  bool concluding_ = false;
};

} // namespace mostro::simulation
