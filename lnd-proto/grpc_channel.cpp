// SPDX-License-Identifier: MIT
//
// Channel arguments that fit LND (spec 06 §7), and the change of certificates.
#include "lnd-proto/grpc_channel.hpp"

namespace mostro::lnd {
namespace {

grpc::ChannelArguments channel_arguments() {
  grpc::ChannelArguments out;
  // A node that comes back is found within seconds. The minimum is no pause: it
  // is the time that one connection attempt with its handshake may take.
  out.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 200);
  out.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 10'000);
  out.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 5'000);
  out.SetInt(GRPC_ARG_DNS_MIN_TIME_BETWEEN_RESOLUTIONS_MS, 1'000);
  // Pings find a silently dead node under a stream. LND answers GOAWAY to pings
  // oftener than every 5 s and to pings without a call.
  out.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  out.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  out.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 0);
  // A stream that waits for a payer sends nothing for hours: no limit on its pings.
  out.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  // A payment with many attempts passes the default of 4 MiB.
  out.SetMaxReceiveMessageSize(64 * 1024 * 1024);
  // Two clients, and a channel and its successor, share no connection state.
  out.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  // The macaroon goes to the node and nowhere else, whatever the environment says.
  out.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return out;
}

std::shared_ptr<node_stubs> connect(const std::string& target, const key_material& keys) {
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = keys.certificate;
  // With the scheme a host called "unix" or "ipv4" is still a host.
  auto channel =
      grpc::CreateCustomChannel("dns:///" + target, grpc::SslCredentials(tls), channel_arguments());
  return std::make_shared<node_stubs>(channel, keys.macaroon_hex);
}

} // namespace

node_stubs::node_stubs(const std::shared_ptr<grpc::Channel>& channel,
                       const secret<std::string>& macaroon)
    : lightning(channel), invoices(channel), router(channel), macaroon_hex(macaroon) {}

node_channel::node_channel(credentials how, std::string target, key_material keys)
    : how_(std::move(how)), target_(std::move(target)), keys_(std::move(keys)),
      stubs_(connect(target_, keys_)) {}

std::shared_ptr<node_stubs> node_channel::current() const {
  std::lock_guard hold(guard_);
  return stubs_;
}

void node_channel::refresh() {
  auto fresh = read_key_material(how_);
  if (!fresh)
    return;
  std::lock_guard hold(guard_);
  if (*fresh == keys_)
    return;
  keys_ = std::move(*fresh);
  // We may be on a thread of gRPC, and calls may still run on the old channel.
  retired_.push_back(std::exchange(stubs_, connect(target_, keys_)));
}

channel_hold::channel_hold(std::shared_ptr<node_stubs> stubs)
    : stubs_(std::move(stubs)), context_(std::make_shared<grpc::ClientContext>()) {
  context_->AddMetadata("macaroon", stubs_->macaroon_hex.reveal()); // Spec 06 §7.
}

std::shared_ptr<node_stubs> channel_hold::stubs() const {
  std::lock_guard hold(guard_);
  return stubs_;
}

std::shared_ptr<grpc::ClientContext> channel_hold::context() const {
  std::lock_guard hold(guard_);
  return context_;
}

void channel_hold::cancel() {
  // Not under the lock: cancelling may run callbacks.
  if (const auto running = context())
    running->TryCancel();
}

void channel_hold::release() {
  std::shared_ptr<node_stubs> stubs; // Both die after the lock is gone.
  std::shared_ptr<grpc::ClientContext> context;
  std::lock_guard hold(guard_);
  stubs.swap(stubs_);
  context.swap(context_);
}

} // namespace mostro::lnd
