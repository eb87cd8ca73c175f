// SPDX-License-Identifier: MIT
//
// When a provider that fails is left alone (spec 05 §1.5.3).
#pragma once

#include "messages/time.hpp"

namespace mostro {

/// Whether a provider is asked: it rests longer and longer while it fails, at
/// most half an hour; one success ends it.
class provider_breaker {
public:
  /// `threshold` failures in a row (0 counts as 1) open the first rest.
  provider_breaker(unsigned threshold, seconds cooldown);

  /// False while it rests.
  bool is_available(unix_time now) const { return now >= resting_until_; }
  void succeeded();
  void failed(unix_time now);

private:
  unsigned threshold_;
  seconds cooldown_;
  unsigned failures_ = 0;
  unix_time resting_until_;
};

} // namespace mostro
