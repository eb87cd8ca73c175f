// SPDX-License-Identifier: MIT
//
// What every actor of the daemon installs first: handlers that log. CAF's own
// defaults print to standard output and end an actor that meets an error.
#pragma once

#include <caf/all.hpp>

namespace mostro {

/// Installs error, down, exit, default and exception handlers that write to the
/// log under the actor's name. Stray errors are logged and survived; an exit
/// message ends the actor; an exception ends it with `sec::runtime_error`, which
/// its monitors see. Actors that supervise others set their own down handler
/// afterwards.
void supervise(caf::scheduled_actor* self);

/// Renders an error for the log.
std::string text_of(const caf::error& why);

/// True for the ends that are no trouble: normal and user_shutdown.
bool is_calm_end(const caf::error& why);

} // namespace mostro
