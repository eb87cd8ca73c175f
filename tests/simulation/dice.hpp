// SPDX-License-Identifier: MIT
//
// The only source of chance of a simulation: everything that could go one way or the other asks
// the dice, so a seed decides a whole run.
#pragma once

#include "messages/bytes.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace mostro::simulation {

/// A xoshiro256** generator; the same seed gives the same throws on every machine.
class dice {
public:
  explicit dice(uint64_t seed) {
    for (auto& word : words_) { // splitmix64
      seed += 0x9e3779b97f4a7c15;
      uint64_t z = seed;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
      z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
      word = z ^ (z >> 31);
    }
  }

  uint64_t next() {
    const uint64_t out = rotated(words_[1] * 5, 7) * 9;
    const uint64_t shifted = words_[1] << 17;
    words_[2] ^= words_[0];
    words_[3] ^= words_[1];
    words_[1] ^= words_[2];
    words_[0] ^= words_[3];
    words_[2] ^= shifted;
    words_[3] = rotated(words_[3], 45);
    return out;
  }
  /// A number below `limit` (> 0); the bias is far below anything that matters here.
  uint64_t below(uint64_t limit) { return next() % limit; }
  /// A number of both ends included.
  int64_t between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(below(static_cast<uint64_t>(high - low) + 1));
  }
  /// True with this probability, 0..1.
  bool happens(double probability) {
    return static_cast<double>(next() >> 11) * 0x1.0p-53 < probability;
  }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[below(from.size())];
  }
  void fill(std::span<uint8_t> out) {
    for (auto& octet : out)
      octet = static_cast<uint8_t>(next() >> 24);
  }
  bytes32 random32() {
    bytes32 out{};
    fill(out);
    return out;
  }
  /// Another generator, whose throws do not disturb these.
  dice fork() { return dice{next()}; }

private:
  static uint64_t rotated(uint64_t x, int by) { return (x << by) | (x >> (64 - by)); }
  uint64_t words_[4] = {};
};

} // namespace mostro::simulation
