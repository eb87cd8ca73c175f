// SPDX-License-Identifier: MIT
//
// The web around a Mostro node in one HTTP server: LNURL-pay users, five price
// services (price_pages.hpp), the controls of a development network, and whatever a test adds.
#pragma once

#include "tests/harness/control_pages.hpp"
#include "tests/harness/lnurl_pages.hpp"

#include <vector>

namespace mostro::devnet {

/// What is fixed when it starts.
struct http_stub_options {
  http_server_options listen;
  /// How clients reach it, without a slash at the end; empty: `http(s)://127.0.0.1:<port>`.
  std::string public_url;
  invoice_source invoices;
  /// `price` may be empty: it then sets the price.
  control_actions controls;
};

/// A running stub. Every member may be called from any thread.
class http_stub {
public:
  /// Binds and serves; `unavailable` when it cannot listen.
  static result<std::unique_ptr<http_stub>> start(http_stub_options options = {});
  ~http_stub();
  http_stub(const http_stub&) = delete;
  http_stub& operator=(const http_stub&) = delete;

  uint16_t port() const;
  /// How clients reach it.
  std::string url() const;

  /// Adds or replaces an LNURL-pay user.
  void set_user(const std::string& name, const lnurl_user& user);
  void remove_user(const std::string& name);
  /// `lnurl1…` of a user's document; works without TLS, unlike an address.
  std::string lnurl_of(const std::string& name) const;

  /// Sets what one bitcoin costs at every price service; a bug unless finite and positive.
  void set_price(const std::string& currency, double per_bitcoin);
  void remove_price(const std::string& currency);

  /// Answers `method` at exactly `path`, before everything that the stub knows itself; an empty
  /// handler takes the answer away again.
  void set_route(const std::string& method, const std::string& path, http_handler handler);

  /// Every request so far, in order of arrival.
  std::vector<http_request> requests() const;

private:
  struct service;
  explicit http_stub(std::unique_ptr<service> running);
  std::unique_ptr<service> service_;
};

} // namespace mostro::devnet
