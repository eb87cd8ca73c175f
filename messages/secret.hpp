// SPDX-License-Identifier: MIT
//
// Values that must never reach a log: they print as <redacted>, and showing
// them takes a word that a reviewer can search for.
#pragma once

#include <ostream>
#include <utility>

namespace mostro {

/// Wraps a value that must not be shown. `reveal()` is the only way to it.
template <class T>
class secret {
public:
  secret() = default;
  explicit secret(T value) : value_(std::move(value)) {}

  /// Returns the bare value; the caller answers for where it goes.
  const T& reveal() const { return value_; }

  friend bool operator==(const secret& a, const secret& b) { return a.value_ == b.value_; }
  friend std::ostream& operator<<(std::ostream& out, const secret&) { return out << "<redacted>"; }

private:
  T value_{};
};

} // namespace mostro
