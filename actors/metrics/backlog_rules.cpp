// SPDX-License-Identifier: MIT
#include "actors/metrics/backlog_rules.hpp"

namespace mostro {

seconds backlog::age_of(std::optional<uint64_t> first_row, unix_time now) {
  if (first_row != first_ || now < since_) { // A clock set back begins anew.
    first_ = first_row;
    since_ = now;
  }
  return first_ ? now - since_ : seconds{0};
}

} // namespace mostro
