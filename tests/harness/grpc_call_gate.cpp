// SPDX-License-Identifier: MIT
//
// Wallet state, macaroons, faults. LND answers UNKNOWN to all of it, not
// UNAUTHENTICATED (spec 06 §7).
#include "tests/harness/grpc_call_gate.hpp"

#include "messages/bytes.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>

namespace mostro::devnet {

namespace {

grpc::Status unknown(std::string text) { return {grpc::StatusCode::UNKNOWN, std::move(text)}; }

/// Go's complaint about a string that is not hex; empty when it is.
std::string hex_complaint(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isxdigit(byte) != 0)
      continue;
    std::array<char, 64> out{};
    const char* shape = std::isprint(byte) != 0 ? "encoding/hex: invalid byte: U+%04X '%c'"
                                                : "encoding/hex: invalid byte: U+%04X";
    std::snprintf(out.data(), out.size(), shape, byte, byte);
    return out.data();
  }
  return text.size() % 2 != 0 ? "encoding/hex: odd length hex string" : "";
}

} // namespace

std::optional<grpc::Status> grpc_call_gate::refusal(const grpc::CallbackServerContext& context,
                                                    std::string_view permission) const {
  if (permission.empty())
    return {};
  if (auto closed = wallet_refusal())
    return closed;
  return macaroon_refusal(context, permission);
}

std::optional<grpc::Status> grpc_call_gate::wallet_refusal() const {
  switch (wallet()) {
  case devnet::wallet_state::waiting_to_start:
    return unknown("waiting to start, RPC services not available");
  case devnet::wallet_state::non_existing:
    return unknown("wallet not created, create one to enable full RPC access");
  case devnet::wallet_state::locked:
    return unknown("wallet locked, unlock it to enable full RPC access");
  case devnet::wallet_state::unlocked:
  case devnet::wallet_state::rpc_active:
    return unknown("the RPC server is in the process of starting up, but not yet ready to accept "
                   "calls");
  case devnet::wallet_state::server_active:
    return {};
  }
  return {};
}

std::optional<grpc::Status>
grpc_call_gate::macaroon_refusal(const grpc::CallbackServerContext& context,
                                 std::string_view permission) const {
  const auto& metadata = context.client_metadata();
  const size_t count = metadata.count("macaroon");
  if (count != 1)
    return unknown("expected 1 macaroon, got " + std::to_string(count));
  const auto& raw = metadata.find("macaroon")->second;
  std::string hex{raw.data(), raw.size()};
  if (const auto complaint = hex_complaint(hex); !complaint.empty())
    return unknown(complaint);
  std::transform(hex.begin(), hex.end(), hex.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto known = macaroons_.permissions.find(hex);
  if (known == macaroons_.permissions.end())
    return unknown("verification failed: signature mismatch after caveat verification");
  if (!known->second.contains(std::string{permission}))
    return unknown("permission denied");
  return {};
}

call_plan grpc_call_gate::next_plan(const std::string& method) {
  const std::lock_guard lock{mutex_};
  ++calls_[method];
  call_plan out{delay_, call_fault::none};
  const auto fault = faults_.find(method);
  if (fault == faults_.end())
    return out;
  out.fault = fault->second.first;
  if (--fault->second.second == 0)
    faults_.erase(fault);
  return out;
}

void grpc_call_gate::set_delay(std::chrono::milliseconds delay) {
  const std::lock_guard lock{mutex_};
  delay_ = delay;
}

void grpc_call_gate::inject(const std::string& method, call_fault fault, size_t count) {
  const std::lock_guard lock{mutex_};
  faults_.erase(method);
  if (count != 0 && fault != call_fault::none)
    faults_.emplace(method, std::pair{fault, count});
}

size_t grpc_call_gate::calls(const std::string& method) const {
  const std::lock_guard lock{mutex_};
  const auto found = calls_.find(method);
  return found == calls_.end() ? 0 : found->second;
}

wallet_state grpc_call_gate::wallet() const {
  const std::lock_guard lock{mutex_};
  return wallet_;
}

void grpc_call_gate::set_wallet(devnet::wallet_state state) {
  const std::lock_guard lock{mutex_};
  wallet_ = state;
  wallet_watchers_.publish(0, state);
}

watch_id grpc_call_gate::watch_wallet(std::function<void(const devnet::wallet_state&)> tell) {
  const std::lock_guard lock{mutex_};
  tell(wallet_);
  wallet_watchers_.add(++last_watch_, 0, std::move(tell));
  return last_watch_;
}

void grpc_call_gate::unwatch_wallet(watch_id id) {
  const std::lock_guard lock{mutex_};
  wallet_watchers_.remove(id);
}

void grpc_call_gate::enroll(const std::shared_ptr<open_stream>& stream) {
  const std::lock_guard lock{mutex_};
  std::erase_if(streams_, [](const auto& each) { return each.expired(); });
  streams_.push_back(stream);
}

void grpc_call_gate::end_streams(const grpc::Status& with) {
  std::vector<std::weak_ptr<open_stream>> open;
  {
    const std::lock_guard lock{mutex_};
    open.swap(streams_);
  }
  for (const auto& each : open) {
    if (const auto stream = each.lock())
      stream->end(with);
  }
}

} // namespace mostro::devnet
