// SPDX-License-Identifier: MIT
//
// Where threads leave what happened, and a test waits for it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

namespace mostro::test_support {

/// A queue between foreign threads and a test.
template <class News>
class news_board {
public:
  void post(News what) {
    std::lock_guard guard(lock_);
    queue_.push_back(std::move(what));
    changed_.notify_all();
  }
  /// The oldest news; none when nothing came within the patience.
  std::optional<News> take(std::chrono::milliseconds patience = std::chrono::seconds{20}) {
    std::unique_lock guard(lock_);
    if (!changed_.wait_for(guard, patience, [this] { return !queue_.empty(); }))
      return std::nullopt;
    auto out = std::move(queue_.front());
    queue_.pop_front();
    return out;
  }
  size_t size() {
    std::lock_guard guard(lock_);
    return queue_.size();
  }

private:
  std::mutex lock_;
  std::condition_variable changed_;
  std::deque<News> queue_;
};

} // namespace mostro::test_support
