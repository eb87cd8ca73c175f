// SPDX-License-Identifier: MIT
//
// What is alive and what waits (I16, bounded memory). One thread runs everything here, so between
// two messages the auditor looks into the actors themselves instead of asking them.
#include "tests/simulation/auditor.hpp"
#include "tests/simulation/daemon_life.hpp"

#include "actors/order/order_actor.hpp"

#include <algorithm>

namespace mostro::simulation {

namespace {

/// The live actor behind a handle, as what it is; null when it has ended.
template <class Actor, class Handle>
Actor* actor_behind(const Handle& handle) {
  auto* raw = caf::actor_cast<caf::abstract_actor*>(handle);
  if (!raw || raw->getf(caf::abstract_actor::is_terminated_flag))
    return nullptr;
  return dynamic_cast<Actor*>(raw);
}

/// What an actor has received and put aside. `mailbox().size()` must not be asked: it fetches,
/// which takes away the mark that the actor sleeps, and then nothing ever wakes it.
size_t unread_of(caf::scheduled_actor& one) { return one.mailbox().queue().total_task_size(); }

using book_actor = order_book_actor::stateful_base<order_book_state>;
using one_order_actor = order_actor::stateful_base<order_state>;

} // namespace

void auditor::count_queues(const storage::change& what, const storage::written& did) {
  for (auto* rows : {&did.outbox, &did.child_outbox})
    for (auto& row : *rows)
      rows_.emplace(row.id, in_.time.now());
  auto answered = [this](const std::optional<outbox_id>& row, const std::optional<event_id>& id) {
    if (row)
      rows_.erase(*row);
    if (id)
      inbound_.erase(*id);
  };
  if (auto* d = std::get_if<storage::decision>(&what))
    answered(d->answers, d->inbound);
  if (auto* r = std::get_if<storage::reply>(&what))
    answered(r->answers, r->inbound);
  if (auto* retired = std::get_if<storage::retire_outbox>(&what))
    for (auto row : retired->ids)
      rows_.erase(row);
  if (auto* kept = std::get_if<storage::keep_inbound>(&what); kept && did.is_new) {
    inbound_.insert(kept->id);
    kept_.insert(kept->id);
  }
  if (auto* finished = std::get_if<storage::finish_inbound>(&what))
    inbound_.erase(finished->id);
}

void auditor::look_inside(daemon_life& life) {
  check_actors(life);
  check_bounds(life);
}

/// Every open order has an actor that lives and knows what was committed last. There is no
/// patience: nobody has anything to do, so nothing is on its way; and no order may crash here.
void auditor::check_actors(daemon_life& life) {
  auto* book_keeper = actor_behind<book_actor>(life.tree().book);
  if (!book_keeper) {
    in_.broken("I16 no order is lost", "the order book is gone");
    return;
  }
  auto& entries = book_keeper->state.entries;
  for (auto& id : open_) {
    auto& now = books_.at(id).now;
    auto entry = entries.find(id);
    auto* actor =
        entry == entries.end() ? nullptr : actor_behind<one_order_actor>(entry->second.actor);
    if (!actor)
      broken("I16 no order is lost", now, "it has no actor");
    else if (!actor->state.current || !(*actor->state.current == now))
      broken("I16 an actor knows its last commit", now, "it holds something else");
  }
}

/// What may wait while nobody has anything to do, as a function of the open orders. The bounds are
/// at least twice what sweeps have shown. Timers are only measured: CAF keeps the timeout of every
/// answered request until it is due, so they follow the traffic of the last minutes.
void auditor::check_bounds(daemon_life& life) {
  auto& system = life.system();
  const auto open = open_.size();
  auto& scheduler = dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler());
  size_t unread = 0;
  for (auto& handle : life.tree().vital)
    if (auto* one = actor_behind<caf::scheduled_actor>(handle))
      unread += unread_of(*one);
  if (auto* keeper = actor_behind<book_actor>(life.tree().book))
    for (auto& [id, entry] : keeper->state.entries)
      if (auto* one = actor_behind<one_order_actor>(entry.actor))
        unread += unread_of(*one);
  auto within = [this, open](const char* what, size_t now, size_t& most, size_t base,
                             size_t per_order) {
    most = std::max(most, now);
    if (now > base + per_order * open) {
      std::string how = std::to_string(now);
      how += ' ';
      how += what;
      how += " at " + std::to_string(open) + " open orders";
      in_.broken("memory and queues are bounded", how);
    }
  };
  largest_.open_orders = std::max(largest_.open_orders, open);
  within("actors", system.registry().running(), largest_.actors, 60, 2);
  largest_.timers = std::max(largest_.timers, scheduler.clock().schedule().size());
  within("unread messages", unread, largest_.unread, 20, 2);
  // A delivery is offered for ten minutes more to relays that have not taken it (decision 0023):
  // what is younger follows the traffic.
  constexpr world_time young = 15 * 60 * 1000;
  size_t old = 0;
  for (auto row = rows_.begin(); row != rows_.end() && row->second < in_.time.now() - young; ++row)
    ++old;
  within("old outbox rows", old, largest_.rows, 200, 10);
  within("unfinished requests", inbound_.size(), largest_.inbound, 20, 4);
}

} // namespace mostro::simulation
