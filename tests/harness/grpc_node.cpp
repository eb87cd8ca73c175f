// SPDX-License-Identifier: MIT
//
// Start and stop of a simulated LND's gRPC server.
#include "tests/harness/grpc_node.hpp"

#include "tests/harness/grpc_invoices_service.hpp"
#include "tests/harness/grpc_lightning_service.hpp"
#include "tests/harness/grpc_router_service.hpp"

#include <arpa/inet.h>
#include <condition_variable>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace mostro::devnet {

namespace {

using namespace std::chrono_literals;

/// How long streams that end cleanly may take to be flushed.
constexpr auto clean_stop_limit = 500ms;
/// How often the network is told to look at the clock.
constexpr auto tick_interval = 250ms;

unix_time system_now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::seconds>(since).count()};
}

void tick_until_stopped(const std::stop_token& stopping, lightning_network& network) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock{mutex};
  while (!stopping.stop_requested()) {
    wake.wait_for(lock, stopping, tick_interval, [] { return false; });
    network.tick();
  }
}

sockaddr_in address_of(const grpc_address& where) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_port = htons(where.port);
  expects(inet_pton(AF_INET, where.host.c_str(), &out.sin_addr) == 1,
          "grpc_node: not an IPv4 address");
  return out;
}

/// A bound socket; -1 when the address is taken.
int bound_socket(const grpc_address& where, int option) {
  const int out = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  const auto address = address_of(where);
  if (out >= 0 && setsockopt(out, SOL_SOCKET, option, &on, sizeof on) == 0 &&
      bind(out, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    return out;
  if (out >= 0)
    close(out);
  return -1;
}

} // namespace

port_reservation::port_reservation(grpc_address& where) {
  // gRPC shares ports (SO_REUSEPORT), so it would not see that one is taken.
  if (where.port != 0) {
    const int alone = bound_socket(where, SO_REUSEADDR);
    expects(alone >= 0, "grpc_node: the port is taken");
    close(alone);
  }
  socket_ = bound_socket(where, SO_REUSEPORT);
  expects(socket_ >= 0, "grpc_node: cannot reserve a port");
  sockaddr_in got{};
  socklen_t size = sizeof got;
  expects(getsockname(socket_, reinterpret_cast<sockaddr*>(&got), &size) == 0,
          "grpc_node: no socket name");
  where.port = ntohs(got.sin_port);
}

port_reservation::~port_reservation() { close(socket_); }

/// One server and its services; services belong to one server only.
struct grpc_node::running {
  grpc_invoices_service invoices;
  grpc_router_service router;
  grpc_lightning_service lightning;
  grpc_state_service state;
  std::unique_ptr<grpc::Server> server;

  running(lightning_network& network, const std::string& node, grpc_call_gate& gate)
      : invoices{network, node, gate}, router{network, node, gate}, lightning{network, node, gate},
        state{gate} {}
};

grpc_node::grpc_node(lightning_network& network, std::string node, const grpc_address& where)
    : network_{network}, node_{std::move(node)}, where_{where}, reserved_{where_},
      credentials_{make_node_credentials(node_, system_now())}, gate_{credentials_.macaroons} {
  start();
  ticker_ = std::jthread{
      [&network](const std::stop_token& stopping) { tick_until_stopped(stopping, network); }};
}

grpc_node::~grpc_node() { set_up(false); }

status grpc_node::write_credentials(const std::filesystem::path& base) const {
  return write_node_credentials(credentials_, base / node_);
}

void grpc_node::set_up(bool up, stop_manner how) {
  if (up && !running_)
    start();
  if (!up && running_)
    stop(how);
}

void grpc_node::start() {
  auto made = std::make_unique<running>(network_, node_, gate_);
  grpc::SslServerCredentialsOptions tls;
  tls.pem_key_cert_pairs.push_back({credentials_.tls.key.reveal(), credentials_.tls.certificate});
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(where_.host + ":" + std::to_string(where_.port),
                           grpc::SslServerCredentials(tls), &port);
  builder.RegisterService(&made->invoices);
  builder.RegisterService(&made->router);
  builder.RegisterService(&made->lightning);
  builder.RegisterService(&made->state);
  made->server = builder.BuildAndStart();
  expects(made->server && port == where_.port, "grpc_node: cannot listen");
  running_ = std::move(made);
}

void grpc_node::stop(stop_manner how) {
  const auto now = std::chrono::system_clock::now();
  if (how == stop_manner::clean)
    gate_.end_streams(grpc::Status::OK);
  running_->server->Shutdown(how == stop_manner::clean ? now + clean_stop_limit : now);
  running_.reset();
}

void grpc_node::cut_streams(const grpc::Status& with) { gate_.end_streams(with); }

} // namespace mostro::devnet
