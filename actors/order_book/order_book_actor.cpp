// SPDX-License-Identifier: MIT
//
// Routing. Supervision is order_supervision.cpp.
#include "actors/order_book/order_book_actor.hpp"

#include "actors/log.hpp"
#include "actors/order_book/book_rules.hpp"
#include "actors/order_book/order_supervision.hpp"
#include "actors/order_book/session_answers.hpp"
#include "actors/supervision.hpp"

#include <algorithm>

namespace mostro {

namespace {

using self_ptr = order_book_actor::stateful_pointer<order_book_state>;
using namespace std::chrono_literals;

constexpr auto store_timeout = 60s;

/// Commits an answer of the book itself and has it delivered.
void answer(self_ptr self, const trader_request& r, std::vector<order_effect> effects) {
  storage::reply what;
  if (r.what.message.id)
    what.about = *r.what.message.id;
  what.inbound = r.inbound;
  what.effects = std::move(effects);
  self->request(self->state.with.store, store_timeout, write_change{std::move(what)})
      .then(
          [self](storage::written& done) {
            if (!done.outbox.empty())
              caf::anon_send(self->state.with.publisher, deliver{std::move(done.outbox)});
          },
          [](const caf::error& e) {
            log::error("book-reply-not-committed", "error={}", text_of(e));
          });
}

void refuse(self_ptr self, const trader_request& r, refusal why) {
  log::info("request-refused", "action={} reason={}", to_string(r.what.message.action),
            to_string(why));
  answer(self, r, {send_message{r.what.sender, r.what.via, make_cant_do(r.what.message, why)}});
}

/// Spec 02 §2.1 check 2, also against takes that are being judged this moment.
bool may_take(self_ptr self, const trader_request& r) {
  auto& identity = r.what.identity;
  auto role = r.what.message.action == action::take_sell ? trade_role::buyer : trade_role::seller;
  auto takes_too = [&](const trader_request& other) {
    return is_take(other) && other.what.identity == identity && other.inbound != r.inbound;
  };
  for (auto& [id, entry] : self->state.entries) {
    if (entry.state && blocks_take(*entry.state, identity, role))
      return false;
    if (std::any_of(entry.handed.begin(), entry.handed.end(), takes_too) ||
        std::any_of(entry.waiting.begin(), entry.waiting.end(), takes_too))
      return false;
  }
  return true;
}

void load(self_ptr self, const order_id& id, trader_request first) {
  auto& entry = self->state.entries[id];
  entry.phase = entry_phase::loading;
  entry.waiting.push_back(std::move(first));
  self->request(self->state.with.store, store_timeout, find_order{id})
      .then(
          [self, id](found_order& found) {
            auto& e = self->state.entries[id];
            if (found.it) {
              revive(self, id, std::move(*found.it), std::move(found.outbox));
              return;
            }
            auto waiting = std::move(e.waiting);
            self->state.entries.erase(id);
            for (auto& r : waiting)
              refuse(self, r, refusal::not_found);
          },
          [self, id](const caf::error& e) {
            // The requests stay in the durable inbox and come again at the next start.
            log::error("order-not-loaded", "order={} error={}", id, text_of(e));
            self->state.entries.erase(id);
          });
}

void route(self_ptr self, const order_id& id, const trader_request& r) {
  auto& st = self->state;
  auto it = st.entries.find(id);
  if (it == st.entries.end()) {
    load(self, id, r);
    return;
  }
  auto& entry = it->second;
  switch (entry.phase) {
  case entry_phase::live:
    hand_over(entry, r);
    break;
  case entry_phase::halted:
    refuse(self, r, refusal::not_allowed_by_status);
    break;
  default:
    entry.waiting.push_back(r);
  }
}

void create(self_ptr self, const trader_request& r) {
  auto& st = self->state;
  std::array<uint8_t, 16> random{};
  st.with.env.fill(random);
  auto id = order_id::from_random(random);
  auto& entry = st.entries[id];
  entry.phase = entry_phase::born;
  start_actor(self, id, order_start{id, {}, {}});
  caf::anon_send(entry.actor, creation_request{r});
}

void on_request(self_ptr self, const trader_request& r) {
  if (self->state.stopped)
    return; // Kept in the durable inbox for the next start.
  switch (r.what.message.action) {
  case action::new_order:
    create(self, r);
    return;
  case action::restore_session:
    answer(self, r, {answer_restore_session(self->state.entries, r.what)});
    return;
  case action::orders:
    answer(self, r,
           {answer_orders(self->state.entries, r.what, self->state.max_orders_per_response)});
    return;
  case action::admin_add_solver:
    refuse(self, r, refusal::not_authorized);
    return;
  case action::take_sell:
  case action::take_buy:
    if (r.what.message.id && !may_take(self, r)) {
      refuse(self, r, refusal::pending_order_exists);
      return;
    }
    break;
  default:
    break;
  }
  if (r.what.message.id)
    route(self, *r.what.message.id, r);
  else
    refuse(self, r, refusal::not_found);
}

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

void on_finished(self_ptr self, const request_finished& f) {
  auto it = self->state.entries.find(f.order);
  if (it == self->state.entries.end())
    return;
  auto& handed = it->second.handed;
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
  watch_orders(self);
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
      [self](const trader_request& r) { on_request(self, r); },
      [self](const order_news& n) { on_news(self, n); },
      [self](const order_committed& c) { on_committed(self, c.state); },
      [self](const request_finished& f) { on_finished(self, f); },
      [self](const child_born& c) { revive(self, c.state.id, c.state, c.outbox); },
      [self](const restart_order& r) { reload(self, r.id); },
      [self](stop_intake) { self->state.stopped = true; },
      [self](const observe_chain& seen) { on_chain(self, seen); },
      [self](count_orders) { return count(self); },
  };
}

} // namespace mostro
