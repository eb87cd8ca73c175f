// SPDX-License-Identifier: MIT
//
// News, commits and the behaviour. Requests are order_requests.cpp, supervision is
// order_supervision.cpp.
#include "actors/order_book/order_book_actor.hpp"

#include "actors/log.hpp"
#include "actors/order_book/order_requests.hpp"
#include "actors/order_book/order_supervision.hpp"
#include "actors/supervision.hpp"

#include <algorithm>

namespace mostro {

namespace {

using self_ptr = order_book_actor::stateful_pointer<order_book_state>;
using namespace std::chrono_literals;

constexpr auto store_timeout = 60s;

void on_news(self_ptr self, const order_news& n) {
  auto it = self->state.entries.find(n.order);
  if (it == self->state.entries.end())
    return; // Late news of a closed order changes nothing.
  auto& entry = it->second;
  if (entry.phase == entry_phase::live || entry.phase == entry_phase::retiring)
    caf::anon_send(entry.actor, n);
  else if (entry.phase != entry_phase::halted || n.answers)
    entry.news.push_back(n);
}

/// Only orders in these phases have an escrow that the guardian watches over.
void on_chain(self_ptr self, const observe_chain& seen) {
  for (auto& [id, entry] : self->state.entries) {
    if (entry.phase != entry_phase::live || !entry.state)
      continue;
    auto& phase = entry.state->phase;
    if (std::holds_alternative<active>(phase) || std::holds_alternative<fiat_sent>(phase) ||
        std::holds_alternative<disputed>(phase))
      caf::anon_send(entry.actor, order_news{id, chain_observed{seen.height}, std::nullopt});
  }
}

void on_committed(self_ptr self, const order& state) {
  auto it = self->state.entries.find(state.id);
  if (it == self->state.entries.end())
    return;
  auto& entry = it->second;
  if (is_closed(state)) {
    remember(self, entry, std::nullopt);
    if (entry.phase == entry_phase::live || entry.phase == entry_phase::born) {
      entry.phase = entry_phase::retiring;
      caf::anon_send(entry.actor, retire_order{});
    }
    return;
  }
  remember(self, entry, state);
  if (entry.phase == entry_phase::born)
    entry.phase = entry_phase::live;
}

/// How long the request took, and how it ended.
void measure(self_ptr self, const std::deque<trader_request>& handed, const request_finished& f) {
  auto done = std::find_if(handed.begin(), handed.end(),
                           [&](const trader_request& r) { return r.inbound == f.inbound; });
  if (done == handed.end() || done->routed_at == decltype(done->routed_at){})
    return;
  auto outcome = f.outcome.end == request_end::accepted ? std::string_view{"accepted"}
                 : f.outcome.why                        ? to_string(*f.outcome.why)
                                                        : std::string_view{"ignored"};
  std::chrono::duration<double> took = self->clock().now() - done->routed_at;
  self->state.with.measured->request_done(to_string(done->what.message.action), outcome,
                                          took.count());
}

void on_finished(self_ptr self, const request_finished& f) {
  tell_outcome(self, f.inbound, f.outcome);
  auto it = self->state.entries.find(f.order);
  if (it == self->state.entries.end())
    return;
  auto& handed = it->second.handed;
  measure(self, handed, f);
  handed.erase(
      std::remove_if(handed.begin(), handed.end(), [&](auto& r) { return r.inbound == f.inbound; }),
      handed.end());
}

/// Lightning rows of orders that are closed: their effect is no longer wanted.
void retire_leftovers(self_ptr self,
                      const std::map<order_id, std::vector<storage::outbox_row>>& rows) {
  storage::retire_outbox left;
  for (auto& [id, mine] : rows)
    for (auto& row : mine)
      left.ids.push_back(row.id);
  if (left.ids.empty())
    return;
  self->request(self->state.with.store, store_timeout, write_change{std::move(left)})
      .then(
          [](const storage::written&) {},
          [](const caf::error& e) { log::warn("leftovers-not-retired", "error={}", text_of(e)); });
}

void on_policy(self_ptr self, const set_policy& what) {
  self->state.with.policy = what.policy;
  for (auto& [id, entry] : self->state.entries)
    if (entry.actor)
      caf::anon_send(entry.actor, what);
}

open_orders_told list_open(self_ptr self) {
  open_orders_told out;
  for (auto& [id, entry] : self->state.entries)
    if (entry.state)
      out.orders.push_back(*entry.state);
  return out;
}

orders_counted count(self_ptr self) {
  orders_counted out;
  for (auto& [id, entry] : self->state.entries) {
    out.open += entry.state.has_value() ? 1 : 0;
    out.halted += entry.phase == entry_phase::halted ? 1 : 0;
  }
  return out;
}

} // namespace

order_book_actor::behavior_type order_book_behavior(self_ptr self, order_book_setup setup) {
  supervise(self);
  auto& st = self->state;
  st.with = std::move(setup.with);
  st.inbox = std::move(setup.inbox);
  st.max_orders_per_response = setup.max_orders_per_response;
  supervise_orders(self);
  self->set_exit_handler([self](caf::exit_msg& exit) {
    for (auto& [id, entry] : self->state.entries)
      if (entry.actor)
        caf::anon_send_exit(entry.actor, caf::exit_reason::user_shutdown);
    self->quit(exit.reason);
  });
  std::map<order_id, std::vector<storage::outbox_row>> rows;
  for (auto& row : setup.effects)
    rows[row.order].push_back(std::move(row));
  for (auto& o : setup.open_orders) {
    auto id = o.id;
    auto mine = rows.extract(id);
    revive(self, id, std::move(o),
           mine ? std::move(mine.mapped()) : std::vector<storage::outbox_row>{});
  }
  retire_leftovers(self, rows);
  return {
      [self](trader_request& r) {
        r.routed_at = self->clock().now();
        on_request(self, r);
      },
      [self](const order_news& n) { on_news(self, n); },
      [self](const order_committed& c) { on_committed(self, c.state); },
      [self](const request_finished& f) { on_finished(self, f); },
      [self](const child_born& c) { revive(self, c.state.id, c.state, c.outbox); },
      [self](const restart_order& r) { reload(self, r.id); },
      [self](stop_intake) { self->state.stopped = true; },
      [self](const observe_chain& seen) { on_chain(self, seen); },
      [self](const set_policy& what) { on_policy(self, what); },
      [self](const decide_request& asked) { return decide(self, asked.what); },
      [self](ask_open_orders) { return list_open(self); },
      [self](count_orders) { return count(self); },
  };
}

} // namespace mostro
