// SPDX-License-Identifier: MIT
//
// DNS off every thread that must not wait: a few threads of its own call
// getaddrinfo. No lookup takes much longer than the time limit, so that stopping
// may join.
#pragma once

#include "actors/network/address_rules.hpp"

#include <functional>
#include <memory>

namespace mostro {

/// Resolves host names for one network edge.
class name_resolver {
public:
  using answer = std::function<void(result<std::vector<ip_address>>)>;

  /// Starts `threads` threads.
  explicit name_resolver(size_t threads = 2);
  /// Stops and joins; answers that are still due are dropped.
  ~name_resolver();
  name_resolver(const name_resolver&) = delete;
  name_resolver& operator=(const name_resolver&) = delete;

  /// Looks a name up; `tell` is called on a thread of the resolver with at least
  /// one address, or `not_found`, or `unavailable` when too many lookups wait.
  void look_up(std::string host, answer tell);

private:
  struct shared_state;
  std::unique_ptr<shared_state> state_;
};

} // namespace mostro
