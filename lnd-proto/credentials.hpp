// SPDX-License-Identifier: MIT
//
// Where a node listens and how it knows us: the host and the two files that LND
// hands out (spec 06 §7). Errors are meant for the operator who configures them.
#pragma once

#include "messages/result.hpp"
#include "messages/secret.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace mostro::lnd {

/// Where a node listens and how it knows us.
struct credentials {
  std::string host;          ///< `https://host:port` or `host:port`.
  std::string tls_cert_file; ///< PEM; read again after a failed call.
  std::string macaroon_file; ///< Binary; sent as hex; read again like the certificate.
  std::chrono::milliseconds call_deadline{15000}; ///< Of every unary call.
};

/// The contents of the two files.
struct key_material {
  std::string certificate;          ///< PEM, the only trust root.
  secret<std::string> macaroon_hex; ///< Lower-case hex, as the metadata wants it.

  friend bool operator==(const key_material&, const key_material&) = default;
};

/// Returns `host:port` of a configured host, IPv6 in brackets. `invalid` when
/// there is no port, another scheme than https, or a path, user or blank.
result<std::string> parse_host(std::string_view host);

/// Reads both files. `io` names the file that cannot be read, `malformed` the
/// one that is empty, too large (1 MiB) or not a PEM certificate.
result<key_material> read_key_material(const credentials& how);

} // namespace mostro::lnd
