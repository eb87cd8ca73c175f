// SPDX-License-Identifier: MIT
//
// Visiting a std::variant with one lambda per alternative.
#pragma once

namespace mostro {

/// Merges lambdas into one overload set for std::visit.
template <class... Ts>
struct overloaded : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
overloaded(Ts...) -> overloaded<Ts...>;

} // namespace mostro
