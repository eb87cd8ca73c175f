// SPDX-License-Identifier: MIT
//
// libwebsockets as a server. Everything but `send` and `drop_all` runs on the
// service thread; those two leave word under a lock and wake it once.
#include "tests/harness/relay_socket.hpp"

#include "tests/harness/relay_hub.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <deque>
#include <libwebsockets.h>
#include <mutex>
#include <thread>
#include <unordered_map>

namespace mostro::devnet {

namespace {

using clock = std::chrono::steady_clock;

struct outgoing {
  clock::time_point queued;
  std::string text; ///< After LWS_PRE bytes of headroom.
  std::string supersedes;
};

/// One open WebSocket; libwebsockets holds the pointer as the session's user data.
struct connection {
  client_id id = 0;
  lws* wsi = nullptr;
  std::string incoming;
  std::deque<outgoing> queue;
  std::string inflight; ///< libwebsockets may look at it until the next WRITEABLE.
};

constexpr const char* other_http_text = "This is a Nostr relay: use a WebSocket.\n";

} // namespace

struct relay_socket::loop {
  relay_socket_options options;
  relay_socket_user* user = nullptr;
  lws_context* context = nullptr;
  lws_vhost* host = nullptr;
  std::thread thread;
  std::atomic<bool> stopping{false};
  client_id last_id = 0;
  std::unordered_map<client_id, std::unique_ptr<connection>> connections;

  std::mutex mutex;
  std::vector<relay_delivery> outbox; ///< Guarded by `mutex`.
  bool drop_requested = false;        ///< Guarded by `mutex`.

  static int callback(lws* wsi, lws_callback_reasons reason, void* session, void* in, size_t size);
  int handle(lws* wsi, lws_callback_reasons reason, connection** session, void* in, size_t size);

  void open(lws* wsi, connection** session);
  void close(connection** session);
  int receive(connection& from, std::string_view piece);
  int write(connection& to);
  void enqueue(std::vector<relay_delivery>&& messages);
  void take_word();
  int answer_http(lws* wsi);
  std::string http_body(lws* wsi) const;
};

int relay_socket::loop::callback(lws* wsi, lws_callback_reasons reason, void* session, void* in,
                                 size_t size) {
  auto* self = static_cast<loop*>(lws_context_user(lws_get_context(wsi)));
  return self->handle(wsi, reason, static_cast<connection**>(session), in, size);
}

int relay_socket::loop::handle(lws* wsi, lws_callback_reasons reason, connection** session,
                               void* in, size_t size) {
  switch (reason) {
  case LWS_CALLBACK_FILTER_NETWORK_CONNECTION:
    return user->welcomes() ? 0 : 1;
  case LWS_CALLBACK_ESTABLISHED:
    open(wsi, session);
    // It may have gone down between the accept and the handshake.
    return user->welcomes() ? 0 : -1;
  case LWS_CALLBACK_CLOSED:
    close(session);
    return 0;
  case LWS_CALLBACK_RECEIVE:
    return receive(**session, {static_cast<const char*>(in), size});
  case LWS_CALLBACK_SERVER_WRITEABLE:
    return write(**session);
  case LWS_CALLBACK_TIMER:
    if (session != nullptr && *session != nullptr)
      lws_callback_on_writable(wsi);
    return 0;
  case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
    take_word();
    return 0;
  case LWS_CALLBACK_HTTP:
    return answer_http(wsi);
  default:
    return lws_callback_http_dummy(wsi, reason, session, in, size);
  }
}

void relay_socket::loop::open(lws* wsi, connection** session) {
  auto fresh = std::make_unique<connection>();
  fresh->id = ++last_id;
  fresh->wsi = wsi;
  *session = fresh.get();
  const auto id = fresh->id;
  connections.emplace(id, std::move(fresh));
  enqueue(user->opened(id));
}

void relay_socket::loop::close(connection** session) {
  const auto id = (*session)->id;
  *session = nullptr;
  connections.erase(id);
  user->closed(id);
}

int relay_socket::loop::receive(connection& from, std::string_view piece) {
  if (lws_is_first_fragment(from.wsi))
    from.incoming.clear();
  from.incoming.append(piece);
  if (from.incoming.size() > options.max_message_bytes) {
    lws_close_reason(from.wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, nullptr, 0);
    return -1;
  }
  if (!lws_is_final_fragment(from.wsi) || lws_remaining_packet_payload(from.wsi) != 0)
    return 0;
  const std::string whole = std::exchange(from.incoming, {});
  enqueue(user->received(from.id, whole));
  return 0;
}

void relay_socket::loop::enqueue(std::vector<relay_delivery>&& messages) {
  const auto now = clock::now();
  for (auto& message : messages) {
    const auto found = connections.find(message.to);
    if (found == connections.end())
      continue;
    auto& queue = found->second->queue;
    if (!message.supersedes.empty())
      std::erase_if(queue, [&](const outgoing& o) { return o.supersedes == message.supersedes; });
    queue.push_back(
        {now, std::string(LWS_PRE, '\0') + message.text, std::move(message.supersedes)});
    lws_callback_on_writable(found->second->wsi);
  }
}

int relay_socket::loop::write(connection& to) {
  do {
    if (to.queue.empty())
      return 0;
    const auto left = to.queue.front().queued + user->delay() - clock::now();
    if (left > clock::duration::zero()) {
      const auto wait = std::chrono::duration_cast<std::chrono::microseconds>(left);
      lws_set_timer_usecs(to.wsi, wait.count() + 1);
      return 0;
    }
    to.inflight = std::move(to.queue.front().text);
    to.queue.pop_front();
    auto* start = reinterpret_cast<unsigned char*>(to.inflight.data()) + LWS_PRE;
    if (lws_write(to.wsi, start, to.inflight.size() - LWS_PRE, LWS_WRITE_TEXT) < 0)
      return -1;
  } while (!lws_send_pipe_choked(to.wsi));
  if (!to.queue.empty())
    lws_callback_on_writable(to.wsi);
  return 0;
}

/// Runs once per wake-up for every protocol: must do no harm when there is nothing to do.
void relay_socket::loop::take_word() {
  std::vector<relay_delivery> messages;
  bool drop = false;
  {
    const std::lock_guard guard{mutex};
    messages.swap(outbox);
    drop = std::exchange(drop_requested, false);
  }
  enqueue(std::move(messages));
  // The delay may have become shorter.
  for (const auto& [id, each] : connections) {
    if (!each->queue.empty())
      lws_callback_on_writable(each->wsi);
  }
  if (!drop)
    return;
  for (const auto& [id, each] : connections)
    lws_set_timeout(each->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
}

std::string relay_socket::loop::http_body(lws* wsi) const {
  std::array<char, 256> accept{};
  const int length = lws_hdr_copy(wsi, accept.data(), accept.size(), WSI_TOKEN_HTTP_ACCEPT);
  const bool wanted = length > 0 && std::string_view{accept.data()}.find(
                                        "application/nostr+json") != std::string_view::npos;
  return wanted ? options.information : std::string{};
}

/// Sends headers and body at once: the document is small.
int relay_socket::loop::answer_http(lws* wsi) {
  const std::string document = http_body(wsi);
  const std::string_view body = document.empty() ? other_http_text : std::string_view{document};
  const char* type = document.empty() ? "text/plain" : "application/nostr+json";
  std::array<unsigned char, LWS_PRE + 1024> head;
  unsigned char* const start = head.data() + LWS_PRE;
  unsigned char* at = start;
  unsigned char* const end = head.data() + head.size() - 1;
  const auto origin = reinterpret_cast<const unsigned char*>("access-control-allow-origin:");
  const auto anybody = reinterpret_cast<const unsigned char*>("*");
  if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, type, body.size(), &at, end) != 0 ||
      lws_add_http_header_by_name(wsi, origin, anybody, 1, &at, end) != 0 ||
      lws_finalize_write_http_header(wsi, start, &at, end) != 0)
    return 1;
  std::string buffer = std::string(LWS_PRE, '\0') + std::string{body};
  auto* content = reinterpret_cast<unsigned char*>(buffer.data()) + LWS_PRE;
  if (lws_write(wsi, content, body.size(), LWS_WRITE_HTTP_FINAL) < 0)
    return 1;
  return lws_http_transaction_completed(wsi) != 0 ? -1 : 0;
}

relay_socket::relay_socket(std::unique_ptr<loop> l) : loop_(std::move(l)) {}

result<std::unique_ptr<relay_socket>> relay_socket::bind(const relay_socket_options& options,
                                                         relay_socket_user& user) {
  static const std::array<lws_protocols, 2> protocols{{
      {"nostr", &loop::callback, sizeof(connection*), 16384, 0, nullptr, 0},
      {nullptr, nullptr, 0, 0, 0, nullptr, 0},
  }};
  lws_set_log_level(LLL_ERR, nullptr);
  auto made = std::make_unique<loop>();
  made->options = options;
  made->user = &user;
  lws_context_creation_info info{};
  info.port = options.port;
  info.iface = options.bind_address.empty() ? nullptr : made->options.bind_address.c_str();
  info.protocols = protocols.data();
  info.user = made.get();
  info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND;
  made->context = lws_create_context(&info);
  if (made->context == nullptr)
    return fail(errc::unavailable, "relay: no libwebsockets context");
  // On its own, because a context whose first vhost cannot bind leaks.
  made->host = lws_create_vhost(made->context, &info);
  if (made->host == nullptr) {
    lws_context_destroy(made->context);
    return fail(errc::unavailable, "relay: cannot listen on port " + std::to_string(options.port));
  }
  return std::unique_ptr<relay_socket>{new relay_socket{std::move(made)}};
}

uint16_t relay_socket::port() const {
  return static_cast<uint16_t>(lws_get_vhost_listen_port(loop_->host));
}

void relay_socket::run() {
  loop_->thread = std::thread{[l = loop_.get()] {
    while (!l->stopping && lws_service(l->context, 0) >= 0) {
    }
  }};
}

void relay_socket::send(std::vector<relay_delivery> messages) {
  {
    const std::lock_guard guard{loop_->mutex};
    std::move(messages.begin(), messages.end(), std::back_inserter(loop_->outbox));
  }
  lws_cancel_service(loop_->context);
}

void relay_socket::drop_all() {
  {
    const std::lock_guard guard{loop_->mutex};
    loop_->drop_requested = true;
  }
  lws_cancel_service(loop_->context);
}

relay_socket::~relay_socket() {
  loop_->stopping = true;
  lws_cancel_service(loop_->context);
  if (loop_->thread.joinable())
    loop_->thread.join();
  lws_context_destroy(loop_->context);
}

} // namespace mostro::devnet
