// SPDX-License-Identifier: MIT
#include "actors/admin/change_watch.hpp"

namespace mostro::admin {

change_watch::~change_watch() {
  if (release_)
    release_();
}

bool change_watch::tell(const order_changed& change) {
  std::lock_guard hold(guard_);
  if (cut_off_)
    return false;
  if (only_ && change.order != *only_)
    return true;
  if (waiting_.size() >= most_waiting) {
    cut_off_ = true;
    waiting_.clear();
    if (call_)
      call_();
  } else {
    waiting_.push_back({change.order.text(), change.seq, std::string{to_string(change.status)},
                        change.at.seconds, change.cause});
  }
  filled_.notify_all();
  return !cut_off_;
}

std::optional<order_change> change_watch::next(std::chrono::milliseconds patience) {
  std::unique_lock hold(guard_);
  filled_.wait_for(hold, patience, [this] { return cut_off_ || !waiting_.empty(); });
  if (waiting_.empty())
    return std::nullopt;
  auto out = std::move(waiting_.front());
  waiting_.pop_front();
  return out;
}

bool change_watch::is_cut_off() const {
  std::lock_guard hold(guard_);
  return cut_off_;
}

void change_watch::on_cut_off(std::function<void()> call) {
  std::lock_guard hold(guard_);
  call_ = std::move(call);
}

} // namespace mostro::admin
