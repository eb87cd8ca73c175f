// SPDX-License-Identifier: MIT
//
// Group commit without waiting: the first change of a group sends a message to
// the store itself. It arrives behind everything that was in the mailbox, so a
// group is what piled up during the sync before, and an idle store adds no delay.
#include "actors/store/store_actor.hpp"

#include "actors/actor_error.hpp"
#include "actors/log.hpp"
#include "actors/supervision.hpp"

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
  else
    asker.deliver(make_error(actor_error::storage_failed));
}

/// Writes the group and answers everybody in it.
void write_now(self_pointer self) {
  auto& state = self->state;
  if (state.group.empty())
    return;
  auto group = std::exchange(state.group, {});
  auto promises = std::exchange(state.promises, {});
  auto outcomes = state.setup.database->write(group);
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

caf::result<found_order> find(self_pointer self, const order_id& id) {
  auto& state = self->state;
  write_now(self); // What was sent before the question is part of the answer.
  if (state.failed)
    return actor_error::storage_failed;
  auto found = state.setup.database->find_order(id);
  auto outbox = state.setup.database->outbox_of(id);
  if (found && outbox)
    return found_order{std::move(*found), std::move(*outbox)};
  fail_for_good(self, "find-order", found ? outbox.why() : found.why());
  return actor_error::storage_failed;
}

caf::result<outbox_read> read(self_pointer self, const read_outbox& request) {
  auto& state = self->state;
  write_now(self);
  if (state.failed)
    return actor_error::storage_failed;
  auto everything = state.setup.database->recover();
  if (!everything) {
    fail_for_good(self, "read-outbox", everything.why());
    return actor_error::storage_failed;
  }
  outbox_read out;
  for (auto& row : everything->outbox)
    if (row.id > request.after && is_delivery(row.effect) && out.rows.size() < request.limit)
      out.rows.push_back(std::move(row));
  return out;
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
      [self](write_group) {
        self->state.group_announced = false;
        write_now(self);
      },
  };
}

} // namespace mostro
