// SPDX-License-Identifier: MIT
//
// lnd::client over gRPC: TLS with the node's own certificate as the only trust
// root, macaroon in the call metadata (spec 06 §7).
#pragma once

#include "lnd-proto/credentials.hpp"
#include "lnd-proto/lnd_client.hpp"

namespace mostro::lnd {

/// Reads both files and makes a client; `io` names the file that cannot be
/// read, `invalid` the host that does not parse. Does not dial yet: the first
/// call connects, and gRPC reconnects by itself. The last reference must not be
/// dropped inside a callback: the destructor closes, and close() waits for them.
result<std::shared_ptr<client>> make_grpc_client(const credentials& how);

} // namespace mostro::lnd
