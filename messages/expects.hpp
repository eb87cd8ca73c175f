// SPDX-License-Identifier: MIT
//
// Assertions that stay on. A broken expectation is a bug of ours: it ends the
// actor in which it happens, and the supervisor decides what follows.
#pragma once

#include <stdexcept>

namespace mostro {

/// Thrown by `expects`: never caught except at an actor's or thread's edge.
class bug : public std::logic_error {
public:
  using std::logic_error::logic_error;
};

/// Throws `bug` with `what` unless `condition` holds.
inline void expects(bool condition, const char* what) {
  if (!condition)
    throw bug{what};
}

} // namespace mostro
