// SPDX-License-Identifier: MIT
//
// The hub behind a lock, in front of it a socket: the service thread and the test's
// threads meet here.
#include "tests/harness/relay_server.hpp"

#include "tests/harness/relay_document.hpp"
#include "tests/harness/relay_socket.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace mostro::devnet {

int64_t wall_clock_milliseconds() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count();
}

/// Owns hub and socket. The socket is destroyed first: its thread calls into the rest.
struct relay_server::service : relay_socket_user {
  explicit service(relay_options options) : hub(std::move(options)) {}

  mutable std::mutex mutex;
  mutable std::condition_variable changed;
  relay_hub hub;        ///< Guarded by `mutex`.
  bool up = true;       ///< Guarded by `mutex`.
  client_id newest = 0; ///< Guarded by `mutex`: the highest id given so far.
  std::atomic<int64_t> delay_ms{0};
  std::unique_ptr<relay_socket> socket;

  bool welcomes() override {
    const std::lock_guard guard{mutex};
    return up;
  }
  std::vector<relay_delivery> opened(client_id who) override {
    const std::lock_guard guard{mutex};
    newest = who;
    auto out = hub.open(who);
    changed.notify_all();
    return out;
  }
  std::vector<relay_delivery> received(client_id who, std::string_view text) override {
    const std::lock_guard guard{mutex};
    auto out = hub.receive(who, text);
    changed.notify_all();
    return out;
  }
  void closed(client_id who) override {
    const std::lock_guard guard{mutex};
    hub.close(who);
    changed.notify_all();
  }
  std::chrono::milliseconds delay() override { return std::chrono::milliseconds{delay_ms.load()}; }
};

relay_server::relay_server(std::unique_ptr<service> running) : service_(std::move(running)) {}
relay_server::~relay_server() { service_->socket.reset(); }

result<std::unique_ptr<relay_server>> relay_server::start(relay_options options) {
  relay_socket_options where;
  where.bind_address = options.bind_address;
  where.port = options.port;
  where.max_message_bytes = options.limits.max_message_bytes;
  where.information = relay_information(options);
  auto running = std::make_unique<service>(std::move(options));
  auto socket = relay_socket::bind(where, *running);
  if (!socket)
    return socket.why();
  running->socket = *std::move(socket);
  running->hub.set_authority("127.0.0.1:" + std::to_string(running->socket->port()));
  running->socket->run();
  return std::unique_ptr<relay_server>{new relay_server{std::move(running)}};
}

uint16_t relay_server::port() const { return service_->socket->port(); }
std::string relay_server::url() const { return "ws://127.0.0.1:" + std::to_string(port()); }

void relay_server::set_up(bool up) {
  std::unique_lock lock{service_->mutex};
  service_->up = up;
  if (up)
    return;
  service_->socket->drop_all();
  service_->changed.wait(lock, [this] { return service_->up || service_->hub.clients() == 0; });
}

bool relay_server::is_up() const {
  const std::lock_guard guard{service_->mutex};
  return service_->up;
}

void relay_server::drop_connections() {
  std::unique_lock lock{service_->mutex};
  const auto last = service_->newest;
  service_->socket->drop_all();
  service_->changed.wait(lock, [&] { return !service_->hub.has_client_up_to(last); });
}

void relay_server::set_policy(relay_policy policy) {
  const std::lock_guard guard{service_->mutex};
  service_->hub.set_policy(std::move(policy));
}

void relay_server::refuse_every(size_t n) {
  const std::lock_guard guard{service_->mutex};
  service_->hub.refuse_every(n);
}

void relay_server::set_delay(std::chrono::milliseconds delay) {
  service_->delay_ms = delay.count();
  service_->socket->send({}); // what waits may be due now
}

void relay_server::publish(const nostr::event& e) {
  const std::lock_guard guard{service_->mutex};
  service_->socket->send(service_->hub.publish(e));
  service_->changed.notify_all();
}

void relay_server::forget_events() {
  const std::lock_guard guard{service_->mutex};
  service_->hub.store().clear();
}

std::vector<nostr::event> relay_server::stored_events(const nostr::filter& wanted) const {
  const std::lock_guard guard{service_->mutex};
  return service_->hub.store().query({wanted}, {service_->hub.options().clock() / 1000});
}

std::vector<published_event> relay_server::published_log() const {
  const std::lock_guard guard{service_->mutex};
  return service_->hub.published();
}

relay_counters relay_server::counters() const {
  const std::lock_guard guard{service_->mutex};
  return service_->hub.counters();
}

size_t relay_server::clients() const {
  const std::lock_guard guard{service_->mutex};
  return service_->hub.clients();
}

size_t relay_server::subscriptions() const {
  const std::lock_guard guard{service_->mutex};
  return service_->hub.subscriptions();
}

std::optional<published_event>
relay_server::wait_for(const std::function<bool(const nostr::event&)>& wanted,
                       std::chrono::milliseconds patience, size_t after) const {
  std::unique_lock lock{service_->mutex};
  std::optional<published_event> found;
  size_t seen = after;
  service_->changed.wait_for(lock, patience, [&] {
    const auto& log = service_->hub.published();
    for (; seen < log.size() && !found; ++seen) {
      if (log[seen].accepted && wanted(log[seen].what))
        found = log[seen];
    }
    return found.has_value();
  });
  return found;
}

bool relay_server::wait_for_clients(size_t n, std::chrono::milliseconds patience) const {
  std::unique_lock lock{service_->mutex};
  return service_->changed.wait_for(lock, patience, [&] { return service_->hub.clients() >= n; });
}

bool relay_server::wait_for_subscriptions(size_t n, std::chrono::milliseconds patience) const {
  std::unique_lock lock{service_->mutex};
  return service_->changed.wait_for(lock, patience,
                                    [&] { return service_->hub.subscriptions() >= n; });
}

} // namespace mostro::devnet
