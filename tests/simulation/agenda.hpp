// SPDX-License-Identifier: MIT
//
// Virtual time outside the daemon: what is due when. Time moves only when the simulation says so.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>

namespace mostro::simulation {

/// Milliseconds since the epoch of the simulated world (what a correct clock shows).
using world_time = int64_t;

/// Appointments in the order of their time; those of one moment in the order of making.
class agenda {
public:
  explicit agenda(world_time begins) : now_(begins) {}

  world_time now() const { return now_; }
  /// Does something after a delay in milliseconds.
  void after(int64_t delay, std::function<void()> what) {
    appointments_.emplace(now_ + (delay < 0 ? 0 : delay), std::move(what));
  }
  /// When the next appointment is.
  std::optional<world_time> next() const {
    if (appointments_.empty())
      return std::nullopt;
    return appointments_.begin()->first;
  }
  /// Keeps the first appointment if it is due; false when none is.
  bool keep_one() {
    auto first = appointments_.begin();
    if (first == appointments_.end() || first->first > now_)
      return false;
    auto what = std::move(first->second);
    appointments_.erase(first);
    what();
    return true;
  }
  /// Moves time; it never goes back.
  void advance_to(world_time when) { now_ = when > now_ ? when : now_; }
  size_t size() const { return appointments_.size(); }

private:
  world_time now_;
  std::multimap<world_time, std::function<void()>> appointments_;
};

} // namespace mostro::simulation
