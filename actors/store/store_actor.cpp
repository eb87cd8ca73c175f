// SPDX-License-Identifier: MIT
//
// Group commit without waiting: the first change of a group sends a message to
// the store itself. It arrives behind everything that was in the mailbox, so a
// group is what piled up during the sync before, and an idle store adds no delay.
#include "actors/store/store_actor.hpp"

#include "actors/actor_error.hpp"
#include "actors/log.hpp"
#include "actors/supervision.hpp"

#include <algorithm>
#include <span>

namespace mostro {
namespace {

using self_pointer = store_writer_actor::stateful_pointer<store_state>;

void fail_for_good(self_pointer self, const char* doing, const error& why) {
  auto& state = self->state;
  log::critical("storage-failed", "doing={} why=\"{}\"", doing, why);
  if (!state.failed && state.setup.fatal)
    state.setup.fatal(std::string{doing} + ": " + to_string(why));
  state.failed = true;
}

void answer(store_state::promise& asker, result<storage::written>& outcome) {
  if (outcome)
    asker.deliver(std::move(*outcome));
  else if (outcome.why().code == errc::conflict)
    asker.deliver(make_error(actor_error::conflict));
  else {
    log::error("change-refused", "why=\"{}\"", outcome.why());
    asker.deliver(make_error(actor_error::bad_input));
  }
}

/// Writes the group and answers everybody in it.
void write_now(self_pointer self) {
  auto& state = self->state;
  if (state.group.empty())
    return;
  auto group = std::exchange(state.group, {});
  auto promises = std::exchange(state.promises, {});
  auto began = self->clock().now();
  auto outcomes = state.setup.database->write(group);
  std::chrono::duration<double> took = self->clock().now() - began;
  state.setup.measured->commit_done(group.size(), took.count());
  if (outcomes && outcomes->size() == group.size()) {
    for (size_t i = 0; i < group.size(); ++i)
      answer(promises[i], (*outcomes)[i]);
    return;
  }
  fail_for_good(self, "write",
                outcomes ? fail(errc::damaged, "answers are missing") : outcomes.why());
  for (auto& asker : promises)
    asker.deliver(make_error(actor_error::storage_failed));
}

caf::result<storage::written> collect(self_pointer self, write_change& request) {
  auto& state = self->state;
  if (state.failed)
    return actor_error::storage_failed;
  auto promise = self->make_response_promise<storage::written>();
  state.group.push_back(std::move(request.what));
  state.promises.push_back(promise);
  if (state.group.size() >= state.setup.largest_group) {
    write_now(self);
  } else if (!state.group_announced) {
    state.group_announced = true;
    caf::anon_send(store_writer_actor{self}, write_group{});
  }
  return promise;
}

/// Reads from the database what `load` reads; `as` makes the answer of it.
template <class Load, class As>
auto answer_with(self_pointer self, const char* doing, Load load, As as)
    -> caf::result<decltype(as(*load(std::declval<storage::database&>())))> {
  auto& state = self->state;
  write_now(self); // What was sent before the question is part of the answer.
  if (state.failed)
    return actor_error::storage_failed;
  auto found = load(*state.setup.database);
  if (found)
    return as(*std::move(found));
  fail_for_good(self, doing, found.why());
  return actor_error::storage_failed;
}

result<found_order> load(const storage::database& from, const order_id& id) {
  auto found = from.find_order(id);
  if (!found)
    return found.why();
  auto outbox = from.outbox_of(id);
  if (!outbox)
    return outbox.why();
  return found_order{*std::move(found), *std::move(outbox)};
}

result<orders_read> load(const storage::database& from, const std::vector<order_id>& ids) {
  orders_read out;
  for (const order_id& id : std::span(ids).first(std::min(ids.size(), most_orders_read))) {
    auto found = from.find_order(id);
    if (!found)
      return found.why();
    if (*found)
      out.orders.push_back(**std::move(found));
  }
  return out;
}

caf::result<found_order> find(self_pointer self, const order_id& id) {
  return answer_with(
      self, "find-order", [&](auto& from) { return load(from, id); },
      [](found_order out) { return out; });
}

caf::result<outbox_read> read(self_pointer self, const read_outbox& request) {
  return answer_with(
      self, "read-outbox",
      [&](auto& from) { return from.deliveries_after(request.after, request.limit); },
      [](auto rows) { return outbox_read{std::move(rows)}; });
}

caf::result<dispute_order_found> find(self_pointer self, const dispute_id& id) {
  return answer_with(
      self, "find-dispute", [&](auto& from) { return from.order_of_dispute(id); },
      [](auto order) { return dispute_order_found{order}; });
}

caf::result<hash_user_found> find(self_pointer self, const payment_hash& hash) {
  return answer_with(
      self, "find-hash", [&](auto& from) { return from.user_of_hash(hash); },
      [](auto order) { return hash_user_found{order}; });
}

caf::result<orders_read> read(self_pointer self, const read_orders& request) {
  return answer_with(
      self, "read-orders", [&](auto& from) { return load(from, request.ids); },
      [](orders_read out) { return out; });
}

caf::result<dev_fees_read> read(self_pointer self, const read_dev_fees&) {
  return answer_with(
      self, "read-dev-fees", [](auto& from) { return from.unpaid_dev_fees(); },
      [](auto fees) { return dev_fees_read{std::move(fees)}; });
}

} // namespace

store_writer_actor::behavior_type store_behavior(self_pointer self, store_setup setup) {
  supervise(self);
  self->set_exit_handler([self](caf::exit_msg& exit) {
    write_now(self);
    self->quit(exit.reason);
  });
  self->state.setup = std::move(setup);
  return {
      [self](write_change& request) { return collect(self, request); },
      [self](const find_order& request) { return find(self, request.id); },
      [self](const read_outbox& request) { return read(self, request); },
      [self](const find_dispute_order& request) { return find(self, request.id); },
      [self](const find_hash_user& request) { return find(self, request.hash); },
      [self](const read_orders& request) { return read(self, request); },
      [self](const read_dev_fees& request) { return read(self, request); },
      [self](write_group) {
        self->state.group_announced = false;
        write_now(self);
      },
  };
}

} // namespace mostro
