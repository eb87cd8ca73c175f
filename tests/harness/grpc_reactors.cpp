// SPDX-License-Identifier: MIT
//
// The call with one answer. Its mutex is held while it works, so that gRPC
// cannot take request and response away under it.
#include "tests/harness/grpc_reactors.hpp"

namespace mostro::devnet {

grpc::ServerUnaryReactor* unary_call::start(grpc_call_gate& gate,
                                            grpc::CallbackServerContext* context, call_kind kind,
                                            work what) {
  auto made = std::make_shared<unary_call>();
  made->self_ = made;
  made->gate_ = &gate;
  made->method_ = kind.method;
  made->plan_ = gate.next_plan(kind.method);
  made->refusal_ = gate.refusal(*context, kind.permission);
  made->work_ = std::move(what);
  made->later_.arm(made->plan_.delay, [made] { made->go(); });
  return made.get();
}

void unary_call::go() {
  const std::lock_guard lock{mutex_};
  if (finished_)
    return;
  if (refusal_)
    return finish(*refusal_);
  if (plan_.fault == call_fault::refuse_before)
    return finish({grpc::StatusCode::UNAVAILABLE, "connection refused"});
  if (!gate_->notice(method_, call_moment::arrived))
    return finish({grpc::StatusCode::UNAVAILABLE, "client is dead"});
  const auto outcome = work_();
  gate_->notice(method_, call_moment::done);
  if (plan_.fault == call_fault::lose_answer)
    return finish({grpc::StatusCode::UNAVAILABLE, "connection reset"});
  if (plan_.fault == call_fault::none)
    finish(outcome);
}

void unary_call::finish(const grpc::Status& with) {
  finished_ = true;
  Finish(with);
}

void unary_call::OnCancel() {
  const std::lock_guard lock{mutex_};
  if (!finished_)
    finish(grpc::Status::CANCELLED);
  later_.hasten();
}

} // namespace mostro::devnet
