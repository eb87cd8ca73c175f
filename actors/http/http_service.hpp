// SPDX-License-Identifier: MIT
//
// What actors ask of the HTTP thread; an interface, so that tests and the
// simulation can answer in its place.
#pragma once

#include "actors/interfaces/http.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace mostro {

/// Which addresses a request may reach.
enum class reach : uint8_t {
  /// Any, through the system's proxy if one is set: URLs out of the settings.
  anywhere,
  /// Spec 05 §3.3: every address of the host must be public; the connection is
  /// pinned to one of them, without proxy and without redirects.
  public_only,
  /// The same pinning, but private addresses pass too (regtest and the devnet).
  pinned,
};

/// One GET request.
struct http_request {
  uint64_t tag = 0; ///< Comes back in the answer.
  std::string url;
  std::vector<std::string> headers; ///< Whole lines, `Name: value`.
  std::string user_agent;
  std::chrono::milliseconds lookup_timeout{2000}; ///< Of the name lookup when pinned.
  std::chrono::milliseconds connect_timeout{2000};
  std::chrono::milliseconds total_timeout{4000};
  size_t max_body_bytes = 64 * 1024; ///< A longer body fails the request.
  reach allowed = reach::public_only;
  bool follow_redirects = false; ///< Only with `reach::anywhere`.
};

/// Carries out HTTP requests without blocking the asker.
class http_service {
public:
  /// Called once, on a thread of the service: status 0 and a text when there
  /// was no answer. Not called any more once the service stops.
  using answer = std::function<void(http_answered)>;

  virtual ~http_service() = default;
  /// Queues a request; callable from any thread.
  virtual void get(http_request what, answer tell) = 0;
};

} // namespace mostro
