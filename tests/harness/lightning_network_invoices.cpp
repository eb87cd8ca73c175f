// SPDX-License-Identifier: MIT
//
// The life of invoices on the simulated network: made, paid, held, settled,
// canceled, expired (spec 06 §3-§5). Final states never change.
#include "messages/hash.hpp"
#include "tests/harness/lightning_network.hpp"

#include <algorithm>

namespace mostro::devnet {

namespace {

/// v0.21: a final HTLC must be at least this far from its expiry.
constexpr uint32_t least_final_distance = 19;

rpc_refusal not_located(rpc_code code) { return {code, "unable to locate invoice"}; }

} // namespace

rpc_answer<invoice_record> lightning_network::add_invoice(const std::string& node,
                                                          const invoice_request& asked,
                                                          std::optional<bytes32> with) {
  const std::lock_guard lock{mutex_};
  do_what_time_demands();
  const bytes32 known = with ? *with : how_.random();
  return make_invoice(index_of(node), asked, payment_hash{sha256(known)}, known);
}

rpc_answer<invoice_record> lightning_network::add_hold_invoice(const std::string& node,
                                                               const invoice_request& asked,
                                                               const payment_hash& hash) {
  const std::lock_guard lock{mutex_};
  do_what_time_demands();
  return make_invoice(index_of(node), asked, hash, {});
}

rpc_answer<invoice_record> lightning_network::make_invoice(size_t owner,
                                                           const invoice_request& asked,
                                                           const payment_hash& hash,
                                                           std::optional<bytes32> with) {
  const auto terms = judge(asked, how_.timelock_delta);
  if (!terms)
    return terms.why();
  auto& owning = nodes_[owner];
  invoice_record record;
  record.hash = hash;
  record.is_hold = !with;
  record.preimage = with;
  record.request = asked;
  record.value = terms->value;
  record.expiry = terms->expiry;
  record.cltv_expiry = terms->cltv_expiry;
  record.payment_secret = how_.random();
  record.created_at = how_.now();
  const auto text = write_invoice(owning, record);
  if (!text)
    return text.why();
  record.payment_request = *text;
  if (owning.invoices.contains(hash))
    return refuse("invoice with payment hash already exists");
  record.add_index = ++owning.last_add_index;
  owning.invoices.emplace(hash, record);
  changed(owner, record);
  return record;
}

rpc_answer<std::string> lightning_network::write_invoice(const member_node& owner,
                                                         const invoice_record& record) {
  bolt11::invoice out;
  out.network = how_.network;
  if (record.value.value != 0)
    out.amount = record.value;
  out.timestamp = record.created_at;
  out.payment_hash = record.hash;
  out.payment_secret = record.payment_secret;
  if (record.request.description_hash.empty()) {
    out.description = record.request.memo;
  } else {
    const auto& from = record.request.description_hash;
    std::copy(from.begin(), from.end(), out.description_hash.emplace().begin());
  }
  out.expiry = record.expiry;
  out.min_final_cltv_expiry_delta = record.cltv_expiry;
  out.routes = record.request.routes;
  out.features = invoice_features();
  auto text = bolt11::encode(out, owner.key);
  if (!text)
    return refuse(text.why().text);
  return *std::move(text);
}

rpc_status lightning_network::settle_invoice(const std::string& node, const preimage& with) {
  const std::lock_guard lock{mutex_};
  do_what_time_demands();
  const size_t owner = index_of(node);
  const auto found = nodes_[owner].invoices.find(hash_of(with));
  if (found == nodes_[owner].invoices.end())
    return not_located(rpc_code::unknown);
  switch (found->second.state) {
  case devnet::invoice_state::open:
    return refuse("invoice still open");
  case devnet::invoice_state::canceled:
    return refuse("invoice already canceled");
  case devnet::invoice_state::settled:
    return succeeded();
  case devnet::invoice_state::accepted:
    settle(owner, found->second, with.reveal());
    return succeeded();
  }
  return succeeded();
}

rpc_status lightning_network::cancel_invoice(const std::string& node, const payment_hash& hash) {
  const std::lock_guard lock{mutex_};
  do_what_time_demands();
  const size_t owner = index_of(node);
  const auto found = nodes_[owner].invoices.find(hash);
  if (found == nodes_[owner].invoices.end())
    return not_located(rpc_code::unknown);
  if (found->second.state == devnet::invoice_state::settled)
    return refuse("invoice already settled");
  if (found->second.state != devnet::invoice_state::canceled)
    cancel(owner, found->second);
  return succeeded();
}

void lightning_network::settle(size_t owner, invoice_record& record, const bytes32& with) {
  const auto now = how_.now();
  record.state = devnet::invoice_state::settled;
  record.preimage = with;
  record.settled_at = now;
  record.settle_index = ++nodes_[owner].last_settle_index;
  std::vector<uint64_t> paid;
  for (auto& htlc : record.htlcs) {
    if (htlc.state != htlc_state::accepted)
      continue;
    htlc.state = htlc_state::settled;
    htlc.resolved_at = now;
    paid.push_back(htlc.index);
  }
  changed(owner, record);
  for (const uint64_t id : paid)
    complete(id, with);
}

void lightning_network::cancel(size_t owner, invoice_record& record) {
  const auto now = how_.now();
  record.state = devnet::invoice_state::canceled;
  record.amount_paid = {};
  std::vector<uint64_t> failed;
  for (auto& htlc : record.htlcs) {
    if (htlc.state != htlc_state::accepted)
      continue;
    htlc.state = htlc_state::canceled;
    htlc.resolved_at = now;
    failed.push_back(htlc.index);
  }
  changed(owner, record);
  for (const uint64_t id : failed)
    fail_htlc(id, failure_reason::incorrect_payment_details);
}

bool lightning_network::acceptable(const locked_htlc& htlc, const invoice_record& record,
                                   const payment_record& paying) const {
  return record.state == devnet::invoice_state::open &&
         paying.intent.payment_secret == record.payment_secret && paying.intent.amount.value > 0 &&
         paying.intent.amount >= record.value &&
         htlc.expiry_height >= height_ + record.cltv_expiry &&
         htlc.expiry_height >= height_ + least_final_distance;
}

void lightning_network::arrive(uint64_t id) {
  auto& htlc = htlcs_.at(id);
  auto& payee = nodes_[htlc.payee];
  const auto& paying = nodes_[htlc.payer].payments.at(htlc.hash);
  const auto found = payee.invoices.find(htlc.hash);
  if (found == payee.invoices.end() || !acceptable(htlc, found->second, paying))
    return fail_htlc(id, failure_reason::incorrect_payment_details);
  htlc.arrived = true;
  auto& record = found->second;
  invoice_htlc got;
  got.channel_id = 1 + htlc.payee;
  got.index = id;
  got.amount = paying.intent.amount;
  got.accept_height = height_;
  got.accepted_at = how_.now();
  got.expiry_height = htlc.expiry_height;
  record.htlcs.push_back(got);
  record.amount_paid = got.amount;
  if (!record.is_hold)
    return settle(htlc.payee, record, *record.preimage);
  record.state = devnet::invoice_state::accepted;
  changed(htlc.payee, record);
}

rpc_answer<invoice_record> lightning_network::look_up_invoice(const std::string& node,
                                                              const payment_hash& hash) {
  const std::lock_guard lock{mutex_};
  do_what_time_demands();
  const auto& owned = nodes_[index_of(node)].invoices;
  const auto found = owned.find(hash);
  if (found == owned.end())
    return not_located(rpc_code::not_found);
  return found->second;
}

rpc_answer<invoice_record> lightning_network::look_up_secret(const std::string& node,
                                                             const bytes32& secret) {
  const std::lock_guard lock{mutex_};
  do_what_time_demands();
  for (const auto& [hash, record] : nodes_[index_of(node)].invoices) {
    if (record.payment_secret == secret)
      return record;
  }
  return not_located(rpc_code::not_found);
}

std::vector<invoice_record> lightning_network::invoices(const std::string& node) {
  const std::lock_guard lock{mutex_};
  do_what_time_demands();
  std::vector<invoice_record> out;
  for (const auto& [hash, record] : nodes_[index_of(node)].invoices)
    out.push_back(record);
  std::sort(out.begin(), out.end(),
            [](const auto& a, const auto& b) { return a.add_index < b.add_index; });
  return out;
}

std::optional<invoice_state> lightning_network::invoice_state(const payment_hash& hash) {
  const std::lock_guard lock{mutex_};
  do_what_time_demands();
  for (const auto& each : nodes_) {
    if (const auto found = each.invoices.find(hash); found != each.invoices.end())
      return found->second.state;
  }
  return {};
}

watch_id lightning_network::watch_invoice(const std::string& node, const payment_hash& hash,
                                          invoice_watcher tell) {
  const std::lock_guard lock{mutex_};
  do_what_time_demands();
  const size_t owner = index_of(node);
  const auto found = nodes_[owner].invoices.find(hash);
  if (found != nodes_[owner].invoices.end())
    tell(found->second);
  const watch_id id = ++last_id_;
  invoice_watchers_.add(id, {owner, hash}, std::move(tell));
  return id;
}

bool lightning_network::wait_for_invoice(const std::string& node, const payment_hash& hash,
                                         devnet::invoice_state state,
                                         std::chrono::milliseconds limit) {
  std::unique_lock lock{mutex_};
  const auto& owned = nodes_[index_of(node)].invoices;
  return changed_.wait_for(lock, limit, [&] {
    const auto found = owned.find(hash);
    return found != owned.end() && found->second.state == state;
  });
}

} // namespace mostro::devnet
