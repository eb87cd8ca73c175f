// SPDX-License-Identifier: MIT
//
// The controls of a development network over HTTP: who drives a demo or a foreign
// client's tests mines blocks, breaks payments and stops nodes with a POST.
// Requests in, one line of JSON out; what is done is injected.
#pragma once

#include "tests/harness/http_server.hpp"

#include <functional>

namespace mostro::devnet {

/// What becomes of the payments to a node.
enum class payment_switch : uint8_t { ok, fail, hang };

/// What the controls do. Each returns `not_found` or `invalid` for what the caller named wrongly
/// (answered 400); any other error is answered 500. An empty one is answered 503.
struct control_actions {
  std::function<status(uint32_t blocks)> mine;
  std::function<status(const std::string& node, payment_switch mode)> payments;
  std::function<status(const std::string& node, bool up)> node;
  std::function<status(bool up)> relay;
  std::function<status(const std::string& currency, double per_bitcoin)> price;
  /// A JSON object that describes the network.
  std::function<std::string()> describe;
};

/// Answers `POST /control/mine?blocks=N`, `/control/payments?node=X&mode=ok|fail|hang`,
/// `/control/node?name=X&mode=up|down`, `/control/relay?mode=up|down`,
/// `/control/price?code=USD&value=50000` and `GET /status`; none for any other path.
std::optional<http_response> answer_control(const http_request& request,
                                            const control_actions& actions);

} // namespace mostro::devnet
