// SPDX-License-Identifier: MIT
#include "actors/metrics/metrics_server.hpp"

#include <httplib.h>
#include <thread>

namespace mostro {

namespace {

constexpr auto text_format = "text/plain; version=0.0.4; charset=utf-8";

void answer(httplib::Response& out, const health& h) {
  out.status = h.good ? 200 : 503;
  out.set_content(h.text(), "text/plain; charset=utf-8");
}

} // namespace

struct metrics_server::service {
  metrics_setup setup;
  httplib::Server server;
  uint16_t port = 0;
  std::thread thread;
};

metrics_server::metrics_server(std::unique_ptr<service> running) : service_(std::move(running)) {}

result<std::unique_ptr<metrics_server>> metrics_server::start(metrics_setup setup) {
  auto running = std::make_unique<service>();
  running->setup = std::move(setup);
  auto& s = *running;
  // Two threads are plenty for a scraper and a probe, and bound what a stranger can take.
  s.server.new_task_queue = [] { return new httplib::ThreadPool(2); };
  // The library would share the port with another process of ours: taken must be an error.
  s.server.set_socket_options([](socket_t) {});
  s.server.set_read_timeout(5);
  s.server.set_write_timeout(5);
  s.server.set_payload_max_length(0);
  s.server.Get("/metrics", [&s](const httplib::Request&, httplib::Response& out) {
    out.set_content(s.setup.measured->render(s.setup.look()), text_format);
  });
  s.server.Get("/healthz", [&s](const httplib::Request&, httplib::Response& out) {
    answer(out, s.setup.alive());
  });
  s.server.Get("/readyz", [&s](const httplib::Request&, httplib::Response& out) {
    answer(out, s.setup.ready());
  });
  auto& address = s.setup.listen_address;
  int bound = s.setup.port == 0 ? s.server.bind_to_any_port(address.c_str())
              : s.server.bind_to_port(address.c_str(), s.setup.port) ? s.setup.port
                                                                     : -1;
  if (bound <= 0)
    return fail(errc::unavailable, "metrics: cannot listen on " + address + ":" +
                                       std::to_string(s.setup.port) +
                                       "; mend: choose another [metrics] port, or stop what "
                                       "uses it");
  s.port = static_cast<uint16_t>(bound);
  s.thread = std::thread{[&s] { s.server.listen_after_bind(); }};
  while (!s.server.is_running())
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  return std::unique_ptr<metrics_server>{new metrics_server(std::move(running))};
}

metrics_server::~metrics_server() {
  service_->server.stop();
  if (service_->thread.joinable())
    service_->thread.join();
}

uint16_t metrics_server::port() const { return service_->port; }

} // namespace mostro
