// SPDX-License-Identifier: MIT
//
// The only file that includes spdlog.
#include "actors/log.hpp"

#include <atomic>
#include <cstdio>
#include <mutex>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace mostro::log {
namespace {

std::atomic<level> minimum{level::info};

std::mutex& sink_lock() {
  static std::mutex lock;
  return lock;
}
sink& redirected() {
  static sink to;
  return to;
}

spdlog::level::level_enum spdlog_level(level l) {
  switch (l) {
  case level::debug:
    return spdlog::level::debug;
  case level::info:
    return spdlog::level::info;
  case level::warn:
    return spdlog::level::warn;
  case level::error:
    return spdlog::level::err;
  case level::critical:
    break;
  }
  return spdlog::level::critical;
}

std::shared_ptr<spdlog::logger> make_logger(const char* name, spdlog::sink_ptr to) {
  auto made = std::make_shared<spdlog::logger>(name, std::move(to));
  made->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  made->set_level(spdlog::level::trace);
  made->flush_on(spdlog::level::trace);
  return made;
}

spdlog::logger& standard_logger(level l) {
  static auto out = make_logger("out", std::make_shared<spdlog::sinks::stdout_sink_mt>());
  static auto err = make_logger("err", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  return l >= level::warn ? *err : *out;
}

/// Appends a value so that it cannot start a line of its own.
void append_escaped(std::string& line, const std::string& text) {
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) {
      line += c;
      continue;
    }
    char escaped[8];
    std::snprintf(escaped, sizeof escaped, "\\x%02x", byte);
    line += escaped;
  }
}

} // namespace

value::value(double number) {
  char rendered[40];
  std::snprintf(rendered, sizeof rendered, "%.10g", number);
  text_ = rendered;
}

const char* to_string(level l) {
  switch (l) {
  case level::debug:
    return "debug";
  case level::info:
    return "info";
  case level::warn:
    return "warn";
  case level::error:
    return "error";
  case level::critical:
    break;
  }
  return "critical";
}

std::optional<level> parse_level(std::string_view name) {
  for (auto l : {level::debug, level::info, level::warn, level::error, level::critical})
    if (name == to_string(l))
      return l;
  if (name == "warning")
    return level::warn;
  return std::nullopt;
}

void set_minimum(level least) { minimum = least; }

bool enabled(level l) { return l >= minimum.load(std::memory_order_relaxed); }

void redirect(sink to) {
  std::lock_guard guard(sink_lock());
  redirected() = std::move(to);
}

void write(level l, std::string_view event, std::string_view pattern,
           std::span<const value> values) {
  std::string line{event};
  if (!pattern.empty())
    line += ' ';
  size_t next = 0;
  while (!pattern.empty()) {
    auto gap = next < values.size() ? pattern.find("{}") : std::string_view::npos;
    line += pattern.substr(0, gap);
    if (gap == std::string_view::npos)
      break;
    append_escaped(line, values[next++].text());
    pattern.remove_prefix(gap + 2);
  }
  std::lock_guard guard(sink_lock());
  if (redirected())
    redirected()(l, line);
  else
    standard_logger(l).log(spdlog_level(l), spdlog::string_view_t{line.data(), line.size()});
}

} // namespace mostro::log
