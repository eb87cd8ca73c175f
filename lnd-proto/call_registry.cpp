// SPDX-License-Identifier: MIT
//
// Book-keeping of open calls. Nothing is cancelled or destroyed under the lock:
// both may run foreign code.
#include "lnd-proto/call_registry.hpp"

#include <vector>

namespace mostro::lnd {

bool call_registry::enter(std::shared_ptr<open_call> which) {
  std::lock_guard hold(guard_);
  if (closed_)
    return false;
  const open_call* key = which.get();
  calls_.emplace(key, std::move(which));
  return true;
}

void call_registry::leave(const open_call* which) {
  std::shared_ptr<open_call> last; // Dies after the lock is gone.
  std::lock_guard hold(guard_);
  if (auto found = calls_.find(which); found != calls_.end()) {
    last = std::move(found->second);
    calls_.erase(found);
  }
  if (calls_.empty())
    empty_.notify_all();
}

void call_registry::close() {
  std::vector<std::shared_ptr<open_call>> to_cancel;
  {
    std::lock_guard hold(guard_);
    closed_ = true;
    to_cancel.reserve(calls_.size());
    for (const auto& [key, open] : calls_)
      to_cancel.push_back(open);
  }
  for (const auto& open : to_cancel)
    open->cancel();
  std::unique_lock hold(guard_);
  empty_.wait(hold, [this] { return calls_.empty(); });
}

} // namespace mostro::lnd
