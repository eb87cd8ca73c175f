// SPDX-License-Identifier: MIT
#include "actors/environment.hpp"

#include "messages/expects.hpp"

#include <chrono>
#include <openssl/rand.h>

namespace mostro {

environment::environment(std::function<unix_time()> now,
                         std::function<void(std::span<uint8_t>)> fill)
    : now_(std::make_shared<const std::function<unix_time()>>(std::move(now))),
      fill_(std::make_shared<const std::function<void(std::span<uint8_t>)>>(std::move(fill))) {}

environment::environment() : environment(of_this_machine()) {}

environment environment::of_this_machine() {
  return {[] {
            auto since = std::chrono::system_clock::now().time_since_epoch();
            return unix_time{std::chrono::duration_cast<std::chrono::seconds>(since).count()};
          },
          [](std::span<uint8_t> out) {
            expects(RAND_bytes(out.data(), static_cast<int>(out.size())) == 1,
                    "the random generator failed");
          }};
}

uint64_t environment::random_below(uint64_t limit) const {
  expects(limit > 0, "random_below(0)");
  std::array<uint8_t, 8> raw{};
  fill(raw);
  uint64_t value = 0;
  for (auto b : raw)
    value = (value << 8) | b;
  return value % limit;
}

} // namespace mostro
