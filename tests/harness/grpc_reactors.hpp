// SPDX-License-Identifier: MIT
//
// The two shapes of a call to a simulated LND, as gRPC callback reactors. Each
// keeps itself alive until gRPC is done with it, so that whoever touches it
// holds a reference: Finish() may lead to OnDone on another thread at once.
#pragma once

#include "tests/harness/grpc_call_gate.hpp"

#include <deque>
#include <functional>
#include <grpcpp/alarm.h>

namespace mostro::devnet {

/// Runs a function later, or never when dropped. One use.
class delayed_start {
public:
  /// Runs `go` after `delay`, at once and on this thread when that is 0.
  void arm(std::chrono::milliseconds delay, std::function<void()> go) {
    if (delay.count() <= 0)
      return go();
    alarm_ = std::make_unique<grpc::Alarm>();
    // The alarm keeps its function: give up what it holds when it has run.
    alarm_->Set(std::chrono::system_clock::now() + delay,
                [held = std::move(go)](bool) mutable { std::exchange(held, nullptr)(); });
  }
  /// Runs the function at once if it has not run.
  void hasten() {
    if (alarm_)
      alarm_->Cancel();
  }

private:
  std::unique_ptr<grpc::Alarm> alarm_;
};

/// How a call is named and what it needs.
struct call_kind {
  const char* method;     ///< The bare method name.
  const char* permission; ///< LND's `entity:action`; empty for the State service.
};

/// A call with one answer: passes the gate, does its work once, answers.
class unary_call final : public grpc::ServerUnaryReactor {
public:
  using work = std::function<grpc::Status()>;

  /// Starts the call; the reactor lives until gRPC is done with it.
  static grpc::ServerUnaryReactor* start(grpc_call_gate& gate, grpc::CallbackServerContext* context,
                                         call_kind kind, work what);

  void OnCancel() override;
  void OnDone() override { self_.reset(); }

private:
  void go();
  void finish(const grpc::Status& with);

  std::mutex mutex_;
  bool finished_ = false;
  const grpc_call_gate* gate_ = nullptr;
  std::string method_;
  call_plan plan_;
  std::optional<grpc::Status> refusal_;
  work work_;
  delayed_start later_;
  std::shared_ptr<unary_call> self_;
};

/// A stream of messages to the client.
template <class Message>
class server_stream final : public grpc::ServerWriteReactor<Message>, public open_stream {
public:
  using handle = std::shared_ptr<server_stream>;
  /// Begins the work, e.g. registers a watcher that pushes; its status, unless
  /// OK, ends the stream. It must own what it needs: the request may be gone.
  using work = std::function<grpc::Status(const handle&)>;

  /// Starts the stream; the reactor lives until gRPC is done with it.
  static grpc::ServerWriteReactor<Message>*
  start(grpc_call_gate& gate, grpc::CallbackServerContext* context, call_kind kind, work what) {
    auto made = std::make_shared<server_stream>();
    made->self_ = made;
    made->gate_ = &gate;
    made->method_ = kind.method;
    made->plan_ = gate.next_plan(kind.method);
    made->refusal_ = gate.refusal(*context, kind.permission);
    made->work_ = std::move(what);
    gate.enroll(made);
    made->later_.arm(made->plan_.delay, [made] { made->go(made); });
    return made.get();
  }

  /// Queues a message; the stream ends with OK after a `last` one.
  void push(Message what, bool last) {
    if (!gate_->notice(method_, call_moment::tells))
      return;
    const std::lock_guard lock{mutex_};
    if (ending_ || finished_ || muted_)
      return;
    queue_.push_back(std::move(what));
    if (last)
      ending_ = grpc::Status::OK;
    pump();
  }

  /// Runs `release` when the stream is over, at once when it is already.
  void when_over(std::function<void()> release) {
    {
      const std::lock_guard lock{mutex_};
      if (!over_) {
        release_ = std::move(release);
        return;
      }
    }
    release();
  }

  void end(grpc::Status with) override {
    const std::lock_guard lock{mutex_};
    close(with);
  }

  void OnWriteDone(bool ok) override {
    const std::lock_guard lock{mutex_};
    writing_ = false;
    queue_.pop_front();
    if (!ok)
      close(grpc::Status::CANCELLED);
    pump();
  }

  void OnCancel() override {
    const std::lock_guard lock{mutex_};
    close(grpc::Status::CANCELLED);
    later_.hasten();
  }

  void OnDone() override {
    const auto held = std::move(self_);
    std::function<void()> release;
    {
      const std::lock_guard lock{mutex_};
      over_ = true;
      release = std::move(release_);
    }
    if (release)
      release();
  }

private:
  /// Passes the gate and begins the work; on the alarm's thread when delayed.
  void go(const handle& self) {
    work begin;
    {
      const std::lock_guard lock{mutex_};
      if (finished_ || ending_)
        return;
      if (refusal_)
        return close(*refusal_);
      if (plan_.fault == call_fault::refuse_before)
        return close({grpc::StatusCode::UNAVAILABLE, "connection refused"});
      muted_ = plan_.fault != call_fault::none;
      begin = std::move(work_);
    }
    const bool wanted = gate_->notice(method_, call_moment::arrived);
    const auto begun = wanted ? begin(self) // Unlocked: the network's mutex comes before ours.
                              : grpc::Status{grpc::StatusCode::UNAVAILABLE, "client is dead"};
    if (wanted)
      gate_->notice(method_, call_moment::done);
    const std::lock_guard lock{mutex_};
    if (!begun.ok() && !muted_)
      close(begun);
    if (plan_.fault == call_fault::lose_answer)
      close({grpc::StatusCode::UNAVAILABLE, "connection reset"});
  }

  /// Drops the queue, but for the message that is being written. Under the mutex.
  void close(const grpc::Status& with) {
    if (finished_)
      return;
    queue_.resize(writing_ ? 1 : 0);
    ending_ = with;
    pump();
  }

  /// Writes the next message or finishes. Under the mutex.
  void pump() {
    if (writing_ || finished_)
      return;
    if (!queue_.empty()) {
      writing_ = true;
      this->StartWrite(&queue_.front());
    } else if (ending_) {
      finished_ = true;
      this->Finish(*ending_);
    }
  }

  std::mutex mutex_;
  std::deque<Message> queue_;
  std::optional<grpc::Status> ending_;
  bool writing_ = false;
  bool finished_ = false;
  bool over_ = false;
  bool muted_ = false;
  const grpc_call_gate* gate_ = nullptr;
  std::string method_;
  call_plan plan_;
  std::optional<grpc::Status> refusal_;
  work work_;
  std::function<void()> release_;
  delayed_start later_;
  handle self_;
};

} // namespace mostro::devnet
