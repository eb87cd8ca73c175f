// SPDX-License-Identifier: MIT
//
// mostrod as an operator meets it: first start, two on one directory, LND away,
// reload, stop. The program itself runs, beside a devnet in this process.
#include "actors/daemon/daemon.hpp"
#include "tests/daemon/process.hpp"
#include "tests/harness/devnet.hpp"

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace mostro;
using namespace mostro::test;
using namespace std::chrono_literals;

namespace {

constexpr auto node_key = "1111111111111111111111111111111111111111111111111111111111111111";

struct folder {
  std::filesystem::path path;
  folder() {
    auto name = (std::filesystem::temp_directory_path() / "mostro-daemon-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~folder() {
    std::error_code ec;
    std::filesystem::remove_all(path, ec);
  }
};

/// A network whose settings file is ready for the program.
struct small_network {
  folder dir;
  std::unique_ptr<devnet::devnet> net;

  small_network() {
    devnet::devnet_options how;
    how.directory = dir.path;
    auto started = devnet::devnet::start(std::move(how));
    REQUIRE(started.has_value());
    net = std::move(*started);
    REQUIRE(net->write_settings(node_key, "both").has_value());
  }
  std::vector<std::string> command(std::vector<std::string> more = {}) const {
    std::vector<std::string> out{MOSTROD, "-d", dir.path.string()};
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }
};

std::string file_text(const std::filesystem::path& file) {
  std::ifstream in{file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

} // namespace

TEST_CASE("conformance/05-C2: an empty directory without a terminal gets the template", "[05-C2]") {
  folder dir;
  auto home = dir.path / "new";
  process daemon{{MOSTROD, "-d", home.string()}, dir.path / "out"};
  CHECK(daemon.wait(20s) == 0);
  auto file = home / "settings.toml";
  CHECK_THAT(daemon.output(), Catch::Contains(file.string()));
  struct stat st {};
  REQUIRE(::stat(file.c_str(), &st) == 0);
  CHECK((st.st_mode & 0777) == 0600);
  CHECK_THAT(file_text(file), Catch::Contains("[lightning]"));
  // The second start complains about what is not filled in, and changes nothing.
  auto before = file_text(file);
  process again{{MOSTROD, "-d", home.string()}, dir.path / "out2"};
  CHECK(again.wait(20s) == 1);
  CHECK_THAT(again.output(), Catch::Contains("nsec_privkey"));
  CHECK(file_text(file) == before);
}

TEST_CASE("daemon: an unknown option is a usage error") {
  folder dir;
  process daemon{{MOSTROD, "--no-such-option"}, dir.path / "out"};
  CHECK(daemon.wait(20s) == 2);
}

TEST_CASE("daemon: --check-config asks LND and the relays and says who does not answer") {
  small_network n;
  process good{n.command({"--check-config"}), n.dir.path / "good"};
  CHECK(good.wait(30s) == 0);
  CHECK_THAT(good.output(), Catch::Contains("ok: LND answers") &&
                                Catch::Contains("ok: relay " + n.net->relay().url()));
  n.net->node("mostro").set_up(false);
  n.net->relay().set_up(false);
  process bad{n.command({"--check-config"}), n.dir.path / "bad"};
  CHECK(bad.wait(30s) == 1);
  CHECK_THAT(bad.output(), Catch::Contains("[lightning] lnd_grpc_host: LND does not answer") &&
                               Catch::Contains("cannot be reached") &&
                               Catch::Contains("mend: check the URL"));
}

TEST_CASE(
    "daemon: a macaroon that permits too little is complained about before anything is traded") {
  small_network n;
  auto file = n.dir.path / "settings.toml";
  auto text = file_text(file);
  auto at = text.find("admin.macaroon");
  REQUIRE(at != std::string::npos);
  std::ofstream{file} << text.replace(at, 14, "readonly.macaroon");
  for (auto& command : {n.command({"--check-config"}), n.command()}) {
    process daemon{command, n.dir.path / "out"};
    CHECK(daemon.wait(30s) == 1);
    CHECK_THAT(daemon.output(),
               Catch::Contains("does not permit uri:/invoicesrpc.Invoices/AddHoldInvoice "
                               "uri:/invoicesrpc.Invoices/SettleInvoice "
                               "uri:/invoicesrpc.Invoices/CancelInvoice "
                               "uri:/routerrpc.Router/SendPaymentV2 with this macaroon") &&
                   Catch::Contains("mend: lncli bakemacaroon"));
  }
}

TEST_CASE("conformance/05-C8: a start without LND ends with an error", "[05-C8]") {
  small_network n;
  n.net->node("mostro").set_up(false);
  auto reading = read_settings(n.dir.path / "settings.toml", "");
  REQUIRE(reading.value.has_value());
  daemon_setup setup;
  setup.settings = *reading.value;
  setup.fatal = [](const std::string&) {};
  setup.patience_for_lnd = 1500ms;
  auto started = daemon::start(std::move(setup));
  REQUIRE_FALSE(started.has_value());
  CHECK(started.why().code == errc::unavailable);
  CHECK_THAT(started.why().text, Catch::Contains("LND") && Catch::Contains("mend"));
}

TEST_CASE("conformance/05-O1: a second daemon on the same directory ends with a lock error",
          "[05-O1]") {
  small_network n;
  process first{n.command(), n.dir.path / "first"};
  REQUIRE(first.says("daemon-ready", 30s));
  process second{n.command(), n.dir.path / "second"};
  CHECK(second.wait(30s) == 1);
  CHECK_THAT(second.output(), Catch::Contains("in use by another process"));
  first.signal(SIGTERM);
  CHECK(first.wait(30s) == 0);
}

TEST_CASE("daemon: a reload takes over what is safe and names the rest") {
  small_network n;
  process daemon{n.command(), n.dir.path / "out"};
  REQUIRE(daemon.says("daemon-ready", 30s));
  auto file = n.dir.path / "settings.toml";
  auto text = file_text(file);
  for (auto [from, to] : {std::pair{"fee = 0.006", "fee = 0.01\nmaintenance = true"},
                          {"expiration_seconds = 900", "expiration_seconds = 60"}})
    text.replace(text.find(from), std::string{from}.size(), to);
  std::ofstream{file} << text;
  daemon.signal(SIGHUP);
  CHECK(daemon.says("settings-reloaded", 20s));
  CHECK_THAT(daemon.output(), Catch::Contains("key=mostro.fee") &&
                                  Catch::Contains("key=mostro.maintenance") &&
                                  Catch::Contains("setting-needs-restart") &&
                                  Catch::Contains("key=mostro.expiration_seconds"));
  std::ofstream{file} << "fee = ";
  daemon.signal(SIGHUP);
  CHECK(daemon.says("reload-refused", 20s));
  daemon.signal(SIGTERM);
  CHECK(daemon.wait(30s) == 0);
}
