// SPDX-License-Identifier: MIT
//
// `[rpc]` of the settings.
#include "tests/lnd-proto/scratch_folder.hpp"

#include "actors/config/rpc_settings.hpp"
#include "actors/config/toml_reader.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

namespace {

struct reading {
  rpc_settings rpc;
  std::vector<std::string> problems, unknown;
};

reading read(const std::string& text) {
  test::scratch_folder folder;
  toml_reader in{folder.write("settings.toml", text)};
  auto rpc = read_rpc(in, "/opt/mostro");
  return {rpc, in.problems(), in.unknown_keys()};
}

} // namespace

TEST_CASE("rpc settings: the smallest table gives a socket beside the settings and no TCP") {
  auto r = read("[rpc]\nenabled = false\nlisten_address = '127.0.0.1'\nport = 50051\n");
  CHECK(r.problems.empty());
  CHECK(r.unknown.empty());
  CHECK_FALSE(r.rpc.enabled);
  CHECK(r.rpc.socket == "/opt/mostro/mostro.sock");
  CHECK(r.rpc.token_file.empty());
  CHECK(r.rpc.rate_limiter_stale_duration == seconds{3600});
}

TEST_CASE("rpc settings: every key is read, relative paths begin at the settings") {
  auto r = read("[rpc]\nenabled = true\nlisten_address = '::1'\nport = 7\n"
                "rate_limiter_stale_duration = 60\nsocket = '/run/m.sock'\n"
                "tls_cert_file = 'rpc.cert'\ntls_key_file = 'rpc.key'\ntoken_file = '/t'\n");
  CHECK(r.problems.empty());
  CHECK(r.unknown.empty());
  CHECK(r.rpc == rpc_settings{true, "::1", 7, seconds{60}, "/run/m.sock", "/opt/mostro/rpc.cert",
                              "/opt/mostro/rpc.key", "/t"});
}

TEST_CASE("rpc settings: an empty socket is none, a port beyond 65535 is a problem") {
  CHECK(read("[rpc]\nsocket = ''\n").rpc.socket.empty());
  CHECK(read("[rpc]\nport = 65536\n").problems.size() == 1);
  CHECK(read("[rpc]\nrate_limiter_stale_duration = 0\n").problems.size() == 1);
}
