// SPDX-License-Identifier: MIT
#include "actors/order_book/order_requests.hpp"

#include "actors/actor_error.hpp"
#include "actors/log.hpp"
#include "actors/order_book/book_rules.hpp"
#include "actors/order_book/order_supervision.hpp"
#include "actors/order_book/session_mapper.hpp"
#include "actors/supervision.hpp"

#include <algorithm>

namespace mostro {

namespace {

using self_ptr = order_book_actor::stateful_pointer<order_book_state>;
using namespace std::chrono_literals;

constexpr auto store_timeout = 60s;

/// Commits an answer of the book itself and has it delivered.
void answer(self_ptr self, const trader_request& r, send_message reply,
            const request_outcome& how) {
  storage::reply what;
  if (r.subject())
    what.about = *r.subject();
  what.inbound = r.inbound;
  what.effects.emplace_back(std::move(reply));
  self->request(self->state.with.store, store_timeout, write_change{std::move(what)})
      .then(
          [self, inbound = r.inbound, how](storage::written& done) {
            caf::anon_send(self->state.with.publisher, deliver{std::move(done.outbox)});
            tell_outcome(self, inbound, how);
          },
          [self, r](const caf::error& e) {
            // The request stays in the durable inbox and comes again at the next start.
            log::error("book-reply-not-committed", "error={}", text_of(e));
            give_up_on(self, {r});
          });
}

void refuse(self_ptr self, const trader_request& r, refusal why) {
  log::info("request-refused", "action={} reason={}", to_string(r.what.message.action),
            to_string(why));
  request_outcome how{request_end::refused, why};
  if (r.is_command)
    tell_outcome(self, r.inbound, how);
  else
    answer(self, r, {r.what.sender, r.what.via, make_cant_do(r.what.message, why)}, how);
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

void load(self_ptr self, const order_id& id, const trader_request& first) {
  auto& entry = self->state.entries[id];
  entry.phase = entry_phase::loading;
  entry.waiting.push_back(first);
  self->request(self->state.with.store, store_timeout, find_order{id})
      .then(
          [self, id](found_order& found) {
            if (found.it) {
              revive(self, id, std::move(*found.it), std::move(found.outbox));
              return;
            }
            auto waiting = std::move(self->state.entries[id].waiting);
            self->state.entries.erase(id);
            for (auto& r : waiting)
              refuse(self, r, refusal::not_found);
          },
          [self, id](const caf::error& e) {
            // The requests stay in the durable inbox and come again at the next start.
            log::error("order-not-loaded", "order={} error={}", id, text_of(e));
            give_up_on(self, self->state.entries[id].waiting);
            self->state.entries.erase(id);
          });
}

void route(self_ptr self, const order_id& id, const trader_request& r) {
  auto it = self->state.entries.find(id);
  if (it == self->state.entries.end()) {
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

void restore_session(self_ptr self, const trader_request& r) {
  std::vector<const order*> open;
  for (auto& [id, entry] : self->state.entries)
    if (entry.state)
      open.push_back(&*entry.state);
  answer(self, r, answer_restore_session(open, r.what), {request_end::accepted, {}});
}

/// Any order may be asked for: what is closed is only in the archive.
void tell_orders(self_ptr self, const trader_request& r) {
  auto wanted = orders_asked_for(r.what.message, self->state.max_orders_per_response);
  if (auto* why = std::get_if<refusal>(&wanted)) {
    refuse(self, r, *why);
    return;
  }
  read_orders question{std::move(std::get<std::vector<order_id>>(wanted))};
  self->request(self->state.with.archive, store_timeout, std::move(question))
      .then(
          [self, r](const orders_read& found) {
            answer(self, r, answer_orders(found.orders, r.what), {request_end::accepted, {}});
          },
          [self, r](const caf::error& e) {
            log::error("book-reply-not-committed", "error={}", text_of(e));
            give_up_on(self, {r});
          });
}

} // namespace

void on_request(self_ptr self, const trader_request& r) {
  if (self->state.stopped) {
    give_up_on(self, {r}); // Kept in the durable inbox for the next start.
    return;
  }
  switch (r.what.message.action) {
  case action::new_order:
    create(self, r);
    return;
  case action::restore_session:
    restore_session(self, r);
    return;
  case action::orders:
    tell_orders(self, r);
    return;
  case action::take_sell:
  case action::take_buy:
    if (r.subject() && !may_take(self, r)) {
      refuse(self, r, refusal::pending_order_exists);
      return;
    }
    break;
  default:
    break;
  }
  if (r.subject())
    route(self, *r.subject(), r);
  else
    refuse(self, r, refusal::not_found);
}

caf::typed_response_promise<request_outcome> decide(self_ptr self, const trader_request& r) {
  auto promise = self->make_response_promise<request_outcome>();
  self->state.asked.insert_or_assign(r.inbound, promise);
  on_request(self, r);
  return promise;
}

void tell_outcome(self_ptr self, const event_id& inbound, const request_outcome& how) {
  if (auto asked = self->state.asked.extract(inbound))
    asked.mapped().deliver(how);
}

void give_up_on(self_ptr self, const std::deque<trader_request>& requests) {
  for (auto& r : requests)
    if (auto asked = self->state.asked.extract(r.inbound))
      asked.mapped().deliver(make_error(actor_error::not_available));
}

} // namespace mostro
