// SPDX-License-Identifier: MIT
//
// mostrod on a machine in trouble: it says what is wrong, where, and the mend, ends with
// 1, and goes on when the trouble is gone. The program itself runs.
#include "storage/database.hpp"
#include "tests/daemon/node_home.hpp"
#include "tests/support/small_disk.hpp"

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <sys/resource.h>

using namespace mostro;
using namespace mostro::test;
using namespace std::chrono_literals;

namespace {

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

void write_bytes(const std::filesystem::path& file, const std::string& content) {
  std::ofstream{file, std::ios::binary} << content;
}

} // namespace

TEST_CASE("trouble: a damaged database ends the start with its path and the mend") {
  node_home h{{}};
  h.expect_sound();
  const auto sound = bytes_of(h.data());
  const std::vector<std::string> told{"daemon-cannot-start", h.data().string(),
                                      "restore the directory from a backup"};
  write_bytes(h.data(), sound.substr(0, sound.size() / 2));
  h.expect_refusal(told);
  CHECK(bytes_of(h.data()) == sound.substr(0, sound.size() / 2)); // Left as it was.
  auto bad = sound;
  std::fill_n(bad.begin(), 8192, '\0'); // Both meta pages.
  write_bytes(h.data(), bad);
  h.expect_refusal(told);
  write_bytes(h.data(), sound);
  h.expect_sound();
}

TEST_CASE("trouble: a full disk ends the daemon in words, and it is back when there is room") {
  const small_disk disk("4m");
  if (!disk.is_there())
    return;
  node_home h{disk.path()};
  order_maker maker{*h.net};
  size_t acknowledged = 0;
  {
    process daemon{{MOSTROD, "-d", h.path.string()}, h.next_log()};
    REQUIRE(daemon.says("daemon-ready", 60s));
    for (int i = 0; i < 3; ++i)
      acknowledged += make_order(*maker.who);
    CHECK(acknowledged == 3);
    disk.fill();
    std::optional<int> end;
    for (int i = 0; i < 400 && !end; ++i) {
      acknowledged += make_order(*maker.who);
      end = daemon.wait(0ms);
    }
    INFO(daemon.output());
    CHECK(end == 1);
    CHECK_THAT(daemon.output(), Catch::Contains("storage-failed") &&
                                    Catch::Contains("No space left on device") &&
                                    Catch::Contains("make room"));
  }
  disk.make_room();
  h.expect_sound();
  auto db = storage::database::open({h.path / "mostro.lmdb"});
  REQUIRE(db);
  // Every order that somebody was told of, and perhaps the last one.
  const auto kept = (*db)->recover()->open_orders.size();
  CHECK(kept >= acknowledged);
}

TEST_CASE(
    "trouble: with few open files the daemon works and says so, with fewer it ends in words") {
  node_home h{{}};
  const auto with_limit = [&](const char* limit) {
    return std::vector<std::string>{"/bin/sh", "-c",
                                    "ulimit -n " + std::string{limit} + "; exec \"$0\" -d \"$1\"",
                                    MOSTROD, h.path.string()};
  };
  {
    process daemon{with_limit("96"), h.next_log()};
    CHECK(daemon.says("daemon-ready", 60s));
    CHECK_THAT(daemon.output(), Catch::Contains("few-open-files"));
    daemon.signal(SIGTERM);
    CHECK(daemon.wait(30s) == 0);
  }
  {
    process daemon{with_limit("12"), h.next_log()};
    const auto end = daemon.wait(90s);
    INFO(daemon.output());
    REQUIRE(end.has_value());
    CHECK(*end == 1);
    CHECK_THAT(daemon.output(), Catch::Contains("few-open-files"));
  }
  h.expect_sound();
}

TEST_CASE("trouble: a daemon that runs out of file descriptors goes on, and connects again when "
          "it has some") {
  node_home h{{}};
  order_maker maker{*h.net};
  process daemon{{MOSTROD, "-d", h.path.string()}, h.next_log()};
  REQUIRE(daemon.says("daemon-ready", 60s));
  CHECK(make_order(*maker.who));
  rlimit before{};
  REQUIRE(::prlimit(daemon.pid(), RLIMIT_NOFILE, nullptr, &before) == 0);
  const rlimit none{3, before.rlim_max}; // What is open stays; nothing more can be opened.
  REQUIRE(::prlimit(daemon.pid(), RLIMIT_NOFILE, &none, nullptr) == 0);
  h.net->relay().drop_connections();
  CHECK_FALSE(make_order(*maker.who));    // It does not hear us…
  CHECK(daemon.wait(3s) == std::nullopt); // …but lives.
  REQUIRE(::prlimit(daemon.pid(), RLIMIT_NOFILE, &before, nullptr) == 0);
  bool heard = false;
  for (int i = 0; i < 20 && !heard; ++i)
    heard = make_order(*maker.who);
  INFO(daemon.output());
  CHECK(heard);
  daemon.signal(SIGTERM);
  CHECK(daemon.wait(30s) == 0);
}

TEST_CASE("trouble: the soft limit of open files is raised to what is allowed") {
  node_home h{{}};
  process daemon{
      {"/bin/sh", "-c", "ulimit -S -n 64; exec \"$0\" -d \"$1\"", MOSTROD, h.path.string()},
      h.next_log()};
  CHECK(daemon.says("daemon-ready", 60s));
  CHECK_THAT(daemon.output(), !Catch::Contains("few-open-files"));
  daemon.signal(SIGTERM);
  CHECK(daemon.wait(30s) == 0);
}
