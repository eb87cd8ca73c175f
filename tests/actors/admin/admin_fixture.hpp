// SPDX-License-Identifier: MIT
//
// The operator's service with a scripted dispute desk and a database in memory,
// behind a real Unix socket and, when wanted, a real port with TLS.
#pragma once

#include "tests/actors/admin/scripted_desk.hpp"
#include "tests/actors/order/dispute_fixture.hpp"
#include "tests/lnd-proto/scratch_folder.hpp"
#include "tests/lnd-proto/test_certificate.hpp"
#include "tests/support/loopback_listener.hpp"
#include "tests/support/memory_database.hpp"

#include "actors/admin/admin_server.hpp"
#include "actors/admin/event_fan.hpp"
#include "actors/mostroctl/client.hpp"
#include "messages/json.hpp"

#include <atomic>
#include <fstream>
#include <sstream>
#include <thread>

namespace mostro::test {

/// What a test may want otherwise.
struct admin_options {
  bool tcp = false;
  bool token = true;
  std::string listen_address = "127.0.0.1";
};

constexpr const char* admin_token = "a-token-of-the-tests-0123456789";

class admin_fixture {
public:
  explicit admin_fixture(admin_options how = {}) {
    rpc.socket = folder.path() + "/mostro.sock";
    rpc.enabled = how.tcp;
    rpc.listen_address = how.listen_address;
    rpc.port = 0;
    if (how.tcp)
      prepare_tcp(how.token);
    start();
  }

  /// Starts (again) with `rpc` and `script` as they are.
  void start() {
    server.reset();
    admin::admin_setup setup;
    setup.system = &system;
    setup.desk = desk;
    setup.fan = fan;
    setup.database = database;
    setup.node = order_fixture::node_operator().identity;
    setup.env = env();
    setup.gate.env = env();
    setup.gate.monotonic = [this] { return std::chrono::milliseconds{monotonic.load()}; };
    setup.status.env = env();
    setup.status.database = database;
    setup.status.fixed.version = "9.8.7";
    setup.status.fixed.npub = "npub1node";
    setup.status.maintenance = [this] { return std::optional{maintenance.load()}; };
    setup.set_maintenance = [this](bool on) {
      maintenance = on;
      return done();
    };
    setup.patience = std::chrono::milliseconds{2000};
    server = admin::start_admin_server(std::move(setup), rpc, folder.path());
  }

  ~admin_fixture() {
    server.reset();
    caf::anon_send_exit(desk, caf::exit_reason::kill);
    caf::anon_send_exit(fan, caf::exit_reason::kill);
  }

  /// mostroctl's client at the socket.
  std::unique_ptr<ctl::client> at_socket() const {
    auto out = ctl::make_client({"unix:" + rpc.socket, {}, {}});
    REQUIRE(out);
    return std::move(*out);
  }

  /// mostroctl's client at the port.
  std::unique_ptr<ctl::client> at_port(const std::string& token = admin_token) const {
    auto file = folder.write("client-token", token);
    auto out = ctl::make_client({target(), folder.path() + "/tls.cert", file});
    REQUIRE(out);
    return std::move(*out);
  }
  std::string target() const { return "localhost:" + std::to_string(rpc.port); }

  /// The lines of the audit log.
  std::vector<json::document> audit() const {
    std::ifstream in{folder.path() + "/admin-audit.log"};
    std::vector<json::document> out;
    for (std::string line; std::getline(in, line);) {
      auto parsed = json::document::parse(line);
      REQUIRE(parsed);
      out.push_back(std::move(*parsed));
    }
    return out;
  }
  /// `call outcome` of every line.
  std::vector<std::string> audited() const {
    std::vector<std::string> out;
    for (auto& line : audit())
      out.push_back(std::string{*line.root().find("call")->text()} + " " +
                    std::string{*line.root().find("outcome")->text()});
    return out;
  }

  void add(const order& o) { database->orders[o.id] = o; }

  scratch_folder folder;
  std::shared_ptr<memory_database> database = std::make_shared<memory_database>();
  std::shared_ptr<desk_script> script = std::make_shared<desk_script>();
  std::atomic<int64_t> monotonic = 1'000'000;
  std::atomic<bool> maintenance = false;
  rpc_settings rpc;
  caf::actor_system_config config;
  caf::actor_system system{config};
  dispute_desk_actor desk = system.spawn(scripted_desk, script);
  event_fan_actor fan = system.spawn(event_fan_behavior);
  std::unique_ptr<admin::admin_server> server;

  /// A file that only its owner can read.
  std::string secret_file(const std::string& name, const std::string& content) const {
    auto path = folder.write(name, content);
    std::filesystem::permissions(path, std::filesystem::perms::owner_read |
                                           std::filesystem::perms::owner_write);
    return path;
  }

private:
  static environment env() {
    return {[] { return order_fixture::start; },
            [](std::span<uint8_t> out) { std::fill(out.begin(), out.end(), uint8_t{7}); }};
  }

  void prepare_tcp(bool with_token) {
    auto tls = make_test_certificate();
    rpc.tls_cert_file = folder.write("tls.cert", tls.certificate);
    rpc.tls_key_file = secret_file("tls.key", tls.key);
    if (with_token)
      rpc.token_file = secret_file("token", std::string{admin_token} + "\n");
    // Taken, and given back at once.
    rpc.port = test_support::loopback_listener{[](int) {}}.port();
  }
};

/// The outcome of a command that was let in.
inline admin::outcome outcome_of(const ctl::reply<admin::outcome>& r) {
  if (auto* failed = std::get_if<ctl::call_failure>(&r))
    FAIL("not let in: " << failed->text);
  return std::get<admin::outcome>(r);
}

/// The failure of a call that was not.
template <class T>
std::string refusal_of(const ctl::reply<T>& r) {
  auto* failed = std::get_if<ctl::call_failure>(&r);
  REQUIRE(failed);
  CHECK_FALSE(failed->unreachable);
  return failed->text;
}

/// The answer of a call that was let in.
template <class T>
T answer_of(const ctl::reply<T>& r) {
  if (auto* failed = std::get_if<ctl::call_failure>(&r))
    FAIL("not let in: " << failed->text);
  return std::get<T>(r);
}

} // namespace mostro::test
