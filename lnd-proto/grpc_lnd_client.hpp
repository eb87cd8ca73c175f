// SPDX-License-Identifier: MIT
//
// lnd::client over gRPC: TLS with the node's own certificate as the only trust
// root, macaroon in the call metadata (spec 06 §7).
#pragma once

#include "lnd-proto/lnd_client.hpp"

namespace mostro::lnd {

/// Where a node listens and how it knows us.
struct credentials {
  std::string host;           ///< `https://host:port` or `host:port`.
  std::string tls_cert_file;  ///< PEM; read again on every reconnect.
  std::string macaroon_file;  ///< Binary; sent as hex.
  std::chrono::milliseconds call_deadline{15000};
};

/// Reads both files and makes a client; `io` names the file that cannot be
/// read, `invalid` the host that does not parse. Does not dial yet: the first
/// call connects, and gRPC reconnects by itself.
result<std::shared_ptr<client>> make_grpc_client(const credentials& how);

} // namespace mostro::lnd
