// SPDX-License-Identifier: MIT
#include "actors/dispute/dispute_desk_actor.hpp"

#include "actors/dispute/solver_rules.hpp"
#include "actors/log.hpp"
#include "actors/supervision.hpp"
#include "messages/nostr/keys.hpp"

namespace mostro {
namespace {

using self_ptr = dispute_desk_actor::stateful_pointer<dispute_desk_state>;
using outcome_promise = caf::typed_response_promise<operator_outcome>;
using namespace std::chrono_literals;

constexpr auto store_timeout = 60s;
/// An order that crashes is tried again for a while before it is given up.
constexpr auto decision_timeout = 90s;

/// One request at the desk; `promise` is the operator's, if it is a command.
struct matter {
  trader_request request;
  std::optional<outcome_promise> promise;
};

void report(const matter& m, operator_outcome how) {
  if (m.promise) {
    auto promise = *m.promise;
    promise.deliver(std::move(how));
  }
}

/// Something of ours failed: the message stays unfinished and comes again at the next start.
void interrupted(const matter& m, const caf::error& why) {
  log::error("dispute-desk-interrupted", "action={} error={}",
             to_string(m.request.what.message.action), text_of(why));
  report(m, {false, {}, "the daemon could not do it now: " + text_of(why)});
}

/// Commits the end of a message with the answer to it, and reports the same to the operator.
void end_with(self_ptr self, const matter& m, std::optional<message> answer, operator_outcome how) {
  if (m.promise) {
    report(m, std::move(how));
    return;
  }
  auto& from = m.request.what;
  storage::reply what;
  what.inbound = m.request.inbound;
  if (answer)
    what.effects.emplace_back(send_message{from.sender, from.via, std::move(*answer)});
  self->request(self->state.setup.store, store_timeout, write_change{std::move(what)})
      .then(
          [self](storage::written& done) {
            if (!done.outbox.empty())
              caf::anon_send(self->state.setup.publisher, deliver{std::move(done.outbox)});
          },
          [m](const caf::error& why) { interrupted(m, why); });
}

/// The protocol has no answer here: only an operator learns why.
void end_silently(self_ptr self, const matter& m, const std::string& why) {
  log::info("solver-request-ignored", "action={} why=\"{}\"",
            to_string(m.request.what.message.action), why);
  end_with(self, m, std::nullopt, {false, {}, why});
}

void refuse(self_ptr self, const matter& m, refusal why) {
  auto& asked = m.request.what.message;
  log::info("request-refused", "action={} reason={}", to_string(asked.action), to_string(why));
  end_with(self, m, make_cant_do(asked, why), {false, why, {}});
}

const char* permission(solver_standing s) {
  switch (s) {
  case solver_standing::none:
    return "nothing";
  case solver_standing::read:
    return "read";
  case solver_standing::read_write:
  case solver_standing::admin:
    break;
  }
  return "read-write";
}

message solver_added(const message& asked) {
  message out;
  out.wrapper = envelope::dispute;
  out.request_id = asked.request_id;
  out.action = action::admin_add_solver;
  return out;
}

/// Repeating it after a crash changes nothing, so the answer need not be part of the change.
template <class Then>
void keep_standing(self_ptr self, const matter& m, const solver_changed& what, Then then) {
  storage::set_solver change;
  change.identity = what.identity;
  change.standing = what.standing;
  change.at = what.at;
  self->request(self->state.setup.store, store_timeout, write_change{change})
      .then(
          [self, what, then](const storage::written&) {
            log::warn("solver-changed", "solver={} may={}", nostr::to_npub(what.identity),
                      permission(what.standing));
            caf::anon_send(self->state.setup.reputation, what);
            then();
          },
          [m](const caf::error& why) { interrupted(m, why); });
}

/// Spec 03 §3.2, in the order of its checks.
void add_solver(self_ptr self, const matter& m) {
  auto& asked = m.request.what;
  if (std::holds_alternative<std::monostate>(asked.message.payload)) {
    refuse(self, m, refusal::invalid_text_message);
    return;
  }
  if (asked.identity != self->state.setup.node) {
    end_silently(self, m, "only the node's own key makes solvers");
    return;
  }
  auto* text = std::get_if<text_payload>(&asked.message.payload);
  auto read = text ? read_solver_text(text->text) : solver_text{refusal::invalid_text_message};
  if (auto* why = std::get_if<refusal>(&read)) {
    refuse(self, m, *why);
    return;
  }
  auto* grant = std::get_if<solver_grant>(&read);
  if (!grant) {
    end_silently(self, m, "the key is no npub");
    return;
  }
  solver_changed what{grant->identity, grant->standing, self->state.setup.environment.now()};
  keep_standing(self, m, what, [self, m] {
    end_with(self, m, solver_added(m.request.what.message), {true, {}, {}});
  });
}

operator_outcome outcome_from(const request_outcome& how) {
  switch (how.end) {
  case request_end::accepted:
    return {true, {}, {}};
  case request_end::refused:
    return {false, how.why, {}};
  case request_end::ignored:
    break;
  }
  return {false, {}, "the order has gone on: there is nothing to do"};
}

void pass_to_order(self_ptr self, const matter& m) {
  if (!m.promise) {
    caf::anon_send(self->state.setup.book, m.request);
    return;
  }
  self->request(self->state.setup.book, decision_timeout, decide_request{m.request})
      .then([m](const request_outcome& how) { report(m, outcome_from(how)); },
            [m](const caf::error& why) { interrupted(m, why); });
}

/// The message names a dispute, the book knows orders.
void pass_to_disputed(self_ptr self, const matter& m) {
  auto& named = m.request.what.message.id;
  if (!named) {
    end_silently(self, m, "no dispute is named");
    return;
  }
  self->request(self->state.setup.archive, store_timeout,
                find_dispute_order{dispute_id{named->data}})
      .then(
          [self, m](const dispute_order_found& found) {
            if (!found.order) {
              end_silently(self, m, "there is no such dispute");
              return;
            }
            auto known = m;
            known.request.about = found.order;
            pass_to_order(self, known);
          },
          [m](const caf::error& why) { interrupted(m, why); });
}

void handle(self_ptr self, const matter& m) {
  switch (m.request.what.message.action) {
  case action::admin_add_solver:
    add_solver(self, m);
    break;
  case action::admin_take_dispute:
    pass_to_disputed(self, m);
    break;
  case action::admin_settle:
  case action::admin_cancel:
    pass_to_order(self, m);
    break;
  default:
    end_silently(self, m, "not an action of solvers");
  }
}

outcome_promise command(self_ptr self, operator_command& what) {
  matter m;
  m.request.what = std::move(what.what);
  m.request.inbound = event_id{self->state.setup.environment.random32()};
  m.request.received_at = self->state.setup.environment.now();
  m.request.is_command = true;
  m.promise = self->make_response_promise<operator_outcome>();
  handle(self, m);
  return *m.promise;
}

/// Removing whom the node has never made a solver is an error: it may be a slip of the key.
outcome_promise remove(self_ptr self, const public_key& identity) {
  matter m;
  m.promise = self->make_response_promise<operator_outcome>();
  self->request(self->state.setup.reputation, store_timeout, ask_reputation{identity})
      .then(
          [self, m, identity](const reputation_told& told) {
            if (told.standing != solver_standing::read &&
                told.standing != solver_standing::read_write) {
              report(m, {false, {}, "this key is no solver"});
              return;
            }
            solver_changed what{identity, solver_standing::none,
                                self->state.setup.environment.now()};
            keep_standing(self, m, what, [m] { report(m, {true, {}, {}}); });
          },
          [m](const caf::error& why) { interrupted(m, why); });
  return *m.promise;
}

} // namespace

dispute_desk_actor::behavior_type dispute_desk_behavior(self_ptr self, dispute_desk_setup setup) {
  supervise(self);
  self->state.setup = std::move(setup);
  return {
      [self](trader_request& r) {
        handle(self, matter{std::move(r), std::nullopt});
      },
      [self](operator_command& what) { return command(self, what); },
      [self](const remove_solver& what) { return remove(self, what.identity); },
      [self](ask_solvers what) { return self->delegate(self->state.setup.reputation, what); },
  };
}

} // namespace mostro
