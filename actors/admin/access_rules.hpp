// SPDX-License-Identifier: MIT
//
// Who may call (decision 9). Through the Unix socket: everybody whom the file's
// mode lets in. Over TCP: who shows the token, inside of TLS. And where TCP may be
// served at all.
#pragma once

#include "messages/bytes.hpp"
#include "messages/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mostro::admin {

/// How a call came in.
enum class door : uint8_t { unix_socket, tcp };

/// Who calls.
struct caller {
  door through = door::unix_socket;
  std::string peer;                  ///< IP address without port, or "unix"; empty = unknown.
  std::optional<std::string> bearer; ///< What the caller says is the token.
};

/// The token that TCP callers must show; only its digest is kept.
class access_token {
public:
  static constexpr size_t least_characters = 16;
  static constexpr size_t most_characters = 4096;

  /// Takes the content of the token file, blanks around it apart. `invalid` when
  /// it is too short, too long, or has blanks or control characters inside.
  static result<access_token> from_text(std::string_view text);
  /// Compares in constant time.
  bool matches(std::string_view shown) const;

private:
  bytes32 digest_{};
};

/// True when the caller may go on. `token` is absent where TCP is not served.
bool permits(const std::optional<access_token>& token, const caller& who);

/// The token in an `authorization` header: `Bearer <token>`.
std::optional<std::string> bearer_of(std::string_view header);

/// The address in gRPC's name of a peer: `ipv4:1.2.3.4:5` is 1.2.3.4,
/// `ipv6:[::1]:5` (brackets also as %5B and %5D) is ::1, `unix:…` is unix.
/// Empty when it is none of these.
std::string address_of_peer(std::string_view peer);

/// `address:port` as gRPC listens to it, IPv6 in brackets. `invalid` when the
/// address is no IP literal (spec 03 §4).
result<std::string> listen_target(std::string_view address, uint16_t port);

/// What [rpc] says about TCP.
struct tcp_wishes {
  std::string tls_cert_file;
  std::string tls_key_file;
  std::string token_file;
};
/// Why TCP is refused although it is enabled, with the mend; empty when all keys
/// are there. A loopback address is no excuse: every local user could call.
std::string missing_for_tcp(const tcp_wishes& w);

} // namespace mostro::admin
