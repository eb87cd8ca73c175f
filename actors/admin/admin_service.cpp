// SPDX-License-Identifier: MIT
#include "actors/admin/admin_service.hpp"

#include "actors/admin/order_listing.hpp"
#include "actors/admin/order_view_mapper.hpp"
#include "actors/log.hpp"
#include "actors/supervision.hpp"
#include "messages/nostr/keys.hpp"

#include <future>

namespace mostro::admin {

namespace {

message message_of(action what, envelope wrapper, std::optional<uint64_t> request_id) {
  message out;
  out.wrapper = wrapper;
  out.action = what;
  out.request_id = request_id;
  return out;
}

std::vector<std::pair<std::string, std::string>>
arguments_of(const char* name, const std::string& value,
             const std::optional<std::string>& request_id) {
  std::vector<std::pair<std::string, std::string>> out{{name, value}};
  if (request_id)
    out.emplace_back("request_id", *request_id);
  return out;
}

call_error::reason reason_of(errc code) {
  switch (code) {
  case errc::invalid:
  case errc::malformed:
    return call_error::reason::invalid;
  case errc::not_found:
    return call_error::reason::not_found;
  case errc::too_large:
    return call_error::reason::too_many;
  default:
    return call_error::reason::broken;
  }
}

/// Asks an actor and waits, in slices: a daemon that stops does not wait.
template <class Answer, class Handle, class Question>
result<Answer> ask(caf::actor_system& system, const Handle& whom, Question what,
                   std::chrono::milliseconds patience, const std::atomic<bool>& stopping) {
  auto promise = std::make_shared<std::promise<result<Answer>>>();
  auto answered = promise->get_future();
  auto asker = system.spawn([=](caf::event_based_actor* self) {
    supervise(self);
    self->request(whom, patience, what)
        .then([promise](Answer& a) { promise->set_value(std::move(a)); },
              [promise](const caf::error& e) {
                promise->set_value(fail(errc::unavailable, text_of(e)));
              });
  });
  promise.reset();
  while (answered.wait_for(std::chrono::milliseconds{50}) != std::future_status::ready)
    if (stopping) {
      // Nobody tells it that the asked actor has ended with the question in work.
      caf::anon_send_exit(asker, caf::exit_reason::user_shutdown);
      return fail(errc::unavailable, "the daemon is stopping");
    }
  try {
    return answered.get();
  } catch (const std::future_error&) {
    return fail(errc::unavailable, "nobody answered");
  }
}

} // namespace

admin_service::admin_service(admin_setup setup) : setup_(std::move(setup)), gate_(setup_.gate) {
  expects(setup_.system != nullptr && setup_.database, "the admin service lacks its neighbours");
}

template <class T>
answer<T> admin_service::question(const audited_call& c, const std::function<result<T>()>& work) {
  if (auto refused = gate_.admit(c))
    return *refused;
  auto out = work();
  // A question is answered even when it cannot be audited: with a full disk the
  // operator needs the answer most.
  auto what = out ? audit_outcome::done : audit_outcome::failed;
  static_cast<void>(gate_.note(c, what, out ? std::string{} : out.why().text).has_value());
  if (!out)
    return call_error{reason_of(out.why().code), out.why().text};
  return std::move(*out);
}

answer<outcome> admin_service::carry_out(const audited_call& c,
                                         const std::function<outcome()>& work) {
  if (auto refused = gate_.admit(c))
    return *refused;
  if (auto noted = gate_.note(c, audit_outcome::asked); !noted)
    return call_error{call_error::reason::broken,
                      "not carried out, the audit log cannot be written: " + noted.why().text};
  auto out = work();
  log::info("admin-command", "call={} peer={} success={} text=\"{}\"", c.name, c.who.peer,
            out.success, out.error_text);
  static_cast<void>(
      gate_.note(c, out.success ? audit_outcome::done : audit_outcome::failed, out.error_text)
          .has_value());
  return out;
}

template <class Question>
outcome admin_service::ask_desk(command c, Question what) {
  if (!setup_.desk)
    return failed(c, "this daemon has no dispute desk");
  auto told = ask<operator_outcome>(*setup_.system, setup_.desk, std::move(what), setup_.patience,
                                    stopping_);
  if (!told)
    return failed(c,
                  to_string(told.why()) + "; mend: look whether it happened before asking again");
  if (told->accepted)
    return {true, {}};
  return told->why ? refused(c, *told->why) : failed(c, told->text);
}

outcome admin_service::ask_desk(command c, message m) {
  operator_command out;
  out.what.message = std::move(m);
  out.what.sender = out.what.identity = setup_.node;
  out.what.created_at = setup_.env.now();
  return ask_desk(c, std::move(out));
}

// -- commands ---------------------------------------------------------------------------

answer<outcome> admin_service::cancel_order(const caller& who, const std::string& id,
                                            const std::optional<std::string>& request_id) {
  return finish_order(who, command::cancel_order, action::admin_cancel, id, request_id);
}

answer<outcome> admin_service::settle_order(const caller& who, const std::string& id,
                                            const std::optional<std::string>& request_id) {
  return finish_order(who, command::settle_order, action::admin_settle, id, request_id);
}

answer<outcome> admin_service::finish_order(const caller& who, command what, action wanted,
                                            const std::string& id,
                                            const std::optional<std::string>& request_id) {
  return carry_out({who, name_of(what), arguments_of("order_id", id, request_id)}, [&] {
    auto parsed = order_id::parse(id);
    if (!parsed)
      return malformed(parsed.why().text);
    auto m = message_of(wanted, envelope::order, request_id_of(what, request_id));
    m.id = *parsed;
    return ask_desk(what, std::move(m));
  });
}

answer<outcome> admin_service::add_solver(const caller& who, const std::string& text,
                                          const std::optional<std::string>& request_id) {
  auto what = command::add_solver;
  return carry_out({who, name_of(what), arguments_of("solver_pubkey", text, request_id)}, [&] {
    auto m =
        message_of(action::admin_add_solver, envelope::dispute, request_id_of(what, request_id));
    m.payload = text_payload{text};
    return ask_desk(what, std::move(m));
  });
}

answer<outcome> admin_service::take_dispute(const caller& who, const std::string& id,
                                            const std::optional<std::string>& request_id) {
  auto what = command::take_dispute;
  return carry_out({who, name_of(what), arguments_of("dispute_id", id, request_id)}, [&] {
    auto parsed = order_id::parse(id);
    if (!parsed)
      return malformed(parsed.why().text);
    auto m =
        message_of(action::admin_take_dispute, envelope::dispute, request_id_of(what, request_id));
    m.id = *parsed; // The message names the dispute in the place of the order (spec 03 §3.3).
    return ask_desk(what, std::move(m));
  });
}

answer<outcome> admin_service::remove_solver(const caller& who, const std::string& key) {
  auto what = command::remove_solver;
  return carry_out({who, name_of(what), {{"solver_pubkey", key}}}, [&] {
    auto parsed = nostr::parse_public_key(key);
    return parsed ? ask_desk(what, mostro::remove_solver{*parsed}) : malformed(parsed.why().text);
  });
}

answer<outcome> admin_service::set_maintenance(const caller& who, bool on) {
  auto what = command::set_maintenance;
  return carry_out({who, name_of(what), {{"on", on ? "true" : "false"}}}, [&] {
    if (!setup_.set_maintenance)
      return failed(what, "this daemon cannot switch it while it runs");
    auto done = setup_.set_maintenance(on);
    return done ? outcome{true, {}} : failed(what, done.why().text);
  });
}

// -- questions --------------------------------------------------------------------------

answer<outcome> admin_service::validate_db_password(const caller& who) {
  // There is no password: who is let in may go on (spec 03 §4).
  return question<outcome>({who, "ValidateDbPassword", {}}, [] { return outcome{true, {}}; });
}

answer<std::string> admin_service::version(const caller& who) {
  return question<std::string>({who, "GetVersion", {}},
                               [this] { return setup_.status.fixed.version; });
}

answer<node_status> admin_service::status(const caller& who) {
  return question<node_status>({who, "GetStatus", {}},
                               [this] { return gather_status(setup_.status); });
}

answer<order_page> admin_service::orders(const caller& who, const order_query& q) {
  audited_call c{who, "ListOrders", {}};
  if (q.all)
    c.with.emplace_back("all", "true");
  for (auto& [name, value] : {std::pair{"status", q.status}, std::pair{"id_prefix", q.id_prefix}})
    if (!value.empty())
      c.with.emplace_back(name, value);
  return question<order_page>(c, [&] { return list_orders(*setup_.database, q); });
}

answer<order_details> admin_service::order(const caller& who, const std::string& id) {
  return question<order_details>({who, "GetOrder", {{"order_id", id}}},
                                 [&] { return find_details(*setup_.database, id); });
}

answer<std::vector<dispute_view>> admin_service::disputes(const caller& who, bool all,
                                                          const std::string& id_prefix) {
  return question<std::vector<dispute_view>>(
      {who, "ListDisputes", {}}, [&] { return list_disputes(*setup_.database, all, id_prefix); });
}

answer<std::vector<solver_view>> admin_service::solvers(const caller& who) {
  using list = std::vector<solver_view>;
  return question<list>({who, "ListSolvers", {}}, [this]() -> result<list> {
    auto told = setup_.database->solvers();
    if (!told)
      return told.why();
    list out;
    for (auto& user : *told)
      out.push_back(to_solver_view(user.identity, user.solver));
    return out;
  });
}

answer<std::shared_ptr<change_watch>> admin_service::watch(const caller& who,
                                                           const std::string& id) {
  audited_call c{who, "WatchEvents", {}};
  if (!id.empty())
    c.with.emplace_back("order_id", id);
  return question<std::shared_ptr<change_watch>>(c, [&] { return open_watch(id); });
}

result<std::shared_ptr<change_watch>> admin_service::open_watch(const std::string& id) {
  std::optional<order_id> only;
  if (!id.empty()) {
    auto parsed = order_id::parse(id);
    if (!parsed)
      return fail(errc::invalid, "'" + id + "' is not an order id");
    only = *parsed;
  }
  if (watchers_->fetch_add(1) >= most_watchers) {
    --*watchers_;
    return fail(errc::too_large, "there are " + std::to_string(most_watchers) +
                                     " watchers already; mend: end one of them");
  }
  auto number = ++last_watcher_;
  auto release = [count = watchers_, fan = setup_.fan, number] {
    --*count;
    caf::anon_send(fan, unwatch_orders{number});
  };
  auto out = std::make_shared<change_watch>(only, std::move(release));
  auto tell = [weak = std::weak_ptr{out}](const order_changed& change) {
    auto watcher = weak.lock();
    return watcher && watcher->tell(change);
  };
  caf::anon_send(setup_.fan, watch_orders{number, std::move(tell)});
  return out;
}

} // namespace mostro::admin
