// SPDX-License-Identifier: MIT
//
// The libwebsockets half of the relay: a listening socket, its service thread and
// the connections. It knows nothing of Nostr; a `relay_socket_user` does.
#pragma once

#include "messages/result.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mostro::devnet {

struct relay_delivery;
using client_id = uint64_t;

/// What a socket server asks and tells its owner. All calls come from the service thread.
class relay_socket_user {
public:
  virtual ~relay_socket_user() = default;
  /// False hangs up on a connection that was just made.
  virtual bool welcomes() = 0;
  /// A WebSocket is open; returns the first messages.
  virtual std::vector<relay_delivery> opened(client_id who) = 0;
  /// A whole text message.
  virtual std::vector<relay_delivery> received(client_id who, std::string_view text) = 0;
  /// The connection is gone.
  virtual void closed(client_id who) = 0;
  /// How long an outgoing message is held back; asked again whenever one is due or `send` is
  /// called.
  virtual std::chrono::milliseconds delay() = 0;
};

/// Where to listen and what to accept.
struct relay_socket_options {
  std::string bind_address; ///< Empty: all interfaces.
  uint16_t port = 0;        ///< 0: any free one.
  size_t max_message_bytes = 0;
  std::string information; ///< Served over HTTP to `Accept: application/nostr+json`.
};

/// A WebSocket server with its own thread.
class relay_socket {
public:
  /// Binds; `unavailable` when that fails. `user` must outlive the socket. Nothing is called
  /// before `run`.
  static result<std::unique_ptr<relay_socket>> bind(const relay_socket_options& options,
                                                    relay_socket_user& user);
  /// Closes everything and joins the thread.
  ~relay_socket();
  relay_socket(const relay_socket&) = delete;
  relay_socket& operator=(const relay_socket&) = delete;

  /// The port that it listens on.
  uint16_t port() const;
  /// Starts the service thread.
  void run();
  /// Sends from any thread; messages for clients that are gone are dropped.
  void send(std::vector<relay_delivery> messages);
  /// Closes, from any thread, the connections that are open when the thread hears of it.
  void drop_all();

private:
  struct loop;
  explicit relay_socket(std::unique_ptr<loop> l);
  std::unique_ptr<loop> loop_;
};

} // namespace mostro::devnet
