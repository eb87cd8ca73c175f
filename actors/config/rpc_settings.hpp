// SPDX-License-Identifier: MIT
//
// `[rpc]`: where the operator's service listens (spec 05 §5, decision 9).
#pragma once

#include "messages/time.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace mostro {

class toml_reader;

/// `[rpc]`
struct rpc_settings {
  bool enabled = false; ///< TCP; needs TLS and a token.
  std::string listen_address = "127.0.0.1";
  uint16_t port = 50051;
  seconds rate_limiter_stale_duration{3600};
  std::string socket; ///< The Unix socket; empty: none.
  std::string tls_cert_file;
  std::string tls_key_file;
  std::string token_file;
  friend bool operator==(const rpc_settings&, const rpc_settings&) = default;
};

/// Reads the table. Paths begin at `directory`; files are looked at when the
/// service starts, because the daemon runs without it too.
rpc_settings read_rpc(toml_reader& in, const std::filesystem::path& directory);

} // namespace mostro
