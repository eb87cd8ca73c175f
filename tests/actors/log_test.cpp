// SPDX-License-Identifier: MIT
//
// What a line of the log looks like.
#include "actors/log.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

static_assert(std::is_constructible_v<log::value, int64_t>);
static_assert(std::is_constructible_v<log::value, event_id>);
static_assert(!std::is_constructible_v<log::value, preimage>, "a secret must not be logged");

namespace {

/// Collects lines while it lives.
struct collected_lines {
  std::vector<std::string> lines;
  collected_lines() {
    log::redirect([this](log::level, std::string_view line) { lines.emplace_back(line); });
  }
  ~collected_lines() {
    log::redirect({});
    log::set_minimum(log::level::info);
  }
};

} // namespace

TEST_CASE("log: values fill the pattern behind the event id") {
  collected_lines out;
  log::info("relay-connected", "url={} after={}s ok={}", "wss://a", 3, true);
  CHECK(out.lines == std::vector<std::string>{"relay-connected url=wss://a after=3s ok=true"});
}

TEST_CASE("log: a value cannot start a line of its own") {
  collected_lines out;
  log::info("refused", "text={}", "a\nstorage-failed b");
  CHECK(out.lines == std::vector<std::string>{"refused text=a\\x0astorage-failed b"});
}

TEST_CASE("log: a value that looks like a pattern is not filled") {
  collected_lines out;
  log::info("refused", "text={} next={}", "{}", 1);
  CHECK(out.lines == std::vector<std::string>{"refused text={} next=1"});
}

TEST_CASE("log: lines below the minimum are not written") {
  collected_lines out;
  log::set_minimum(log::level::warn);
  log::info("quiet");
  log::warn("loud");
  CHECK(out.lines == std::vector<std::string>{"loud"});
  CHECK(log::parse_level("warning") == log::level::warn);
  CHECK_FALSE(log::parse_level("verbose"));
}
