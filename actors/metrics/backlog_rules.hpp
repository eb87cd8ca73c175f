// SPDX-License-Identifier: MIT
//
// Do the outboxes drain? Rows carry no time, but their ids rise: as long as the same row is
// the first one, it has waited at least since it was first seen so.
#pragma once

#include "messages/time.hpp"

#include <cstdint>
#include <optional>

namespace mostro {

/// Watches the first row of a queue from look to look. One thread.
class backlog {
public:
  /// How long the first row (none: the queue is empty) has waited at least, at `now`.
  seconds age_of(std::optional<uint64_t> first_row, unix_time now);

private:
  std::optional<uint64_t> first_;
  unix_time since_;
};

} // namespace mostro
