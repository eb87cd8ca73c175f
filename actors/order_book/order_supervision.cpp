// SPDX-License-Identifier: MIT
#include "actors/order_book/order_supervision.hpp"

#include "actors/log.hpp"
#include "actors/order_book/book_rules.hpp"
#include "actors/order_book/order_requests.hpp"
#include "actors/supervision.hpp"

#include <algorithm>

namespace mostro {

namespace {

using self_ptr = order_book_actor::stateful_pointer<order_book_state>;
using namespace std::chrono_literals;

constexpr auto store_timeout = 60s;
constexpr size_t most_crashes = 3;
constexpr auto crash_window = 10min;

void schedule_restart(self_ptr self, const order_id& id, size_t crashes) {
  auto base = std::chrono::milliseconds(250) * (1 << std::min<size_t>(crashes, 6));
  auto jitter = std::chrono::milliseconds(self->state.with.env.random_below(250));
  self->delayed_send(order_book_actor{self}, base + jitter, restart_order{id});
}

void crashed(self_ptr self, const order_id& id, book_entry& entry) {
  auto now = self->clock().now();
  entry.crashes.push_back(now);
  while (now - entry.crashes.front() > crash_window)
    entry.crashes.pop_front();
  if (entry.crashes.size() > most_crashes) {
    entry.phase = entry_phase::halted;
    log::critical("order-halted",
                  "order={} crashes={} mend=restart the daemon after reading its log", id,
                  entry.crashes.size());
    give_up_on(self, entry.handed);
    give_up_on(self, entry.waiting);
    return;
  }
  entry.phase = entry_phase::restarting;
  schedule_restart(self, id, entry.crashes.size());
}

void ended(self_ptr self, const caf::down_msg& down) {
  auto& st = self->state;
  auto known = st.by_address.find(down.source);
  if (known == st.by_address.end())
    return;
  auto id = known->second;
  st.by_address.erase(known);
  auto it = st.entries.find(id);
  if (it == st.entries.end())
    return;
  auto& entry = it->second;
  entry.actor = nullptr;
  if (!is_calm_end(down.reason)) {
    log::error("order-crashed", "order={} reason={}", id, text_of(down.reason));
    crashed(self, id, entry);
  } else if (!entry.waiting.empty()) {
    entry.handed.clear(); // A calm end leaves nothing undecided.
    reload(self, id);
  } else {
    st.entries.erase(it);
  }
}

bool is_creation(const trader_request& r) { return r.what.message.action == action::new_order; }

/// The actor of an order that does not exist before its first commit.
void start_creation(self_ptr self, const order_id& id, const trader_request& r) {
  auto& entry = self->state.entries[id];
  entry.phase = entry_phase::born;
  start_actor(self, id, order_start{id, {}, {}});
  caf::anon_send(entry.actor, creation_request{r});
}

/// The store has no order: it crashed before its first commit, and is born again.
void begin_again(self_ptr self, const order_id& id) {
  auto& handed = self->state.entries[id].handed;
  auto creation = std::find_if(handed.begin(), handed.end(), is_creation);
  if (creation == handed.end())
    self->state.entries.erase(id);
  else
    start_creation(self, id, *creation);
}

} // namespace

void create(self_ptr self, const trader_request& r) {
  auto& st = self->state;
  std::array<uint8_t, 16> random{};
  st.with.env.fill(random);
  auto id = order_id::from_random(random);
  st.entries[id].handed.push_back(r);
  start_creation(self, id, r);
}

void supervise_orders(self_ptr self) {
  self->set_down_handler([self](caf::down_msg& down) { ended(self, down); });
}

void start_actor(self_ptr self, const order_id& id, order_start from) {
  auto& st = self->state;
  auto& entry = st.entries[id];
  entry.actor =
      self->spawn<caf::monitored>(order_behavior, st.with, order_book_actor{self}, std::move(from));
  st.by_address[entry.actor.address()] = id;
}

void revive(self_ptr self, const order_id& id, order state,
            std::vector<storage::outbox_row> outbox) {
  auto& entry = self->state.entries[id];
  bool open = !is_closed(state);
  remember(self, entry, open ? std::optional{state} : std::nullopt);
  entry.phase = open ? entry_phase::live : entry_phase::retiring;
  auto deliveries = std::stable_partition(outbox.begin(), outbox.end(),
                                          [](const auto& row) { return !is_delivery(row.effect); });
  if (deliveries != outbox.end())
    caf::anon_send(self->state.with.publisher, deliver{{deliveries, outbox.end()}});
  outbox.erase(deliveries, outbox.end());
  start_actor(self, id, order_start{id, std::move(state), std::move(outbox)});
  std::erase_if(entry.handed, is_creation); // It exists: that one is decided.
  for (auto& r : entry.handed)              // Its last life ended before these were.
    caf::anon_send(entry.actor, r);
  for (auto& r : std::exchange(entry.waiting, {}))
    hand_over(entry, r);
  for (auto& n : std::exchange(entry.news, {}))
    caf::anon_send(entry.actor, std::move(n));
  if (!open)
    caf::anon_send(entry.actor, retire_order{});
}

void hand_over(book_entry& entry, const trader_request& r) {
  entry.handed.push_back(r);
  caf::anon_send(entry.actor, r);
}

void reload(self_ptr self, const order_id& id) {
  auto it = self->state.entries.find(id);
  if (it == self->state.entries.end())
    return;
  it->second.phase = entry_phase::loading;
  self->request(self->state.with.store, store_timeout, find_order{id})
      .then(
          [self, id](found_order& found) {
            if (found.it)
              revive(self, id, std::move(*found.it), std::move(found.outbox));
            else
              begin_again(self, id);
          },
          [self, id](const caf::error& e) {
            log::error("order-not-reloaded", "order={} error={}", id, text_of(e));
            schedule_restart(self, id, most_crashes);
          });
}

void remember(self_ptr self, book_entry& entry, std::optional<order> now) {
  auto& st = self->state;
  auto before = entry.state ? known_keys_of(*entry.state) : std::vector<public_key>{};
  auto after = now ? known_keys_of(*now) : std::vector<public_key>{};
  entry.state = std::move(now);
  auto missing_in = [](const std::vector<public_key>& from, const std::vector<public_key>& in) {
    std::vector<public_key> out;
    for (auto& key : from)
      if (std::find(in.begin(), in.end(), key) == in.end())
        out.push_back(key);
    return out;
  };
  if (auto fresh = missing_in(after, before); !fresh.empty())
    caf::anon_send(st.inbox, know_keys{std::move(fresh)});
  if (auto gone = missing_in(before, after); !gone.empty())
    caf::anon_send(st.inbox, forget_keys{std::move(gone)});
}

} // namespace mostro
