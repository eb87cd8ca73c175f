// SPDX-License-Identifier: MIT
//
// Which page answers which path. State is copied out under the lock, so that an
// invoice or a control that takes its time does not hold up other requests.
#include "tests/harness/http_stub.hpp"

#include "messages/expects.hpp"
#include "tests/harness/price_pages.hpp"

#include <cmath>
#include <mutex>

namespace mostro::devnet {

namespace {

constexpr std::string_view document_prefix = "/.well-known/lnurlp/";

} // namespace

struct http_stub::service {
  using route = std::pair<std::string, std::string>; ///< Method and path.

  invoice_source invoices;
  control_actions controls;
  mutable std::mutex mutex; ///< Guards the next five.
  std::string url;
  std::map<std::string, lnurl_user> users;
  std::map<std::string, double> prices;
  std::map<route, http_handler> routes;
  std::vector<http_request> requests;
  std::unique_ptr<http_server> server;

  http_response answer(const http_request& request);
  std::optional<http_response> answer_lnurl(const http_request& request) const;
  std::optional<lnurl_user> find_user(const std::string& name) const;
  std::string base_url() const;
};

std::optional<lnurl_user> http_stub::service::find_user(const std::string& name) const {
  const std::lock_guard guard{mutex};
  const auto found = users.find(name);
  if (found == users.end())
    return std::nullopt;
  return found->second;
}

std::string http_stub::service::base_url() const {
  const std::lock_guard guard{mutex};
  return url;
}

std::optional<http_response> http_stub::service::answer_lnurl(const http_request& request) const {
  if (request.method != "GET")
    return std::nullopt;
  const std::string callback_prefix = lnurl_callback_path("");
  const bool document = request.path.starts_with(document_prefix);
  if (!document && !request.path.starts_with(callback_prefix))
    return std::nullopt;
  const auto name = request.path.substr(document ? document_prefix.size() : callback_prefix.size());
  const auto user = find_user(name);
  if (!user)
    return lnurl_refusal(404, "no such user");
  return document ? lnurl_document(name, *user, base_url())
                  : lnurl_callback(request, *user, invoices);
}

http_response http_stub::service::answer(const http_request& request) {
  http_handler own;
  std::map<std::string, double> known_prices;
  {
    const std::lock_guard guard{mutex};
    requests.push_back(request);
    if (const auto found = routes.find({request.method, request.path}); found != routes.end())
      own = found->second;
    known_prices = prices;
  }
  if (own)
    return own(request);
  if (auto page = answer_price(request, known_prices))
    return *std::move(page);
  if (auto page = answer_lnurl(request))
    return *std::move(page);
  if (auto page = answer_control(request, controls))
    return *std::move(page);
  return {404, "{\"ok\":false,\"error\":\"no such path\"}\n", "application/json", {}};
}

http_stub::http_stub(std::unique_ptr<service> running) : service_(std::move(running)) {}
http_stub::~http_stub() { service_->server.reset(); }

result<std::unique_ptr<http_stub>> http_stub::start(http_stub_options options) {
  auto running = std::make_unique<service>();
  auto* self = running.get();
  self->invoices = std::move(options.invoices);
  self->controls = std::move(options.controls);
  if (!self->controls.price) {
    self->controls.price = [self](const std::string& currency, double value) {
      const std::lock_guard guard{self->mutex};
      self->prices[currency] = value;
      return done();
    };
  }
  auto server = http_server::start(
      options.listen, [self](const http_request& request) { return self->answer(request); });
  if (!server)
    return server.why();
  self->server = *std::move(server);
  const std::string scheme = options.listen.certificate_file.empty() ? "http" : "https";
  const std::string own_url = scheme + "://127.0.0.1:" + std::to_string(self->server->port());
  {
    // The server runs already.
    const std::lock_guard guard{self->mutex};
    self->url = options.public_url.empty() ? own_url : options.public_url;
  }
  return std::unique_ptr<http_stub>{new http_stub{std::move(running)}};
}

uint16_t http_stub::port() const { return service_->server->port(); }
std::string http_stub::url() const { return service_->base_url(); }

void http_stub::set_user(const std::string& name, const lnurl_user& user) {
  const std::lock_guard guard{service_->mutex};
  service_->users[name] = user;
}

void http_stub::remove_user(const std::string& name) {
  const std::lock_guard guard{service_->mutex};
  service_->users.erase(name);
}

std::string http_stub::lnurl_of(const std::string& name) const {
  return to_lnurl(service_->base_url() + std::string{document_prefix} + name);
}

void http_stub::set_price(const std::string& currency, double per_bitcoin) {
  expects(std::isfinite(per_bitcoin) && per_bitcoin > 0, "http_stub: not a price");
  const std::lock_guard guard{service_->mutex};
  service_->prices[currency] = per_bitcoin;
}

void http_stub::remove_price(const std::string& currency) {
  const std::lock_guard guard{service_->mutex};
  service_->prices.erase(currency);
}

void http_stub::set_route(const std::string& method, const std::string& path,
                          http_handler handler) {
  const std::lock_guard guard{service_->mutex};
  if (handler)
    service_->routes[{method, path}] = std::move(handler);
  else
    service_->routes.erase({method, path});
}

std::vector<http_request> http_stub::requests() const {
  const std::lock_guard guard{service_->mutex};
  return service_->requests;
}

} // namespace mostro::devnet
