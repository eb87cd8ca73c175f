// SPDX-License-Identifier: MIT
//
// The composition of the daemon: opens the database, waits for LND, spawns the
// actors in their order, connects the relays last; and takes all of it down
// again. One process may hold several (tests do).
#pragma once

#include "actors/config/settings.hpp"
#include "actors/environment.hpp"

#include <functional>
#include <memory>

namespace mostro {

/// How often that is looked at which no event tells. Tests shorten it.
struct daemon_pace {
  std::chrono::milliseconds escrows{60'000};         ///< Watched invoices, payouts under way.
  std::chrono::milliseconds guardian{300'000};       ///< The chain (spec 02 §6.2).
  std::chrono::milliseconds guardian_begins{60'000}; ///< Mail from before the start goes first.
  std::chrono::milliseconds dev_fees{60'000};
  std::chrono::milliseconds book{60'000}; ///< What each relay shows of the book.
};

/// What a daemon is started with.
struct daemon_setup {
  mostro::settings settings;
  environment env = environment::of_this_machine();
  /// How long after the start no trader's waiting time ends: relays have to connect
  /// and deliver what was sent while the daemon was away.
  seconds patience_after_start{60};
  daemon_pace pace;
  /// How long LND is waited for at the start.
  std::chrono::milliseconds patience_for_lnd = std::chrono::seconds{60};
  /// Called when the daemon cannot go on (database failed, a singleton crashed).
  std::function<void(const std::string& why)> fatal;
  /// Called once when a relay and LND are usable.
  std::function<void()> on_ready;
  /// Asked while waiting for LND: true gives up.
  std::function<bool()> give_up;
};

/// A running daemon.
class daemon {
public:
  /// Starts everything. Errors name what is wrong and its mend; LND being away is
  /// waited for, `patience_for_lnd` long.
  static result<std::unique_ptr<daemon>> start(daemon_setup setup);
  /// Stops if that was not done yet.
  virtual ~daemon() = default;
  /// Stops intake, delivers what is committed for at most `patience`, ends.
  virtual void stop(std::chrono::milliseconds patience = std::chrono::seconds{5}) = 0;
  /// Takes over what may change while trades run (reload_rules.hpp) and logs the rest.
  virtual void reload(const settings& fresh) = 0;
  /// Open orders right now.
  virtual size_t open_orders() = 0;
};

} // namespace mostro
