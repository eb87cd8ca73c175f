// SPDX-License-Identifier: MIT
//
// A small HTTP server that hands every request to one function. The only file
// whose source includes the HTTP library.
#pragma once

#include "messages/result.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace mostro::devnet {

/// What a client asked.
struct http_request {
  std::string method; ///< `GET` or `POST`; others are answered 404 by the library.
  std::string path;   ///< Without the query, percent-decoded.
  /// Decoded; of a repeated name the first counts.
  std::map<std::string, std::string> query;
  std::string body;

  /// The value of a query parameter.
  std::optional<std::string> parameter(const std::string& name) const;
};

/// What it is told.
struct http_response {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
  std::map<std::string, std::string> headers;
};

/// Answers requests; called from several threads at once.
using http_handler = std::function<http_response(const http_request&)>;

/// Where to listen. With `certificate_file` and `key_file` (PEM) it speaks TLS.
struct http_server_options {
  std::string bind_address = "127.0.0.1";
  uint16_t port = 0; ///< 0: any free one.
  std::string certificate_file;
  std::string key_file;
};

/// A running server.
class http_server {
public:
  /// Binds and serves; `unavailable` when it cannot listen, `io` for a bad certificate.
  static result<std::unique_ptr<http_server>> start(const http_server_options& options,
                                                    http_handler handler);
  /// Waits for requests that are being answered.
  ~http_server();
  http_server(const http_server&) = delete;
  http_server& operator=(const http_server&) = delete;

  /// The port that it listens on.
  uint16_t port() const;

private:
  struct service;
  explicit http_server(std::unique_ptr<service> running);
  std::unique_ptr<service> service_;
};

} // namespace mostro::devnet
