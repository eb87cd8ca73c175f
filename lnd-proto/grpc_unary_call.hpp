// SPDX-License-Identifier: MIT
//
// One unary call under way: it owns everything that gRPC works on, answers
// exactly once, and answers nobody once the client is closing.
#pragma once

#include "lnd-proto/call_registry.hpp"
#include "lnd-proto/grpc_channel.hpp"
#include "lnd-proto/lnd_errors.hpp"

#include <functional>
#include <utility>

namespace mostro::lnd {

/// What all calls of a client share.
struct call_environment {
  std::shared_ptr<node_channel> channel;
  std::shared_ptr<call_registry> registry;
};

/// Puts the macaroon into the metadata (spec 06 §7).
inline void add_macaroon(grpc::ClientContext& to, const node_stubs& stubs) {
  to.AddMetadata("macaroon", stubs.macaroon_hex.reveal());
}

/// Reads a failed status, and looks for new files when they may be the cause.
inline call_error read_failure(const call_environment& in, rpc which, const grpc::Status& from) {
  call_error out = failed_call(which, static_cast<int>(from.error_code()), from.error_message());
  if (out.what == failure::unreachable || out.what == failure::denied)
    in.channel->refresh();
  return out;
}

/// A message of LND that does not read tells nothing about the thing asked.
inline call_error unreadable(rpc which, const error& why) {
  return {failure::unreachable, std::string(to_string(which)) + ": unreadable answer: " + why.text};
}

/// A unary call of LND. `Value` is what the caller gets.
template <class Request, class Reply, class Value>
class unary_call final : public open_call,
                         public std::enable_shared_from_this<unary_call<Request, Reply, Value>> {
public:
  using reader = result<Value> (*)(const Reply&);
  using finisher = std::function<void(grpc::Status)>;
  /// Hands the call to the stub.
  using dialer = void (*)(node_stubs&, grpc::ClientContext*, const Request*, Reply*, finisher);

  unary_call(call_environment in, rpc which, Request request, reader read, answer<Value> to)
      : in_(std::move(in)), which_(which), request_(std::move(request)), read_(read),
        to_(std::move(to)), stubs_(in_.channel->current()) {}

  /// Starts the call, unless the client is closed.
  void start(std::chrono::milliseconds deadline, dialer dial) {
    auto self = this->shared_from_this();
    if (!in_.registry->enter(self))
      return;
    // Monotonic: a step of the wall clock must not end or prolong a call.
    context_.set_deadline(gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                                       gpr_time_from_millis(deadline.count(), GPR_TIMESPAN)));
    add_macaroon(context_, *stubs_);
    dial(*stubs_, &context_, &request_, &reply_,
         [self = std::move(self)](grpc::Status how) { self->finish(how); });
  }

  void cancel() override { context_.TryCancel(); }

private:
  void finish(const grpc::Status& how) {
    leave_at_end leave(in_.registry, this);
    // What the callback holds dies before the call counts as over.
    const answer<Value> to = std::exchange(to_, nullptr);
    if (!in_.registry->is_closed())
      to(read_outcome(how));
  }

  outcome<Value> read_outcome(const grpc::Status& how) {
    if (!how.ok())
      return read_failure(in_, which_, how);
    auto value = read_(reply_);
    if (!value)
      return unreadable(which_, value.why());
    return std::move(*value);
  }

  const call_environment in_;
  const rpc which_;
  const Request request_;
  const reader read_;
  answer<Value> to_;
  const std::shared_ptr<node_stubs> stubs_;
  grpc::ClientContext context_;
  Reply reply_;
};

} // namespace mostro::lnd
