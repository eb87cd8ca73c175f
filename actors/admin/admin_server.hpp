// SPDX-License-Identifier: MIT
//
// The operator's service as the settings want it: the Unix socket, and TCP when it
// is enabled and protected. What cannot be served is logged; the daemon runs on
// (spec 05 C7).
#pragma once

#include "actors/admin/admin_setup.hpp"
#include "actors/config/rpc_settings.hpp"

#include <memory>

namespace mostro::admin {

/// What listens; its destructor ends all calls, waiting ones too.
class admin_server {
public:
  virtual ~admin_server() = default;
  /// True when the Unix socket, respectively the port, is served.
  virtual bool serves_socket() const = 0;
  virtual bool serves_tcp() const = 0;
};

/// Starts what the settings want; fills the token and the audit file of the setup
/// (`admin-audit.log` in `directory`).
std::unique_ptr<admin_server> start_admin_server(admin_setup setup, const rpc_settings& how,
                                                 const std::filesystem::path& directory);

} // namespace mostro::admin
