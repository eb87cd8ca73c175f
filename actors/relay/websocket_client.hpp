// SPDX-License-Identifier: MIT
//
// The socket thread: one libwebsockets service loop for every relay
// (architecture §6). Only the .cpp knows libwebsockets.
#pragma once

#include "actors/relay/websocket_service.hpp"

#include <cstddef>
#include <memory>

namespace mostro {

/// Bounds of every connection.
struct websocket_limits {
  size_t max_message_bytes = 128 * 1024;             ///< Inbound; a longer one closes.
  size_t max_unsent_bytes = size_t{4} * 1024 * 1024; ///< Outbound; beyond it closes.
  unsigned connect_seconds = 15;
  unsigned ping_seconds = 30;    ///< Of silence before a ping.
  unsigned silence_seconds = 50; ///< Of silence before the connection counts as dead.
};

/// The real WebSocket service. TLS checks the host's name against the
/// certificate authorities of the operating system; names are resolved on
/// threads of their own.
class websocket_client final : public websocket_service {
public:
  explicit websocket_client(websocket_limits limits = {});
  /// Stops.
  ~websocket_client() override;

  /// See websocket_service.
  uint64_t open(std::string url, websocket_sinks sinks) override;
  void send(uint64_t session, std::string text) override;
  void close(uint64_t session) override;
  /// Closes every connection, joins the thread and drops all sinks uncalled;
  /// later calls do nothing. Harmless when repeated.
  void stop();

private:
  class loop;
  std::unique_ptr<loop> loop_;
};

} // namespace mostro
