// SPDX-License-Identifier: MIT
//
// The life of payments on the simulated network: judged, started, in flight,
// final (spec 06 §6). A payment has at most one HTLC in flight.
#include "tests/harness/lightning_network.hpp"

#include <algorithm>

namespace mostro::devnet {

namespace {

/// What an lnd sender adds to the invoice's CLTV delta.
constexpr uint32_t block_padding = 3;
/// What the router asks for its hop.
constexpr uint32_t router_cltv_delta = 40;

/// What LND says to a second SendPaymentV2 with the same hash; none when it starts again.
std::optional<rpc_refusal> judge_duplicate(payment_status stored) {
  switch (stored) {
  case payment_status::initiated:
    return rpc_refusal{rpc_code::already_exists, "payment already exists"};
  case payment_status::in_flight:
    return rpc_refusal{rpc_code::already_exists, "payment is in transition"};
  case payment_status::succeeded:
    return rpc_refusal{rpc_code::already_exists, "invoice is already paid"};
  case payment_status::failed:
    return {};
  }
  return {};
}

/// The router's fee for an amount, without overflow for any amount of bitcoin.
msats fee_of(const routing_fee& rule, msats amount) {
  constexpr int64_t million = 1'000'000;
  const int64_t whole = amount.value / million * rule.proportional_millionths;
  const int64_t rest = amount.value % million * rule.proportional_millionths / million;
  return rule.base + msats{whole + rest};
}

} // namespace

rpc_answer<watch_id> lightning_network::send_payment(const std::string& node,
                                                     const send_request& asked,
                                                     payment_watcher tell) {
  const std::lock_guard lock{mutex_};
  do_what_time_demands();
  const size_t payer = index_of(node);
  const auto intent = start_payment(payer, asked);
  if (!intent)
    return intent.why();
  auto& record = nodes_[payer].payments.at(intent->hash);
  tell(record);
  const watch_id id = ++last_id_;
  payment_watchers_.add(id, {payer, intent->hash}, std::move(tell));
  changed_.notify_all();
  attempt(payer, record);
  return id;
}

rpc_answer<payment_record> lightning_network::pay(const std::string& node,
                                                  const std::string& payment_request, sats amount) {
  send_request asked;
  asked.payment_request = payment_request;
  asked.amount_sat = amount.value;
  const std::lock_guard lock{mutex_};
  do_what_time_demands();
  const size_t payer = index_of(node);
  auto intent = judge(asked, {nodes_[payer].identity, how_.network, how_.now()});
  if (!intent)
    return intent.why();
  asked.fee_limit_msat = intent->amount.value / 10 + 10'000;
  if (intent = start_payment(payer, asked); !intent)
    return intent.why();
  auto& record = nodes_[payer].payments.at(intent->hash);
  attempt(payer, record);
  return record;
}

rpc_answer<payment_intent> lightning_network::start_payment(size_t payer,
                                                            const send_request& asked) {
  auto& paying = nodes_[payer];
  auto intent = judge(asked, {paying.identity, how_.network, how_.now()});
  if (!intent)
    return intent;
  auto& record = paying.payments[intent->hash];
  if (record.sends != 0) {
    if (auto duplicate = judge_duplicate(record.status)) {
      ++record.duplicates;
      return *duplicate;
    }
  }
  const uint64_t sends = record.sends + 1;
  const uint64_t duplicates = record.duplicates;
  record = payment_record{};
  record.intent = *intent;
  record.created_at = how_.now();
  record.index = ++paying.last_payment_index;
  record.sends = sends;
  record.duplicates = duplicates;
  return intent;
}

void lightning_network::attempt(size_t payer, payment_record& record) {
  const auto payee = find_identity(record.intent.destination);
  if (!payee)
    return fail_payment(payer, record, failure_reason::no_route);
  const auto mode = nodes_[*payee].mode;
  if (mode.how == payment_mode::kind::stall)
    return;
  const bool refused_there = mode.reason == failure_reason::incorrect_payment_details;
  if (mode.how == payment_mode::kind::fail && !refused_there)
    return fail_payment(payer, record, mode.reason);
  const bool direct = direct_.contains({payer, *payee});
  const auto& intent = record.intent;
  if (ledger_.balance(payer) < intent.amount)
    return fail_payment(payer, record, failure_reason::insufficient_balance);
  const msats fee = direct ? msats{} : fee_of(how_.fees, intent.amount);
  const uint64_t time_lock =
      intent.final_cltv_delta + block_padding + (direct ? 0 : router_cltv_delta);
  if (fee > intent.fee_limit || time_lock > intent.cltv_limit)
    return fail_payment(payer, record, failure_reason::no_route);
  send_htlc(payer, *payee, record, fee, direct);
}

void lightning_network::send_htlc(size_t payer, size_t payee, payment_record& record, msats fee,
                                  bool direct) {
  const uint64_t id = ++last_id_;
  if (!ledger_.lock(id, {payer, payee, record.intent.amount, fee}))
    return fail_payment(payer, record, failure_reason::insufficient_balance);
  payment_attempt sent;
  sent.id = id;
  sent.sent_at = how_.now();
  sent.amount = record.intent.amount;
  sent.fee = fee;
  sent.expiry_height =
      height_ + static_cast<uint32_t>(record.intent.final_cltv_delta) + block_padding;
  sent.by_router = !direct;
  record.attempts.push_back(sent);
  record.status = payment_status::in_flight;
  htlcs_.emplace(id, locked_htlc{payer, payee, record.intent.hash, sent.expiry_height, false});
  changed(payer, record);
  on_its_way(id);
}

void lightning_network::on_its_way(uint64_t id) {
  const auto mode = nodes_[htlcs_.at(id).payee].mode;
  if (mode.how == payment_mode::kind::ok)
    arrive(id);
  else if (mode.how == payment_mode::kind::fail)
    fail_htlc(id, mode.reason);
}

void lightning_network::complete(uint64_t id, const bytes32& with) {
  const auto htlc = htlcs_.at(id);
  htlcs_.erase(id);
  const auto moved = ledger_.release(id);
  transfers_.push_back(
      {htlc.hash, nodes_[htlc.payer].name, nodes_[htlc.payee].name, moved.amount, moved.fee});
  auto& record = nodes_[htlc.payer].payments.at(htlc.hash);
  auto& sent = record.attempts.back();
  sent.status = attempt_status::succeeded;
  sent.resolved_at = how_.now();
  record.status = payment_status::succeeded;
  record.fee = moved.fee;
  record.preimage = with;
  changed(htlc.payer, record);
}

void lightning_network::fail_htlc(uint64_t id, failure_reason reason) {
  const auto htlc = htlcs_.at(id);
  htlcs_.erase(id);
  ledger_.refund(id);
  auto& record = nodes_[htlc.payer].payments.at(htlc.hash);
  auto& sent = record.attempts.back();
  sent.status = attempt_status::failed;
  sent.resolved_at = how_.now();
  fail_payment(htlc.payer, record, reason);
}

void lightning_network::fail_payment(size_t payer, payment_record& record, failure_reason reason) {
  record.status = payment_status::failed;
  record.reason = reason;
  changed(payer, record);
}

void lightning_network::set_payment_mode(const std::string& node, payment_mode mode) {
  const std::lock_guard lock{mutex_};
  do_what_time_demands();
  const size_t payee = index_of(node);
  nodes_[payee].mode = mode;
  std::vector<uint64_t> hanging;
  for (const auto& [id, htlc] : htlcs_) {
    if (htlc.payee == payee && !htlc.arrived)
      hanging.push_back(id);
  }
  for (const uint64_t id : hanging)
    on_its_way(id);
  for (size_t i = 0; i < nodes_.size(); ++i) {
    for (auto& [hash, record] : nodes_[i].payments) {
      if (record.status == payment_status::initiated &&
          record.intent.destination == nodes_[payee].identity)
        attempt(i, record);
    }
  }
}

rpc_answer<watch_id> lightning_network::track_payment(const std::string& node,
                                                      const payment_hash& hash,
                                                      payment_watcher tell) {
  const std::lock_guard lock{mutex_};
  do_what_time_demands();
  const size_t payer = index_of(node);
  const auto found = nodes_[payer].payments.find(hash);
  if (found == nodes_[payer].payments.end())
    return rpc_refusal{rpc_code::not_found, "payment isn't initiated"};
  tell(found->second);
  const watch_id id = ++last_id_;
  payment_watchers_.add(id, {payer, hash}, std::move(tell));
  return id;
}

void lightning_network::abandon_payment(const std::string& node, const payment_hash& hash) {
  const std::lock_guard lock{mutex_};
  const size_t payer = index_of(node);
  const auto found = nodes_[payer].payments.find(hash);
  if (found != nodes_[payer].payments.end() && found->second.intent.cancelable &&
      found->second.status == payment_status::initiated)
    fail_payment(payer, found->second, failure_reason::canceled);
}

void lightning_network::forget_failed_payments(const std::string& node) {
  const std::lock_guard lock{mutex_};
  std::erase_if(nodes_[index_of(node)].payments,
                [](const auto& paid) { return paid.second.status == payment_status::failed; });
}

std::optional<payment_record> lightning_network::payment(const std::string& node,
                                                         const payment_hash& hash) {
  const std::lock_guard lock{mutex_};
  do_what_time_demands();
  const auto& owned = nodes_[index_of(node)].payments;
  const auto found = owned.find(hash);
  if (found == owned.end())
    return {};
  return found->second;
}

std::vector<payment_record> lightning_network::payments(const std::string& node) {
  const std::lock_guard lock{mutex_};
  do_what_time_demands();
  std::vector<payment_record> out;
  for (const auto& [hash, record] : nodes_[index_of(node)].payments)
    out.push_back(record);
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.index < b.index; });
  return out;
}

std::vector<transfer> lightning_network::transfers() const {
  const std::lock_guard lock{mutex_};
  return transfers_;
}

std::optional<payment_record> lightning_network::wait_for_payment(const std::string& node,
                                                                  const payment_hash& hash,
                                                                  std::chrono::milliseconds limit) {
  std::unique_lock lock{mutex_};
  const auto& owned = nodes_[index_of(node)].payments;
  auto found = owned.end();
  const bool final = changed_.wait_for(lock, limit, [&] {
    found = owned.find(hash);
    return found != owned.end() && is_final(found->second.status);
  });
  if (!final)
    return {};
  return found->second;
}

} // namespace mostro::devnet
