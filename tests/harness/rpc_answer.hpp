// SPDX-License-Identifier: MIT
//
// What a simulated node answers to one RPC: a value, or LND's status code with
// LND's text (spec 06 §3: clients match on the text).
#pragma once

#include "messages/expects.hpp"

#include <string>
#include <utility>
#include <variant>

namespace mostro::devnet {

/// The gRPC codes that LND uses; the numbers are gRPC's.
enum class rpc_code : int { unknown = 2, invalid_argument = 3, not_found = 5, already_exists = 6 };

/// A refused call.
struct rpc_refusal {
  rpc_code code = rpc_code::unknown;
  std::string text;
  friend bool operator==(const rpc_refusal&, const rpc_refusal&) = default;
};

/// Makes the refusal that LND uses for almost everything: a plain Go error.
inline rpc_refusal refuse(std::string text) { return {rpc_code::unknown, std::move(text)}; }

/// A value or a refusal. Reading the wrong one is a bug (throws).
template <class T>
class [[nodiscard]] rpc_answer {
public:
  rpc_answer(T value) : content_(std::in_place_index<0>, std::move(value)) {}
  rpc_answer(rpc_refusal why) : content_(std::in_place_index<1>, std::move(why)) {}

  /// True when there is a value.
  explicit operator bool() const { return content_.index() == 0; }
  /// The value; a bug when refused.
  const T& operator*() const {
    expects(content_.index() == 0, "rpc_answer: value of a refused call");
    return *std::get_if<0>(&content_);
  }
  const T* operator->() const { return &**this; }
  /// Why it was refused; a bug when it was not.
  const rpc_refusal& why() const {
    expects(content_.index() == 1, "rpc_answer: refusal of a successful call");
    return *std::get_if<1>(&content_);
  }

private:
  std::variant<T, rpc_refusal> content_;
};

/// A call that answers nothing but success.
using rpc_status = rpc_answer<std::monostate>;
/// The success of an `rpc_status`.
inline rpc_status succeeded() { return std::monostate{}; }

} // namespace mostro::devnet
