// SPDX-License-Identifier: MIT
//
// The two things that would make a run unrepeatable, as values that the
// composition root hands out: wall-clock time and randomness.
#pragma once

#include "messages/bytes.hpp"
#include "messages/time.hpp"

#include <functional>
#include <memory>
#include <span>

namespace mostro {

/// Where actors learn the time and get random bytes. Copies share the sources.
class environment {
public:
  /// The same as of_this_machine().
  environment();
  /// `now` may be called from any thread; `fill` too, and must not fail.
  environment(std::function<unix_time()> now, std::function<void(std::span<uint8_t>)> fill);

  /// The system clock and OpenSSL's generator.
  static environment of_this_machine();

  /// The wall-clock time.
  unix_time now() const { return (*now_)(); }
  /// Fills a span with random bytes.
  void fill(std::span<uint8_t> out) const { (*fill_)(out); }
  /// 32 random bytes.
  bytes32 random32() const {
    bytes32 out{};
    fill(out);
    return out;
  }
  /// A random number below `limit` (> 0).
  uint64_t random_below(uint64_t limit) const;

private:
  std::shared_ptr<const std::function<unix_time()>> now_;
  std::shared_ptr<const std::function<void(std::span<uint8_t>)>> fill_;
};

} // namespace mostro
