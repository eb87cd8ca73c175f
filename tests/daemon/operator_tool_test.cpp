// SPDX-License-Identifier: MIT
//
// mostroctl and mostrod as two processes: backup and restore as docs/operator.md says it.
#include "tests/daemon/node_home.hpp"

#include <catch2/catch.hpp>
#include <csignal>

using namespace mostro;
using namespace mostro::test;
using namespace std::chrono_literals;
using Catch::Contains;

namespace {

struct answer {
  int code;
  std::string text;
};

/// Runs mostroctl for this node.
answer ask(node_home& home, std::vector<std::string> words) {
  words.insert(words.begin(), {MOSTROCTL, "-d", home.path.string()});
  process tool{words, home.next_log()};
  auto code = tool.wait(60s);
  return {code.value_or(-1), tool.output()};
}

void stop(process& daemon) {
  daemon.signal(SIGTERM);
  CHECK(daemon.wait(60s) == 0);
}

} // namespace

TEST_CASE("operator's tool: a copy made while the daemon works brings its orders back") {
  node_home home{{}};
  const auto copy = home.path / "backup";
  {
    process daemon{{MOSTROD, "-d", home.path.string()}, home.next_log()};
    REQUIRE(daemon.says("daemon-ready", 60s));
    order_maker maker{*home.net};
    REQUIRE(make_order(*maker.who));
    const auto made = ask(home, {"backup", copy.string()});
    CHECK(made.code == 0);
    CHECK_THAT(made.text, Contains(copy.string()) && Contains("1, 1 of them open") &&
                              Contains("Not in it: settings.toml"));
    const auto again = ask(home, {"backup", copy.string()});
    CHECK(again.code == 1); // Nothing is ever overwritten.
    stop(daemon);
  }
  std::filesystem::remove_all(home.path / "mostro.lmdb");
  std::filesystem::copy(copy, home.path / "mostro.lmdb", std::filesystem::copy_options::recursive);
  process daemon{{MOSTROD, "-d", home.path.string()}, home.next_log()};
  REQUIRE(daemon.says("daemon-ready", 60s));
  CHECK_THAT(daemon.output(), Contains("database-restored"));
  const auto listed = ask(home, {"orders"});
  CHECK(listed.code == 0);
  CHECK_THAT(listed.text, Contains("pending") && Contains("USD"));
  stop(daemon);
}

TEST_CASE(
    "operator's tool: without a daemon the files are copied, and other questions end with 3") {
  node_home home{{}};
  CHECK(ask(home, {"backup", (home.path / "early").string()}).code == 3); // No database yet.
  home.expect_sound();
  const auto made = ask(home, {"backup", (home.path / "copy").string()});
  CHECK(made.code == 0);
  CHECK(std::filesystem::exists(home.path / "copy" / "data.mdb"));
  const auto asked = ask(home, {"status"});
  CHECK(asked.code == 3);
  CHECK_THAT(asked.text, Contains("mostroctl:"));
  CHECK(ask(home, {"no-such-word"}).code == 2);
}
