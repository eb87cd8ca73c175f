// SPDX-License-Identifier: MIT
//
// A listening socket on the loopback interface with one thread that serves its
// connections one after the other: small servers for tests of clients.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace mostro::test_support {

/// Accepts on a free port until destroyed.
class loopback_listener {
public:
  /// Serves one connection; the socket is closed afterwards.
  using server = std::function<void(int socket)>;

  explicit loopback_listener(server serve);
  ~loopback_listener();
  loopback_listener(const loopback_listener&) = delete;
  loopback_listener& operator=(const loopback_listener&) = delete;

  uint16_t port() const { return port_; }
  /// How many connections came so far.
  size_t connections() const;
  /// Ends the connection that is being served.
  void drop();

private:
  void run();

  server serve_;
  int listening_ = -1;
  uint16_t port_ = 0;
  mutable std::mutex lock_;
  int serving_ = -1;
  size_t connections_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

/// Reads up to and including an empty line; what came is returned at the end, too.
std::string read_http_head(int socket);
/// Writes everything; false when the peer has gone.
bool write_all(int socket, std::string_view data);

/// Answers every request with what a function makes of its target.
class http_stub {
public:
  /// Status line to body; none leaves the client waiting until it gives up.
  using handler = std::function<std::optional<std::string>(const std::string& target)>;

  explicit http_stub(handler answer);

  uint16_t port() const { return listener_.port(); }
  std::string base() const { return "http://127.0.0.1:" + std::to_string(port()); }
  size_t connections() const { return listener_.connections(); }
  /// The heads of all requests so far.
  std::vector<std::string> requests() const;

private:
  mutable std::mutex lock_;
  std::vector<std::string> requests_;
  handler answer_;
  loopback_listener listener_; ///< Last: its thread uses the others.
};

/// A complete answer with a length.
std::string http_answer(int status, std::string_view body, std::string_view headers = "");

} // namespace mostro::test_support
