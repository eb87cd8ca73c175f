// SPDX-License-Identifier: MIT
//
// A WebSocket client on a blocking socket, written after RFC 6455 and sharing no
// code with the library that serves: tests of servers need an independent witness.
#pragma once

#include "messages/result.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace mostro::test_support {

/// A TCP connection to the loopback interface that closes itself.
class loopback_socket {
public:
  /// Connects to 127.0.0.1:`port`; `unavailable` when nobody listens.
  static result<loopback_socket> connect(uint16_t port);

  loopback_socket(loopback_socket&& other) noexcept;
  loopback_socket& operator=(loopback_socket&&) = delete;
  ~loopback_socket();

  /// Writes everything, or false when the peer has gone.
  bool write(std::string_view data) const;
  /// Reads what is there, at most `limit` bytes; empty at the end or after `patience`.
  std::string read(size_t limit, std::chrono::milliseconds patience) const;

private:
  explicit loopback_socket(int handle) : handle_(handle) {}
  int handle_;
};

/// Sends one HTTP/1.1 request with `Connection: close` and returns the whole answer, headers
/// included; empty when there is none.
std::string raw_http(uint16_t port, std::string_view request_line, std::string_view headers,
                     std::string_view body = "");

/// One open WebSocket. Text messages only; pings are answered while waiting.
class websocket_client {
public:
  /// Connects and shakes hands on `/`.
  static result<websocket_client> connect(uint16_t port);

  /// Sends a text message, masked, in fragments of at most `fragment` bytes (0: in one).
  bool send(std::string_view text, size_t fragment = 0);
  /// The next text message; none when the server closed or nothing came within `patience`.
  std::optional<std::string> receive(std::chrono::milliseconds patience = std::chrono::seconds{10});
  /// Waits until the server closes; false when it does not within `patience`. Messages that
  /// arrive meanwhile are kept for `receive`.
  bool wait_closed(std::chrono::milliseconds patience = std::chrono::seconds{10});
  /// The status code of the server's close frame, if one came.
  std::optional<uint16_t> close_code() const { return close_code_; }

private:
  explicit websocket_client(loopback_socket socket) : socket_(std::move(socket)) {}

  struct frame {
    uint8_t opcode;
    bool final;
    std::string payload;
  };
  bool shake_hands(uint16_t port);
  bool write_frame(uint8_t first_byte, std::string_view payload);
  std::optional<frame> take_frame();
  bool fill(std::chrono::steady_clock::time_point until);
  std::optional<std::string> read_message(std::chrono::steady_clock::time_point until);

  loopback_socket socket_;
  std::string buffer_;           ///< Bytes that are not yet a frame.
  std::string message_;          ///< Fragments of a message that goes on.
  std::deque<std::string> kept_; ///< Messages that came while the end was waited for.
  bool closed_ = false;
  std::optional<uint16_t> close_code_;
};

} // namespace mostro::test_support
