// SPDX-License-Identifier: MIT
#include "actors/supervision.hpp"

#include "actors/actor_error.hpp"
#include "actors/log.hpp"

#include <exception>

namespace mostro {
namespace {

void on_error(caf::scheduled_actor* self, caf::error& why) {
  log::error("actor-error", "actor={} why=\"{}\"", self->name(), text_of(why));
}

void on_down(caf::scheduled_actor* self, caf::down_msg& down) {
  log::at(is_calm_end(down.reason) ? log::level::debug : log::level::error, "actor-down",
          "actor={} watched={} why=\"{}\"", self->name(), down.source.id(), text_of(down.reason));
}

void on_exit(caf::scheduled_actor* self, caf::exit_msg& exit) {
  log::at(is_calm_end(exit.reason) ? log::level::debug : log::level::error, "actor-exit",
          "actor={} why=\"{}\"", self->name(), text_of(exit.reason));
  self->quit(exit.reason);
}

caf::result<caf::message> on_unexpected(caf::scheduled_actor* self, caf::message_view& what) {
  log::error("actor-unexpected-message", "actor={} types=\"{}\"", self->name(),
             what.content().stringify());
  return caf::sec::unexpected_message;
}

caf::error on_exception(caf::scheduled_actor* self, std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& e) {
    log::error("actor-exception", "actor={} what=\"{}\"", self->name(), e.what());
  } catch (...) {
    log::error("actor-exception", "actor={} what=\"not a std::exception\"", self->name());
  }
  return caf::sec::runtime_error;
}

} // namespace

void supervise(caf::scheduled_actor* self) {
  self->set_error_handler(caf::scheduled_actor::error_handler{on_error});
  self->set_down_handler(caf::scheduled_actor::down_handler{on_down});
  self->set_exit_handler(caf::scheduled_actor::exit_handler{on_exit});
  self->set_default_handler(caf::scheduled_actor::default_handler{on_unexpected});
  self->set_exception_handler(caf::scheduled_actor::exception_handler{on_exception});
}

std::string text_of(const caf::error& why) {
  if (!why)
    return "normal";
  if (why.category() == actor_error_category)
    return to_string(static_cast<actor_error>(why.code()));
  return caf::to_string(why);
}

bool is_calm_end(const caf::error& why) {
  return !why || why == caf::exit_reason::normal || why == caf::exit_reason::user_shutdown;
}

} // namespace mostro
