// SPDX-License-Identifier: MIT
//
// Reading of the controls' arguments and their answers.
#include "tests/harness/control_pages.hpp"

#include "messages/json.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace mostro::devnet {

namespace {

/// More would only be a slip of the finger.
constexpr uint32_t max_blocks = 100'000;

http_response refuse(int status, std::string_view text) {
  std::string body = R"({"ok":false,"error":)";
  json::write_string(body, text);
  return {status, body + "}\n", "application/json", {}};
}

http_response confirm() { return {200, "{\"ok\":true}\n", "application/json", {}}; }

http_response tell(const status& outcome) {
  if (outcome)
    return confirm();
  const auto code = outcome.why().code;
  const bool callers_fault = code == errc::not_found || code == errc::invalid ||
                             code == errc::malformed || code == errc::out_of_range;
  return refuse(callers_fault ? 400 : 500, outcome.why().text);
}

http_response unavailable() { return refuse(503, "this network cannot do that"); }

std::string named(const http_request& request, const char* name) {
  return request.parameter(name).value_or("");
}

template <class Number>
std::optional<Number> parse_number(const std::string& text) {
  Number out{};
  const char* const end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, out);
  if (problem != std::errc{} || stopped != end)
    return std::nullopt;
  return out;
}

std::optional<bool> up_or_down(const http_request& request) {
  const auto mode = named(request, "mode");
  if (mode != "up" && mode != "down")
    return std::nullopt;
  return mode == "up";
}

http_response mine(const http_request& request, const control_actions& actions) {
  const auto blocks = parse_number<uint32_t>(named(request, "blocks"));
  if (!blocks || *blocks == 0 || *blocks > max_blocks)
    return refuse(400, "blocks must be a number from 1 to 100000");
  return actions.mine ? tell(actions.mine(*blocks)) : unavailable();
}

http_response payments(const http_request& request, const control_actions& actions) {
  const auto node = named(request, "node");
  const auto mode = named(request, "mode");
  if (node.empty())
    return refuse(400, "node is missing");
  if (mode != "ok" && mode != "fail" && mode != "hang")
    return refuse(400, "mode must be ok, fail or hang");
  const auto wanted = mode == "ok"     ? payment_switch::ok
                      : mode == "fail" ? payment_switch::fail
                                       : payment_switch::hang;
  return actions.payments ? tell(actions.payments(node, wanted)) : unavailable();
}

http_response node(const http_request& request, const control_actions& actions) {
  const auto name = named(request, "name");
  const auto up = up_or_down(request);
  if (name.empty())
    return refuse(400, "name is missing");
  if (!up)
    return refuse(400, "mode must be up or down");
  return actions.node ? tell(actions.node(name, *up)) : unavailable();
}

http_response relay(const http_request& request, const control_actions& actions) {
  const auto up = up_or_down(request);
  if (!up)
    return refuse(400, "mode must be up or down");
  return actions.relay ? tell(actions.relay(*up)) : unavailable();
}

http_response price(const http_request& request, const control_actions& actions) {
  const auto code = named(request, "code");
  const bool letters =
      code.size() >= 3 && code.size() <= 5 &&
      std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!letters)
    return refuse(400, "code must be a currency code in capitals");
  const auto value = parse_number<double>(named(request, "value"));
  if (!value || !std::isfinite(*value) || *value <= 0)
    return refuse(400, "value must be a positive number");
  return actions.price ? tell(actions.price(code, *value)) : unavailable();
}

struct control {
  const char* path;
  http_response (*answer)(const http_request&, const control_actions&);
};

constexpr control controls[] = {
    {"/control/mine", mine},   {"/control/payments", payments}, {"/control/node", node},
    {"/control/relay", relay}, {"/control/price", price},
};

} // namespace

std::optional<http_response> answer_control(const http_request& request,
                                            const control_actions& actions) {
  if (request.path == "/status") {
    if (request.method != "GET")
      return refuse(405, "use GET");
    if (!actions.describe)
      return unavailable();
    return http_response{200, actions.describe() + "\n", "application/json", {}};
  }
  for (const auto& known : controls) {
    if (request.path != known.path)
      continue;
    if (request.method != "POST")
      return refuse(405, "use POST");
    return known.answer(request, actions);
  }
  return std::nullopt;
}

} // namespace mostro::devnet
