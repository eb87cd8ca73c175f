// SPDX-License-Identifier: MIT
//
// The operator's service on a socket: gRPC with threads of its own, which may
// wait. gRPC stays in the source.
#pragma once

#include "actors/admin/admin_service.hpp"

#include <filesystem>

namespace mostro::admin {

/// A certificate and its key, both PEM.
struct tls_pair {
  std::string certificate;
  secret<std::string> key;
};

/// Something that listens until it is destroyed. `admin_service::stop` comes
/// first, else the destructor waits for calls that wait.
class listener {
public:
  virtual ~listener() = default;
};

/// Listens at a Unix socket that only this user can open, from its first moment.
/// `conflict` when somebody listens there already or something else lies there;
/// `too_large` when the path does not fit into a socket address; `io`.
result<std::unique_ptr<listener>> listen_at_socket(admin_service& service,
                                                   const std::filesystem::path& socket);

/// Listens at `address:port` with TLS. `conflict` when the port is taken;
/// `invalid` when certificate and key cannot be used.
result<std::unique_ptr<listener>> listen_at_port(admin_service& service, const std::string& target,
                                                 const tls_pair& tls);

} // namespace mostro::admin
