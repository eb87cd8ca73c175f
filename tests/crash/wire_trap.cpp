// SPDX-License-Identifier: MIT
#include "tests/crash/wire_trap.hpp"

#include "tests/harness/grpc_node.hpp"
#include "tests/harness/relay_server.hpp"

#include <set>

namespace mostro::crash {

namespace {

/// Calls that belong to orders; the others (GetInfo, …) come and go by the clock.
const std::set<std::string>& watched_calls() {
  static const std::set<std::string> all{
      "AddHoldInvoice",         "LookupInvoice", "SettleInvoice", "CancelInvoice",
      "SubscribeSingleInvoice", "SendPaymentV2", "TrackPaymentV2"};
  return all;
}

std::string name_of(uint16_t kind) {
  switch (kind) {
  case nostr::kind::direct:
    return "message";
  case nostr::kind::order:
    return "order event";
  case nostr::kind::rating:
    return "rating event";
  case nostr::kind::dispute:
    return "dispute event";
  default:
    return "event of kind " + std::to_string(kind);
  }
}

} // namespace

void wire_trap::watch(devnet::grpc_node& lnd, devnet::relay_server& relay, const public_key& node) {
  lnd.set_observer(
      [this](const std::string& method, devnet::call_moment when) { return call(method, when); });
  relay.set_policy([this, node](const nostr::event& e) {
    return e.pubkey == node ? event(e) : devnet::relay_verdict{};
  });
}

void wire_trap::arm(std::vector<wire_target> targets) {
  const std::lock_guard lock{mutex_};
  targets_.assign(targets.begin(), targets.end());
  before_.clear();
  after_.clear();
  killed_at_.clear();
  is_dead_ = false;
}

std::vector<std::string> wire_trap::passed_before_kill() const {
  const std::lock_guard lock{mutex_};
  return before_;
}

std::vector<std::string> wire_trap::passed_after_kill() const {
  const std::lock_guard lock{mutex_};
  return after_;
}

std::vector<std::string> wire_trap::killed_at() const {
  const std::lock_guard lock{mutex_};
  return killed_at_;
}

bool wire_trap::pass(const std::string& what) {
  ++passed_;
  {
    const std::lock_guard lock{mutex_};
    if (is_dead_)
      return false; // What the dead daemon had sent; the next one has not spoken yet.
    (killed_at_.empty() ? before_ : after_).push_back(what);
    if (targets_.empty() || targets_.front().boundary != what || --targets_.front().occurrence != 0)
      return false;
    targets_.pop_front();
    killed_at_.push_back(what);
    is_dead_ = true;
  }
  kill_();
  return true;
}

/// A daemon that starts asks LND who it is before it does anything else.
void wire_trap::hear_next_daemon() {
  const std::lock_guard lock{mutex_};
  is_dead_ = false;
}

bool wire_trap::call(const std::string& method, devnet::call_moment when) {
  if (method == "GetInfo" && when == devnet::call_moment::arrived)
    hear_next_daemon();
  if (!watched_calls().contains(method))
    return true;
  switch (when) {
  case devnet::call_moment::arrived:
    return !pass("LND " + method + "|before it takes effect");
  case devnet::call_moment::done:
    return !pass("LND " + method + "|after it took effect");
  case devnet::call_moment::tells:
    return !pass("LND " + method + " news|before they are told");
  }
  return true;
}

devnet::relay_verdict wire_trap::event(const nostr::event& e) {
  devnet::relay_verdict out;
  auto name = "relay " + name_of(e.kind);
  if (pass(name + "|before it is kept"))
    out.what = devnet::relay_verdict::action::swallow;
  else
    pass(name + "|after it was kept, before the OK");
  return out;
}

} // namespace mostro::crash
