// SPDX-License-Identifier: MIT
//
// A WebSocket server for one connection at a time, on raw sockets after RFC 6455:
// the client under test must not be judged by the library that it is made of.
#pragma once

#include "tests/support/loopback_listener.hpp"

#include <condition_variable>
#include <deque>

namespace mostro::test_support {

/// Collects text messages and sends what it is told to.
class websocket_server {
public:
  websocket_server();

  std::string url() const { return "ws://127.0.0.1:" + std::to_string(listener_.port()) + "/"; }
  /// The next text message; none when nothing came within ten seconds.
  std::optional<std::string> receive();
  /// Sends a text message in fragments of `fragment` bytes (0: in one). Waits for
  /// a connection.
  bool send(std::string_view text, size_t fragment = 0);
  /// Cuts the connection without a word.
  void drop() { listener_.drop(); }
  size_t connections() const { return listener_.connections(); }
  /// The head of the last handshake.
  std::string handshake();

private:
  void serve(int socket);
  bool read_frame(int socket);

  std::mutex lock_;
  std::condition_variable changed_;
  std::deque<std::string> received_;
  std::string message_;
  std::string handshake_;
  int socket_ = -1;
  loopback_listener listener_; ///< Last: its thread uses the others.
};

} // namespace mostro::test_support
