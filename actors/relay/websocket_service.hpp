// SPDX-License-Identifier: MIT
//
// What a relay actor asks of the socket thread; an interface, so that tests and
// the simulation can stand in its place.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace mostro {

/// Where the news of one connection goes; called on a thread of the service,
/// never from within `open`, `send` or `close` of the same connection's caller.
struct websocket_sinks {
  std::function<void(uint64_t session)> opened;
  std::function<void(uint64_t session, std::string text)> received; ///< One whole message.
  /// Called once for every `open`, also when nothing was ever opened; the last call.
  std::function<void(uint64_t session, std::string why)> closed;
};

/// Client connections, each known by a number that is never used again.
class websocket_service {
public:
  virtual ~websocket_service() = default;

  /// Begins to connect to a ws or wss URL; callable from any thread.
  virtual uint64_t open(std::string url, websocket_sinks sinks) = 0;
  /// Queues a text message; one for a closed connection is dropped.
  virtual void send(uint64_t session, std::string text) = 0;
  /// Closes; `closed` follows.
  virtual void close(uint64_t session) = 0;
};

} // namespace mostro
