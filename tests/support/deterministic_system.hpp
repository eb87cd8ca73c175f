// SPDX-License-Identifier: MIT
//
// An actor system that runs on the calling thread, one message at a time, under
// a clock that moves only when it is told to.
#pragma once

#include <caf/all.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <catch2/catch.hpp>

namespace mostro::test {

/// CAF's testing scheduler.
struct deterministic_config : caf::actor_system_config {
  deterministic_config() { set("scheduler.policy", caf::atom("testing")); }
};

/// Owns the system and ends every actor that it spawned.
class deterministic_system {
public:
  deterministic_system() = default;
  deterministic_system(const deterministic_system&) = delete;
  ~deterministic_system() { end_all(); }

  /// Spawns a function-style actor that this system ends in its destructor.
  template <class F, class... Ts>
  auto spawn(F behavior, Ts&&... arguments) {
    auto made = sys_.spawn(behavior, std::forward<Ts>(arguments)...);
    spawned_.push_back(caf::actor_cast<caf::strong_actor_ptr>(made));
    return made;
  }

  /// Delivers messages until every mailbox is empty; no time passes.
  void run() {
    while (scheduler_.try_run_once()) {
    }
  }

  /// Lets time pass in steps, so that a timer that re-arms itself fires each time.
  void advance(caf::timespan length, caf::timespan step = std::chrono::seconds(1)) {
    run();
    for (caf::timespan passed{0}; passed < length; passed += step) {
      scheduler_.advance_time(std::min(step, caf::timespan{length - passed}));
      run();
    }
  }

  /// Asks and runs until the answer is there. A missing answer fails the test.
  template <class Answer, class Handle, class Question>
  caf::expected<Answer> ask(const Handle& whom, Question question) {
    caf::expected<Answer> out{caf::sec::none};
    auto pending = self_->request(whom, std::chrono::minutes(60), std::move(question));
    run();
    if (self_->mailbox().empty()) {
      FAIL_CHECK("nobody answered");
      advance(std::chrono::minutes(60), std::chrono::minutes(60));
    }
    pending.receive([&](Answer& answer) { out = std::move(answer); },
                    [&](caf::error& why) { out = std::move(why); });
    return out;
  }

  /// Ends one actor, as its supervisor would.
  template <class Handle>
  void end(const Handle& whom, caf::exit_reason why = caf::exit_reason::user_shutdown) {
    caf::anon_send_exit(whom, why);
    run();
  }

  /// Ends everything that was spawned; the destructor does it too.
  void end_all() {
    run();
    for (auto& one : spawned_)
      caf::anon_send_exit(caf::actor_cast<caf::actor>(one), caf::exit_reason::kill);
    spawned_.clear();
    run();
  }

  caf::actor_system& sys() { return sys_; }

private:
  deterministic_config config_;
  caf::actor_system sys_{config_};
  caf::scheduler::test_coordinator& scheduler_ =
      dynamic_cast<caf::scheduler::test_coordinator&>(sys_.scheduler());
  std::vector<caf::strong_actor_ptr> spawned_;
  caf::scoped_actor self_{sys_, true};
};

} // namespace mostro::test
