// SPDX-License-Identifier: MIT
//
// The calls under way of one client, so that closing it can cancel them all and
// wait until the last callback is over. Knows no gRPC.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace mostro::lnd {

/// A call or stream that can be cancelled from any thread, at any time, even
/// before it has started or after it is over.
class open_call {
public:
  virtual ~open_call() = default;
  virtual void cancel() = 0;
};

/// Keeps every open call alive from `enter` to `leave`. Thread-safe.
class call_registry {
public:
  /// Takes a call in; false once closed: the call must then not be started.
  bool enter(std::shared_ptr<open_call> which);
  /// Lets a call go; its callbacks are over. The call may die in here.
  void leave(const open_call* which);
  /// True once `close` has begun: callbacks must not be started any more.
  bool is_closed() const { return closed_; }
  /// Cancels all calls and waits until they have left. May be called twice, but
  /// not inside a callback, which would wait for itself.
  void close();

private:
  std::atomic<bool> closed_{false};
  std::mutex guard_;
  std::condition_variable empty_;
  std::unordered_map<const open_call*, std::shared_ptr<open_call>> calls_;
};

/// Makes `leave` happen however a callback ends.
class leave_at_end {
public:
  leave_at_end(std::shared_ptr<call_registry> from, const open_call* which)
      : from_(std::move(from)), which_(which) {}
  ~leave_at_end() { from_->leave(which_); }
  leave_at_end(const leave_at_end&) = delete;
  leave_at_end& operator=(const leave_at_end&) = delete;

private:
  std::shared_ptr<call_registry> from_;
  const open_call* which_;
};

} // namespace mostro::lnd
