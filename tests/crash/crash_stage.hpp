// SPDX-License-Identifier: MIT
//
// The network, the daemon and the solver of one row of the crash matrix, and what
// can be asked of them.
#pragma once

#include "tests/crash/matrix_row.hpp"
#include "tests/crash/watched_daemon.hpp"
#include "tests/crash/wire_trap.hpp"
#include "tests/harness/devnet.hpp"

namespace mostro::crash {

/// Runs from construction to destruction; a bug when it cannot start.
class crash_stage {
public:
  crash_stage(const matrix_settings& how, bool hasty);
  ~crash_stage();
  crash_stage(const crash_stage&) = delete;
  crash_stage& operator=(const crash_stage&) = delete;

  const stage& people() const { return people_; }
  watched_daemon& daemon() { return *daemon_; }
  wire_trap& trap() { return *trap_; }

  /// Boundaries of both kinds passed so far.
  uint64_t passed() const;
  /// Called when the operation is about to begin (matrix_settings::plant).
  void remember();
  /// Waits until the daemon runs and has passed no boundary for a while.
  void wait_quiet();
  /// Waits until nothing is left to do: stops the daemon, looks into its database, starts it
  /// again. False when something stays however often that is done.
  bool wait_done();
  /// Payments so far, as `payer -> payee millisatoshis`, from the `from`-th on, sorted.
  std::vector<std::string> money(size_t from) const;
  size_t transfers() const;
  /// What is wrong with the money of the network: made, lost or still locked.
  std::vector<std::string> money_problems() const;
  /// The names of errors in the daemon's log behind the first `skipped` lines.
  std::vector<std::string> errors_logged(size_t from_run, size_t skipped) const;
  /// Stops the daemon and compares its database with what is expected of the orders.
  std::vector<std::string> close(const std::vector<std::pair<order_id, order_status>>& expected);
  /// Leave the directory behind.
  void keep() { keep_ = true; }
  const std::filesystem::path& directory() const { return directory_; }

private:
  void write_settings();
  void make_solver();
  void start_daemon(const matrix_settings& how, bool hasty);

  std::filesystem::path directory_;
  bool keep_ = false;
  bool planted_ = false;
  nostr::key_pair node_;
  std::unique_ptr<watched_daemon> daemon_;
  std::unique_ptr<wire_trap> trap_; ///< Outlives the network.
  std::unique_ptr<devnet::devnet> network_;
  std::unique_ptr<devnet::wallet> alice_, bob_;
  std::vector<uint64_t> solver_requests_;
  std::unique_ptr<trader> solver_;
  stage people_;
};

} // namespace mostro::crash
