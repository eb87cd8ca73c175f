// SPDX-License-Identifier: MIT
//
// The queue of one watcher of orders: filled by the event fan, emptied by the
// thread that writes to the watcher. It is bounded: who does not keep up is cut off.
#pragma once

#include "actors/interfaces/event_fan.hpp"
#include "messages/admin.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>

namespace mostro::admin {

/// Thread-safe.
class change_watch {
public:
  static constexpr size_t most_waiting = 256;

  /// `only`: the one order that is watched, or none for all. `release` is called
  /// in the destructor.
  change_watch(std::optional<order_id> only, std::function<void()> release)
      : only_(only), release_(std::move(release)) {}
  ~change_watch();
  change_watch(const change_watch&) = delete;
  change_watch& operator=(const change_watch&) = delete;

  /// Adds a change; never waits. False once the watcher is cut off.
  bool tell(const order_changed& change);
  /// The next change; none when there was none for `patience`, or when cut off.
  std::optional<order_change> next(std::chrono::milliseconds patience);
  /// True when the watcher did not keep up.
  bool is_cut_off() const;
  /// Called once, by tell, when the watcher is cut off; an empty function takes
  /// it back (afterwards it is not called any more).
  void on_cut_off(std::function<void()> call);

private:
  const std::optional<order_id> only_;
  std::function<void()> release_;
  mutable std::mutex guard_;
  std::condition_variable filled_;
  std::deque<order_change> waiting_;
  bool cut_off_ = false;
  std::function<void()> call_;
};

} // namespace mostro::admin
