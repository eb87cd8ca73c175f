// SPDX-License-Identifier: MIT
//
// Where callbacks of foreign threads put what they got, for the test to take.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace mostro::test {

/// A queue between threads. The test's patience is a bound against hanging.
template <class T>
class inbox {
public:
  void put(T value) {
    std::lock_guard hold(guard_);
    items_.push_back(std::move(value));
    arrived_.notify_all();
  }
  /// Returns the next item; throws when none comes.
  T take() {
    std::unique_lock hold(guard_);
    if (!arrived_.wait_for(hold, std::chrono::seconds(20), [this] { return !items_.empty(); }))
      throw std::runtime_error("nothing arrived in the inbox");
    T out = std::move(items_.front());
    items_.pop_front();
    return out;
  }
  size_t size() const {
    std::lock_guard hold(guard_);
    return items_.size();
  }

private:
  mutable std::mutex guard_;
  std::condition_variable arrived_;
  std::deque<T> items_;
};

} // namespace mostro::test
