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

/// What all calls of a client share. The client owns the channel, and waits for
/// all calls before it lets go of it.
struct call_environment {
  node_channel* channel;
  std::shared_ptr<call_registry> registry;
};

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
        to_(std::move(to)), hold_(in_.channel->current()) {}

  /// Starts the call, unless the client is closed.
  void start(std::chrono::milliseconds deadline, dialer dial) {
    auto self = this->shared_from_this();
    if (!in_.registry->enter(self))
      return;
    const auto stubs = hold_.stubs(); // The call may be over before dial returns.
    const auto context = hold_.context();
    // Monotonic: a step of the wall clock must not end or prolong a call.
    context->set_deadline(gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                                       gpr_time_from_millis(deadline.count(), GPR_TIMESPAN)));
    dial(*stubs, context.get(), &request_, &reply_,
         [self = std::move(self)](grpc::Status how) { self->finish(how); });
  }

  void cancel() override { hold_.cancel(); }

private:
  void finish(const grpc::Status& how) {
    leave_at_end leave(in_.registry, this);
    hold_.release();
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
  channel_hold hold_;
  Reply reply_;
};

} // namespace mostro::lnd
