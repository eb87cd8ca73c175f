// SPDX-License-Identifier: MIT
//
// cpp-httplib behind our own request and response types.
#include "tests/harness/http_server.hpp"

#include <httplib.h>
#include <thread>
#include <utility>

namespace mostro::devnet {

std::optional<std::string> http_request::parameter(const std::string& name) const {
  const auto found = query.find(name);
  if (found == query.end())
    return std::nullopt;
  return found->second;
}

struct http_server::service {
  std::unique_ptr<httplib::Server> server;
  http_handler handler;
  uint16_t port = 0;
  std::thread thread;

  void answer(const httplib::Request& in, httplib::Response& out) const {
    http_request request{in.method, in.path, {}, in.body};
    for (const auto& [name, value] : in.params)
      request.query.try_emplace(name, value);
    const auto response = handler(request);
    out.status = response.status;
    out.set_content(response.body, response.content_type);
    out.set_header("Access-Control-Allow-Origin", "*");
    for (const auto& [name, value] : response.headers)
      out.set_header(name, value);
  }
};

http_server::http_server(std::unique_ptr<service> running) : service_(std::move(running)) {}

result<std::unique_ptr<http_server>> http_server::start(const http_server_options& options,
                                                        http_handler handler) {
  auto running = std::make_unique<service>();
  running->handler = std::move(handler);
  if (options.certificate_file.empty())
    running->server = std::make_unique<httplib::Server>();
  else
    running->server = std::make_unique<httplib::SSLServer>(options.certificate_file.c_str(),
                                                           options.key_file.c_str());
  auto& server = *running->server;
  if (!server.is_valid())
    return fail(errc::io, "http: cannot use the certificate");
  // The library would share the port with another process of ours: taken must be an error.
  server.set_socket_options([](socket_t) {});
  server.set_tcp_nodelay(true);
  const auto serve = [self = running.get()](const httplib::Request& in, httplib::Response& out) {
    self->answer(in, out);
  };
  server.Get(".*", serve);
  server.Post(".*", serve);
  // `curl -X POST` sends no body and does not say so; httplib would wait for one.
  server.set_pre_routing_handler([serve](const httplib::Request& in, httplib::Response& out) {
    if (in.method != "POST" || in.has_header("Content-Length") ||
        in.has_header("Transfer-Encoding"))
      return httplib::Server::HandlerResponse::Unhandled;
    serve(in, out);
    return httplib::Server::HandlerResponse::Handled;
  });
  int port = options.port;
  if (port == 0)
    port = server.bind_to_any_port(options.bind_address);
  else if (!server.bind_to_port(options.bind_address, port))
    port = -1;
  if (port < 0)
    return fail(errc::unavailable, "http: cannot listen on port " + std::to_string(options.port));
  running->port = static_cast<uint16_t>(port);
  running->thread = std::thread{[&server] { server.listen_after_bind(); }};
  // `stop` before the loop has begun would be forgotten.
  while (!server.is_running())
    std::this_thread::yield();
  return std::unique_ptr<http_server>{new http_server{std::move(running)}};
}

uint16_t http_server::port() const { return service_->port; }

http_server::~http_server() {
  service_->server->stop();
  service_->thread.join();
}

} // namespace mostro::devnet
