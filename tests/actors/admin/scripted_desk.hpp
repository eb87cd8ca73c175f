// SPDX-License-Identifier: MIT
//
// A dispute desk behind the admin service that does as its test says.
#pragma once

#include "actors/interfaces/dispute_desk.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace mostro::test {

/// What a dispute desk answers, and what it was told: shared by a test and the desk's thread.
class desk_script {
public:
  std::vector<operator_command> commands() const { return locked(commands_); }
  std::vector<remove_solver> removals() const { return locked(removals_); }
  /// None when the desk is never to answer.
  std::optional<operator_outcome> answer() const { return locked(answer_); }
  void set_answer(std::optional<operator_outcome> wanted) {
    std::lock_guard hold(guard_);
    answer_ = std::move(wanted);
  }
  void add(const operator_command& told) {
    std::lock_guard hold(guard_);
    commands_.push_back(told);
  }
  void add(const remove_solver& told) {
    std::lock_guard hold(guard_);
    removals_.push_back(told);
  }

private:
  template <class T>
  T locked(const T& member) const {
    std::lock_guard hold(guard_);
    return member;
  }

  mutable std::mutex guard_;
  std::vector<operator_command> commands_;
  std::vector<remove_solver> removals_;
  std::optional<operator_outcome> answer_{operator_outcome{true, {}, {}}};
};

/// A dispute desk that does as its script says.
inline dispute_desk_actor::behavior_type scripted_desk(dispute_desk_actor::pointer self,
                                                       std::shared_ptr<desk_script> script) {
  auto answer = [self, script]() -> caf::result<operator_outcome> {
    if (auto wanted = script->answer())
      return *wanted;
    return self->make_response_promise<operator_outcome>();
  };
  return {
      [](const trader_request&) {},
      [=](const operator_command& c) {
        script->add(c);
        return answer();
      },
      [=](const remove_solver& r) {
        script->add(r);
        return answer();
      },
      [](ask_solvers) { return solvers_told{}; },
  };
}

} // namespace mostro::test
