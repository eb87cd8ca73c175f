// SPDX-License-Identifier: MIT
#include "actors/config/rpc_settings.hpp"

#include "actors/config/toml_reader.hpp"

#include <cstdlib>

namespace mostro {

namespace {

std::string path_in(const std::filesystem::path& directory, const std::string& stated) {
  if (stated.empty())
    return {};
  std::filesystem::path path{stated};
  if (stated.starts_with("~/"))
    if (auto* home = std::getenv("HOME"))
      path = std::filesystem::path{home} / stated.substr(2);
  return path.is_relative() ? (directory / path).string() : path.string();
}

} // namespace

rpc_settings read_rpc(toml_reader& in, const std::filesystem::path& directory) {
  rpc_settings out;
  out.enabled = in.flag("rpc", "enabled", false);
  out.listen_address = in.text("rpc", "listen_address", "127.0.0.1");
  out.port = static_cast<uint16_t>(in.integer("rpc", "port", 50051, 0, 65535));
  out.rate_limiter_stale_duration = {
      in.integer("rpc", "rate_limiter_stale_duration", 3600, 1, 30 * 86400)};
  out.socket = path_in(directory, in.text("rpc", "socket", "mostro.sock"));
  out.tls_cert_file = path_in(directory, in.text("rpc", "tls_cert_file", ""));
  out.tls_key_file = path_in(directory, in.text("rpc", "tls_key_file", ""));
  out.token_file = path_in(directory, in.text("rpc", "token_file", ""));
  return out;
}

} // namespace mostro
