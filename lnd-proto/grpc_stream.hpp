// SPDX-License-Identifier: MIT
//
// One server stream under way, and the subscription that its owner holds. The
// next message is read only after the callback for the last one has returned.
#pragma once

#include "lnd-proto/grpc_unary_call.hpp"

#include <optional>

namespace mostro::lnd {

/// A stream of LND. The registry keeps it alive until gRPC has let go of it.
template <class Request, class Message, class Value>
class stream_call final
    : public open_call,
      public grpc::ClientReadReactor<Message>,
      public std::enable_shared_from_this<stream_call<Request, Message, Value>> {
public:
  using reader = result<Value> (*)(const Message&);
  /// Hands the reactor to the stub.
  using dialer = void (*)(node_stubs&, grpc::ClientContext*, const Request*,
                          grpc::ClientReadReactor<Message>*);

  stream_call(call_environment in, rpc which, Request request, reader read,
              std::function<void(Value)> on_state, std::function<void(stream_end)> on_end)
      : in_(std::move(in)), which_(which), request_(std::move(request)), read_(read),
        on_state_(std::move(on_state)), on_end_(std::move(on_end)), hold_(in_.channel->current()) {}

  /// Starts the stream; false when the client is closed, and nothing happens then.
  bool start(dialer dial) {
    if (!in_.registry->enter(this->shared_from_this()))
      return false;
    const auto stubs = hold_.stubs(); // The stream may be over before we return.
    const auto context = hold_.context();
    dial(*stubs, context.get(), &request_, this);
    this->StartRead(&message_);
    this->StartCall();
    return true;
  }

  void cancel() override { hold_.cancel(); }

  /// Cancels for an owner who wants to hear nothing more.
  void abandon() {
    abandoned_ = true;
    cancel();
  }

  /// True when no callback runs or ever will.
  bool is_over() const {
    std::lock_guard hold(guard_);
    return done_;
  }

  /// Abandons, and waits until it is over.
  void abandon_and_wait() {
    abandon();
    std::unique_lock hold(guard_);
    over_.wait(hold, [this] { return done_; });
  }

  void OnReadDone(bool ok) override {
    if (!ok)
      return; // OnDone tells why.
    auto value = read_(message_);
    if (!value) {
      unreadable_ = value.why();
      cancel();
      return;
    }
    if (is_silent())
      return; // Cancelled by whoever silenced us.
    on_state_(std::move(*value));
    message_.Clear();
    this->StartRead(&message_);
  }

  void OnDone(const grpc::Status& how) override {
    const auto self = this->shared_from_this(); // The registry's hold ends below.
    {
      leave_at_end leave(in_.registry, this);
      hold_.release();
      const auto tell = std::exchange(on_end_, nullptr);
      on_state_ = nullptr;
      if (!is_silent())
        tell(read_end(how));
    }
    std::lock_guard hold(guard_);
    done_ = true;
    over_.notify_all();
  }

private:
  bool is_silent() const { return abandoned_ || in_.registry->is_closed(); }

  stream_end read_end(const grpc::Status& how) {
    if (unreadable_)
      return {false, unreadable(which_, *unreadable_)};
    if (how.ok())
      return {true, {}};
    return {false, read_failure(in_, which_, how)};
  }

  const call_environment in_;
  const rpc which_;
  const Request request_;
  const reader read_;
  std::function<void(Value)> on_state_;
  std::function<void(stream_end)> on_end_;
  channel_hold hold_;
  Message message_;
  std::optional<error> unreadable_;
  std::atomic<bool> abandoned_{false};
  mutable std::mutex guard_;
  std::condition_variable over_;
  bool done_ = false;
};

/// What the owner of a stream holds.
template <class Stream>
class stream_subscription final : public subscription {
public:
  /// `running` is null when the client was closed already.
  explicit stream_subscription(std::shared_ptr<Stream> running) : running_(std::move(running)) {}
  ~stream_subscription() override {
    if (running_)
      running_->abandon_and_wait();
  }
  void cancel() override {
    if (running_)
      running_->abandon();
  }
  bool is_over() const override { return !running_ || running_->is_over(); }
  stream_subscription(const stream_subscription&) = delete;
  stream_subscription& operator=(const stream_subscription&) = delete;

private:
  std::shared_ptr<Stream> running_;
};

} // namespace mostro::lnd
