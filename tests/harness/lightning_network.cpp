// SPDX-License-Identifier: MIT
//
// Nodes, money, chain and watchers of the simulated Lightning network. Every
// public function takes the mutex once and first does what the clock demands.
#include "tests/harness/lightning_network.hpp"

#include <algorithm>
#include <openssl/rand.h>

namespace mostro::devnet {

namespace {

/// LND's wallet counts as synced while the best block is at most this old (spec 06 §5).
constexpr int64_t synced_seconds = 2 * 3600;

bytes32 system_random() {
  bytes32 out;
  expects(RAND_bytes(out.data(), out.size()) == 1, "no randomness");
  return out;
}

unix_time system_now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::seconds>(since).count()};
}

} // namespace

network_settings system_settings() {
  network_settings out;
  out.now = system_now;
  out.random = system_random;
  return out;
}

lightning_network::lightning_network(network_settings how)
    : how_{std::move(how)}, height_{how_.height}, best_header_at_{how_.now()} {
  router_identity_ = *bolt11::node_id_of(draw_key());
}

secret_key lightning_network::draw_key() const {
  for (;;) { // A value beyond the group order is drawn again.
    secret_key drawn{how_.random()};
    if (bolt11::node_id_of(drawn))
      return drawn;
  }
}

void lightning_network::add_node(const std::string& name, sats balance) {
  const std::lock_guard lock{mutex_};
  member_node made;
  made.name = name;
  made.key = draw_key();
  made.identity = *bolt11::node_id_of(made.key);
  for (const auto& other : nodes_)
    expects(other.name != name, "lightning_network: node name is in use");
  nodes_.push_back(std::move(made));
  ledger_.open(to_msats(balance));
}

void lightning_network::connect(const std::string& a, const std::string& b) {
  const std::lock_guard lock{mutex_};
  direct_.insert({index_of(a), index_of(b)});
  direct_.insert({index_of(b), index_of(a)});
}

void lightning_network::deposit(const std::string& node, sats amount) {
  const std::lock_guard lock{mutex_};
  ledger_.deposit(index_of(node), to_msats(amount));
}

void lightning_network::set_routing_fee(routing_fee fees) {
  const std::lock_guard lock{mutex_};
  how_.fees = fees;
}

std::vector<std::string> lightning_network::node_names() const {
  const std::lock_guard lock{mutex_};
  std::vector<std::string> out;
  for (const auto& each : nodes_)
    out.push_back(each.name);
  return out;
}

node_view lightning_network::view(const std::string& node) const {
  const std::lock_guard lock{mutex_};
  const size_t i = index_of(node);
  node_view out;
  out.name = node;
  out.identity = nodes_[i].identity;
  out.balance = ledger_.balance(i);
  out.outgoing = ledger_.outgoing(i);
  out.incoming = ledger_.incoming(i);
  out.total = ledger_.total();
  out.peers = nodes_.size() - 1;
  out.height = height_;
  out.best_header_at = best_header_at_;
  out.synced_to_chain = (how_.now() - best_header_at_).count <= synced_seconds;
  out.network = how_.network;
  return out;
}

msats lightning_network::router_balance() const {
  const std::lock_guard lock{mutex_};
  return ledger_.router();
}

bool lightning_network::conserved() const {
  const std::lock_guard lock{mutex_};
  return ledger_.conserved();
}

uint32_t lightning_network::height() const {
  const std::lock_guard lock{mutex_};
  return height_;
}

void lightning_network::mine(uint32_t blocks) {
  const std::lock_guard lock{mutex_};
  do_what_time_demands();
  height_ += blocks;
  best_header_at_ = how_.now();
  for (size_t i = 0; i < nodes_.size(); ++i) {
    for (auto& [hash, record] : nodes_[i].invoices) {
      if (record.state != devnet::invoice_state::accepted)
        continue;
      const bool too_near =
          std::any_of(record.htlcs.begin(), record.htlcs.end(), [this](const auto& htlc) {
            return htlc.state == htlc_state::accepted &&
                   height_ + how_.hold_expiry_delta >= htlc.expiry_height;
          });
      if (too_near)
        cancel(i, record);
    }
  }
  std::vector<uint64_t> expired; // On their way to a payee who never took them in.
  for (const auto& [id, htlc] : htlcs_) {
    if (!htlc.arrived && height_ >= htlc.expiry_height)
      expired.push_back(id);
  }
  for (const uint64_t id : expired)
    fail_htlc(id, failure_reason::timeout);
}

void lightning_network::tick() {
  const std::lock_guard lock{mutex_};
  do_what_time_demands();
}

void lightning_network::do_what_time_demands() {
  const auto now = how_.now();
  for (size_t i = 0; i < nodes_.size(); ++i) {
    for (auto& [hash, record] : nodes_[i].invoices) {
      if (record.state == devnet::invoice_state::open && now >= record.created_at + record.expiry)
        cancel(i, record);
    }
    for (auto& [hash, record] : nodes_[i].payments) {
      if (record.status == payment_status::initiated &&
          now >= record.created_at + record.intent.timeout)
        fail_payment(i, record, failure_reason::timeout);
    }
  }
}

void lightning_network::unwatch(watch_id id) {
  const std::lock_guard lock{mutex_};
  invoice_watchers_.remove(id);
  payment_watchers_.remove(id);
}

size_t lightning_network::index_of(const std::string& name) const {
  const auto found = std::find_if(nodes_.begin(), nodes_.end(),
                                  [&name](const auto& each) { return each.name == name; });
  expects(found != nodes_.end(), "lightning_network: no such node");
  return static_cast<size_t>(found - nodes_.begin());
}

std::optional<size_t> lightning_network::find_identity(const bolt11::node_id& id) const {
  for (size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].identity == id)
      return i;
  }
  return {};
}

void lightning_network::changed(size_t owner, const invoice_record& record) {
  invoice_watchers_.publish({owner, record.hash}, record);
  changed_.notify_all();
}

void lightning_network::changed(size_t owner, const payment_record& record) {
  payment_watchers_.publish({owner, record.intent.hash}, record);
  changed_.notify_all();
}

} // namespace mostro::devnet
