// SPDX-License-Identifier: MIT
//
// The loop of the socket thread. Commands come in through a locked queue and one
// wake-up; connections are found by number in every callback, so that nothing
// can dangle when libwebsockets calls after an end.
#include "actors/relay/websocket_client.hpp"

#include "actors/network/name_resolver.hpp"
#include "actors/network/url_rules.hpp"
#include "messages/expects.hpp"

#include <libwebsockets.h>

#include <atomic>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <variant>

namespace mostro {
namespace {

/// One connection, from `open` to its `closed`.
struct connection {
  url target;
  websocket_sinks sinks;
  lws* socket = nullptr;
  bool is_established = false;
  bool closing = false;
  std::string why;                  ///< Our own reason to close.
  std::string inbound;              ///< The message under way.
  std::deque<std::string> outbound; ///< Each with LWS_PRE bytes in front.
  size_t unsent_bytes = 0;
  std::string in_flight; ///< Kept until the next WRITEABLE: the library may still read it.
};

struct open_command {
  uint64_t session;
  std::string url;
  websocket_sinks sinks;
};
struct send_command {
  uint64_t session;
  std::string text;
};
struct close_command {
  uint64_t session;
};
struct resolved_command {
  uint64_t session;
  result<std::vector<ip_address>> found;
};
using command = std::variant<open_command, send_command, close_command, resolved_command>;

} // namespace

class websocket_client::loop {
public:
  explicit loop(websocket_limits limits) : limits_(limits) {
    // Process-wide in the library: it would write to standard error on its own.
    lws_set_log_level(0, nullptr);
    idle_.secs_since_valid_ping = static_cast<uint16_t>(limits_.ping_seconds);
    idle_.secs_since_valid_hangup = static_cast<uint16_t>(limits_.silence_seconds);
    protocols_[0].name = "nostr";
    protocols_[0].callback = &loop::on_event;
    protocols_[0].rx_buffer_size = 16384;
    lws_context_creation_info info{};
    info.port = CONTEXT_PORT_NO_LISTEN;
    info.protocols = protocols_;
    info.user = this;
    info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
    info.timeout_secs = limits_.connect_seconds;
    info.connect_timeout_secs = limits_.connect_seconds;
    info.gid = info.uid = static_cast<decltype(info.uid)>(-1);
    context_ = lws_create_context(&info);
    expects(context_ != nullptr, "libwebsockets did not start");
    resolver_ = std::make_unique<name_resolver>();
    thread_ = std::thread([this] { run(); });
  }
  ~loop() {
    stop();
    resolver_.reset(); // Joined: nobody wakes the context any more.
    lws_context_destroy(context_);
  }

  uint64_t next_session() { return ++last_session_; }

  void post(command what) {
    bool wake = false;
    {
      std::lock_guard guard(lock_);
      if (stopping_)
        return;
      wake = commands_.empty();
      commands_.push_back(std::move(what));
    }
    if (wake)
      lws_cancel_service(context_); // The one call allowed from other threads.
  }

  void stop() {
    {
      std::lock_guard guard(lock_);
      stopping_ = true;
    }
    lws_cancel_service(context_);
    if (thread_.joinable())
      thread_.join();
  }

private:
  bool is_stopping() {
    std::lock_guard guard(lock_);
    return stopping_;
  }

  void run() {
    while (!is_stopping())
      if (lws_service(context_, 0) < 0)
        break;
    connections_.clear(); // Later callbacks of the library find no connection.
    std::lock_guard guard(lock_);
    stopping_ = true;
    commands_.clear();
  }

  void drain() {
    std::vector<command> batch;
    {
      std::lock_guard guard(lock_);
      batch.swap(commands_);
    }
    for (auto& what : batch)
      std::visit([this](auto& c) { perform(c); }, what);
  }

  connection* find(uint64_t session) {
    auto it = connections_.find(session);
    return it == connections_.end() ? nullptr : &it->second;
  }

  /// Forgets a connection and tells its owner, once.
  void end(uint64_t session, std::string why) {
    auto it = connections_.find(session);
    if (it == connections_.end())
      return;
    auto ended = std::move(it->second);
    connections_.erase(it);
    if (ended.sinks.closed)
      ended.sinks.closed(session, ended.why.empty() ? std::move(why) : ended.why);
  }

  void perform(open_command& c) {
    auto& fresh = connections_[c.session];
    fresh.sinks = std::move(c.sinks);
    auto target = parse_url(c.url);
    if (!target || target->scheme.starts_with("http")) {
      end(c.session, "not a WebSocket URL");
      return;
    }
    fresh.target = *std::move(target);
    if (parse_ip(fresh.target.host)) {
      connect(c.session, fresh, fresh.target.host);
      return;
    }
    resolver_->look_up(fresh.target.host, [this, session = c.session](auto found) {
      post(resolved_command{session, std::move(found)});
    });
  }

  void perform(resolved_command& c) {
    auto* found = find(c.session);
    if (found == nullptr)
      return;
    if (!c.found) {
      end(c.session, to_string(c.found.why()));
      return;
    }
    // One address per attempt: the next attempt takes the next one.
    auto& turn = turns_[found->target.host];
    connect(c.session, *found, (*c.found)[turn++ % c.found->size()].text());
  }

  void connect(uint64_t session, connection& to, const std::string& address) {
    const auto target = to.target.target();
    const auto host = to.target.authority();
    lws_client_connect_info info{};
    info.context = context_;
    info.address = address.c_str();
    info.port = to.target.port;
    info.path = target.c_str();
    info.host = host.c_str(); // Also the name that the certificate must bear.
    info.origin = nullptr;
    info.ssl_connection = to.target.is_encrypted() ? LCCSCF_USE_SSL : 0;
    info.ssl_connection |= LCCSCF_HTTP_NO_FOLLOW_REDIRECT; // Its name would be resolved here.
    info.protocol = nullptr;                               // Relays use no subprotocol.
    info.local_protocol_name = "nostr";
    info.alpn = "http/1.1";
    info.retry_and_idle_policy = &idle_;
    info.userdata = reinterpret_cast<void*>(static_cast<uintptr_t>(session));
    lws* socket = nullptr;
    info.pwsi = &socket;
    if (lws_client_connect_via_info(&info) == nullptr)
      end(session, "could not connect"); // Unless a callback has told it already.
    else if (auto* alive = find(session))
      alive->socket = socket;
  }

  void perform(send_command& c) {
    auto* to = find(c.session);
    if (to == nullptr || to->closing)
      return;
    to->unsent_bytes += c.text.size();
    if (to->unsent_bytes > limits_.max_unsent_bytes) {
      close(c.session, *to, "too much is unsent");
      return;
    }
    to->outbound.push_back(std::string(LWS_PRE, '\0') + c.text);
    if (to->socket != nullptr)
      lws_callback_on_writable(to->socket);
  }

  void perform(close_command& c) {
    if (auto* what = find(c.session))
      close(c.session, *what, "closed by us");
  }

  /// Closes with the next WRITEABLE, or after 5 s if none comes; before the
  /// handshake is through, at once.
  void close(uint64_t session, connection& what, std::string why) {
    if (what.closing)
      return;
    what.closing = true;
    what.why = std::move(why);
    if (what.socket == nullptr) {
      end(session, {});
      return;
    }
    lws_set_timeout(what.socket, PENDING_TIMEOUT_USER_OK,
                    what.is_established ? 5 : LWS_TO_KILL_ASYNC);
    if (what.is_established)
      lws_callback_on_writable(what.socket);
  }

  /// Returns non-zero when the library is to close the connection.
  int write(lws* socket, connection& from) {
    from.in_flight.clear();
    while (!from.outbound.empty() && !lws_send_pipe_choked(socket)) {
      from.in_flight = std::move(from.outbound.front());
      from.outbound.pop_front();
      const auto length = from.in_flight.size() - LWS_PRE;
      from.unsent_bytes -= length;
      auto* text = reinterpret_cast<unsigned char*>(from.in_flight.data()) + LWS_PRE;
      if (lws_write(socket, text, length, LWS_WRITE_TEXT) < static_cast<int>(length))
        return -1;
    }
    if (!from.outbound.empty())
      lws_callback_on_writable(socket);
    return 0;
  }

  int read(lws* socket, uint64_t session, connection& into, std::string_view piece) {
    if (into.closing)
      return -1;
    if (lws_is_first_fragment(socket))
      into.inbound.clear();
    if (into.inbound.size() + piece.size() > limits_.max_message_bytes) {
      into.closing = true;
      into.why = "a message is too long";
      return -1;
    }
    into.inbound += piece;
    if (lws_is_final_fragment(socket) && lws_remaining_packet_payload(socket) == 0) {
      if (lws_frame_is_binary(socket) == 0)
        into.sinks.received(session, std::move(into.inbound));
      into.inbound.clear();
    }
    return 0;
  }

  int on_connection_event(lws* socket, uint64_t session, lws_callback_reasons reason,
                          std::string_view data) {
    auto* it = find(session);
    if (it == nullptr)
      return reason == LWS_CALLBACK_CLIENT_WRITEABLE || reason == LWS_CALLBACK_CLIENT_RECEIVE ? -1
                                                                                              : 0;
    switch (reason) {
    case LWS_CALLBACK_CLIENT_ESTABLISHED:
      it->socket = socket;
      it->is_established = true;
      if (it->closing)
        return -1;
      it->sinks.opened(session);
      if (!it->outbound.empty())
        lws_callback_on_writable(socket);
      return 0;
    case LWS_CALLBACK_CLIENT_WRITEABLE:
      return it->closing ? -1 : write(socket, *it);
    case LWS_CALLBACK_CLIENT_RECEIVE:
      return read(socket, session, *it, data);
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
      end(session, data.empty() ? "could not connect" : std::string{data});
      return 0;
    case LWS_CALLBACK_CLIENT_CLOSED:
    case LWS_CALLBACK_WSI_DESTROY:
      end(session, "the connection closed");
      return 0;
    default:
      return 0;
    }
  }

  static int on_event(lws* socket, lws_callback_reasons reason, void* user, void* in, size_t len) {
    auto* self = static_cast<loop*>(lws_context_user(lws_get_context(socket)));
    switch (reason) {
    case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
      self->drain();
      return 0;
    case LWS_CALLBACK_CLIENT_ESTABLISHED:
    case LWS_CALLBACK_CLIENT_WRITEABLE:
    case LWS_CALLBACK_CLIENT_RECEIVE:
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
    case LWS_CALLBACK_CLIENT_CLOSED:
    case LWS_CALLBACK_WSI_DESTROY: {
      const auto session = static_cast<uint64_t>(reinterpret_cast<uintptr_t>(user));
      std::string_view data;
      if (in != nullptr &&
          (reason == LWS_CALLBACK_CLIENT_RECEIVE || reason == LWS_CALLBACK_CLIENT_CONNECTION_ERROR))
        data = {static_cast<const char*>(in), len};
      return self->on_connection_event(socket, session, reason, data);
    }
    default:
      return 0;
    }
  }

  websocket_limits limits_;
  lws_retry_bo_t idle_{};
  lws_protocols protocols_[2]{};
  lws_context* context_ = nullptr;
  std::atomic<uint64_t> last_session_{0};

  std::mutex lock_; ///< Guards the next two.
  bool stopping_ = false;
  std::vector<command> commands_;

  std::unordered_map<uint64_t, connection> connections_; ///< Only the service thread.
  std::unordered_map<std::string, size_t> turns_;        ///< Per host: which address is next.
  std::unique_ptr<name_resolver> resolver_;
  std::thread thread_;
};

websocket_client::websocket_client(websocket_limits limits)
    : loop_(std::make_unique<loop>(limits)) {}

websocket_client::~websocket_client() = default;

uint64_t websocket_client::open(std::string url, websocket_sinks sinks) {
  const auto session = loop_->next_session();
  loop_->post(open_command{session, std::move(url), std::move(sinks)});
  return session;
}

void websocket_client::send(uint64_t session, std::string text) {
  loop_->post(send_command{session, std::move(text)});
}

void websocket_client::close(uint64_t session) { loop_->post(close_command{session}); }

void websocket_client::stop() { loop_->stop(); }

} // namespace mostro
