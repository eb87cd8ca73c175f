// SPDX-License-Identifier: MIT
//
// The daemon's log: one line per happening, `event-id key=value …`. Event ids
// are stable and kebab-case, so that operators can search for and alert on
// them. Only the kinds of values below can be written; a `secret<T>` cannot.
#pragma once

#include "messages/error.hpp"
#include "messages/ids.hpp"
#include "messages/time.hpp"

#include <array>
#include <concepts>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mostro::log {

/// How much a line matters. `critical` means that the process is about to end.
enum class level : uint8_t { debug, info, warn, error, critical };

/// The kebab-case name of a level.
const char* to_string(level l);
/// Parses the name of a level ("warning" is accepted for `warn`).
std::optional<level> parse_level(std::string_view name);

/// Lines below this level are not written (default: info). Thread-safe.
void set_minimum(level least);
/// True when a line of this level would be written.
bool enabled(level l);

/// Where whole lines go; called under a lock, by any thread.
using sink = std::function<void(level, std::string_view line)>;
/// Replaces standard output and error (info and below; warn and above) as the
/// destination; an empty function restores them. For tests and the devnet.
void redirect(sink to);

/// One value of a line, rendered.
class value {
public:
  value(std::string_view text) : text_(text) {}
  value(const std::string& text) : text_(text) {}
  value(const char* text) : text_(text) {}
  value(bool b) : text_(b ? "true" : "false") {}
  value(std::integral auto number) : text_(std::to_string(number)) {}
  value(double number);
  value(const mostro::error& why) : text_(mostro::to_string(why)) {}
  value(unix_time t) : text_(std::to_string(t.seconds)) {}
  value(seconds d) : text_(std::to_string(d.count)) {}
  template <class Tag>
  value(const id32<Tag>& id) : text_(id.hex()) {}
  template <class Tag>
  value(const uuid<Tag>& id) : text_(id.text()) {}
  template <class T>
  value(const secret<T>&) = delete;

  const std::string& text() const { return text_; }

private:
  std::string text_;
};

/// Writes one line: the event id, then `pattern` with each `{}` replaced by the
/// next value. Control characters in values are escaped: one line stays one line.
void write(level l, std::string_view event, std::string_view pattern,
           std::span<const value> values);

/// Writes at a level known at run time.
template <class... Ts>
void at(level l, std::string_view event, std::string_view pattern, const Ts&... values) {
  if (!enabled(l))
    return;
  std::array<value, sizeof...(Ts)> rendered{value(values)...};
  write(l, event, pattern, rendered);
}

/// `log::info("relay-connected", "url={}", url)`.
template <class... Ts>
void debug(std::string_view event, std::string_view pattern = {}, const Ts&... values) {
  at(level::debug, event, pattern, values...);
}
template <class... Ts>
void info(std::string_view event, std::string_view pattern = {}, const Ts&... values) {
  at(level::info, event, pattern, values...);
}
template <class... Ts>
void warn(std::string_view event, std::string_view pattern = {}, const Ts&... values) {
  at(level::warn, event, pattern, values...);
}
template <class... Ts>
void error(std::string_view event, std::string_view pattern = {}, const Ts&... values) {
  at(level::error, event, pattern, values...);
}
template <class... Ts>
void critical(std::string_view event, std::string_view pattern = {}, const Ts&... values) {
  at(level::critical, event, pattern, values...);
}

} // namespace mostro::log
