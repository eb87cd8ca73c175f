// SPDX-License-Identifier: MIT
//
// A value or the reason why there is none.
#pragma once

#include "messages/error.hpp"
#include "messages/expects.hpp"

#include <type_traits>
#include <utility>
#include <variant>

namespace mostro {

/// A value of type T, or an error. Reading the wrong one is a bug (throws).
template <class T>
class [[nodiscard]] result {
public:
  result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
  result(error why) : content_(std::in_place_index<1>, std::move(why)) {}

  /// True when there is a value.
  explicit operator bool() const { return content_.index() == 0; }
  bool has_value() const { return content_.index() == 0; }

  const T& value() const& {
    expects(has_value(), "result::value() of an error");
    return *std::get_if<0>(&content_);
  }
  T& value() & {
    expects(has_value(), "result::value() of an error");
    return *std::get_if<0>(&content_);
  }
  T value() && {
    expects(has_value(), "result::value() of an error");
    return std::move(*std::get_if<0>(&content_));
  }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  /// Returns the error; a bug when there is a value.
  const mostro::error& why() const {
    expects(!has_value(), "result::why() of a value");
    return *std::get_if<1>(&content_);
  }

private:
  std::variant<T, mostro::error> content_;
};

/// Success without a value, or an error.
using status = result<std::monostate>;
/// The success of a `status`.
inline status done() { return std::monostate{}; }

} // namespace mostro
