// SPDX-License-Identifier: MIT
//
// A simulated Lightning network that behaves as LND nodes do (spec 06), without
// any I/O: nodes around one router, money that is conserved, hold invoices,
// payments, a block height. Thread-safe; watchers run under the network's mutex
// and must not call back into it.
#pragma once

#include "tests/harness/lightning_invoice.hpp"
#include "tests/harness/lightning_ledger.hpp"
#include "tests/harness/lightning_payment.hpp"
#include "tests/harness/watch_board.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <set>

namespace mostro::devnet {

/// What the router takes: base + amount * proportional / 1e6, rounded down.
struct routing_fee {
  msats base{1000};
  int64_t proportional_millionths = 0;
};

/// How payments TO a node go.
struct payment_mode {
  enum class kind : uint8_t {
    ok,   ///< HTLCs arrive at once.
    fail, ///< They fail with `reason`.
    hang, ///< They stay in flight on the way.
    stall ///< No HTLC is sent: the payment stays INITIATED until its timeout.
  };
  payment_mode::kind how = kind::ok;
  failure_reason reason = failure_reason::incorrect_payment_details;
};

/// Money that has moved for good.
struct transfer {
  mostro::payment_hash hash;
  std::string payer;
  std::string payee;
  msats amount;
  msats fee;
};

/// What the network is made with.
struct network_settings {
  std::function<unix_time()> now;
  std::function<bytes32()> random;
  bolt11::network network = bolt11::network::regtest;
  uint32_t height = 200;
  routing_fee fees;
  uint64_t timelock_delta = 80;    ///< LND's bitcoin.timelockdelta.
  uint32_t hold_expiry_delta = 18; ///< LND's invoices.holdexpirydelta.
};

/// The settings of a running devnet: the system's clock and OpenSSL's randomness.
network_settings system_settings();

/// One node as GetInfo and ChannelBalance see it.
struct node_view {
  std::string name;
  bolt11::node_id identity{};
  msats balance;  ///< Spendable.
  msats outgoing; ///< Locked in own payments, fees included.
  msats incoming; ///< Locked in payments to the node.
  msats total;    ///< All money of the network.
  size_t peers = 0;
  uint32_t height = 0;
  unix_time best_header_at;
  bool synced_to_chain = false;
  bolt11::network network = bolt11::network::regtest;
};

/// The network. Node names that were not added are bugs.
class lightning_network {
public:
  using invoice_watcher = std::function<void(const invoice_record&)>;
  using payment_watcher = std::function<void(const payment_record&)>;

  explicit lightning_network(network_settings how);

  // Nodes, money, chain.

  /// Adds a node with a fresh key; names are unique.
  void add_node(const std::string& name, sats balance);
  /// Opens a direct channel: payments between the two cost no fee.
  void connect(const std::string& a, const std::string& b);
  /// Gives a node money from outside.
  void deposit(const std::string& node, sats amount);
  void set_routing_fee(routing_fee fees);
  /// Changes how payments to `node` go; those on their way follow the new mode.
  void set_payment_mode(const std::string& node, payment_mode mode);
  std::vector<std::string> node_names() const;
  node_view view(const std::string& node) const;
  /// The node's spendable money.
  msats balance(const std::string& node) const { return view(node).balance; }
  /// What the router earned.
  msats router_balance() const;
  /// The node id of the router, as routes show it.
  bolt11::node_id router_identity() const { return router_identity_; }
  /// True while no millisatoshi was made or lost (lightning_ledger).
  bool conserved() const;
  uint32_t height() const;
  /// Adds blocks; cancels the accepted hold invoices that come too near to their
  /// HTLCs' expiry (spec 06 §3), and fails HTLCs that expire on their way.
  void mine(uint32_t blocks);
  /// Does what the clock demands: expires open invoices, times payments out.
  /// Every other call does this first.
  void tick();

  // Invoices.

  /// AddInvoice; a preimage is drawn when none is given.
  rpc_answer<invoice_record> add_invoice(const std::string& node, const invoice_request& asked,
                                         std::optional<bytes32> with = {});
  rpc_answer<invoice_record> add_hold_invoice(const std::string& node, const invoice_request& asked,
                                              const payment_hash& hash);
  rpc_status settle_invoice(const std::string& node, const preimage& with);
  rpc_status cancel_invoice(const std::string& node, const payment_hash& hash);
  /// NOT_FOUND `unable to locate invoice` for an unknown hash.
  rpc_answer<invoice_record> look_up_invoice(const std::string& node, const payment_hash& hash);
  /// The same by payment secret (`payment_addr`).
  rpc_answer<invoice_record> look_up_secret(const std::string& node, const bytes32& secret);
  /// All invoices in the order of their add_index.
  std::vector<invoice_record> invoices(const std::string& node);
  /// The state of the first node's invoice with this hash.
  std::optional<devnet::invoice_state> invoice_state(const payment_hash& hash);
  /// Tells the present state at once if the hash is known, then every change.
  watch_id watch_invoice(const std::string& node, const payment_hash& hash, invoice_watcher tell);
  /// Blocks until the invoice has the state; false after `limit`.
  bool wait_for_invoice(const std::string& node, const payment_hash& hash,
                        devnet::invoice_state state, std::chrono::milliseconds limit);

  // Payments.

  /// SendPaymentV2: judges, starts and follows. `tell` hears every state, the
  /// first one (no HTLC yet) and possibly the last before this returns.
  rpc_answer<watch_id> send_payment(const std::string& node, const send_request& asked,
                                    payment_watcher tell);
  /// Pays with a fee limit of 10 % + 10 sats and returns where the payment stands.
  rpc_answer<payment_record> pay(const std::string& node, const std::string& payment_request,
                                 sats amount = {});
  /// TrackPaymentV2: NOT_FOUND `payment isn't initiated` for an unknown hash.
  rpc_answer<watch_id> track_payment(const std::string& node, const payment_hash& hash,
                                     payment_watcher tell);
  /// The stream of a payment broke: a cancelable one without HTLC fails (CANCELED).
  void abandon_payment(const std::string& node, const payment_hash& hash);
  /// The operator deletes the records of failed payments (DeleteAllPayments, failed only).
  void forget_failed_payments(const std::string& node);
  std::optional<payment_record> payment(const std::string& node, const payment_hash& hash);
  /// All payments in the order of their index.
  std::vector<payment_record> payments(const std::string& node);
  /// Every HTLC that was settled, in order: the proof of exactly-once.
  std::vector<transfer> transfers() const;
  /// Blocks until the payment is final; none after `limit`.
  std::optional<payment_record> wait_for_payment(const std::string& node, const payment_hash& hash,
                                                 std::chrono::milliseconds limit);

  /// Forgets a watcher; when this returns it does not run and never will.
  void unwatch(watch_id id);

private:
  struct member_node {
    std::string name;
    secret_key key;
    bolt11::node_id identity{};
    payment_mode mode;
    std::map<payment_hash, invoice_record> invoices;
    std::map<payment_hash, payment_record> payments;
    uint64_t last_add_index = 0;
    uint64_t last_settle_index = 0;
    uint64_t last_payment_index = 0;
  };
  /// An HTLC that is locked: on its way or held by the payee.
  struct locked_htlc {
    size_t payer = 0;
    size_t payee = 0;
    payment_hash hash;
    uint32_t expiry_height = 0;
    bool arrived = false;
  };
  using record_key = std::pair<size_t, payment_hash>;

  secret_key draw_key() const;
  size_t index_of(const std::string& name) const;
  std::optional<size_t> find_identity(const bolt11::node_id& id) const;
  void do_what_time_demands();
  void changed(size_t owner, const invoice_record& record);
  void changed(size_t owner, const payment_record& record);

  rpc_answer<invoice_record> make_invoice(size_t owner, const invoice_request& asked,
                                          const payment_hash& hash, std::optional<bytes32> with);
  rpc_answer<std::string> write_invoice(const member_node& owner, const invoice_record& record);
  void settle(size_t owner, invoice_record& record, const bytes32& with);
  void cancel(size_t owner, invoice_record& record);
  /// Takes an HTLC in or fails it.
  void arrive(uint64_t id);
  bool acceptable(const locked_htlc& htlc, const invoice_record& record,
                  const payment_record& paying) const;

  rpc_answer<payment_intent> start_payment(size_t payer, const send_request& asked);
  void attempt(size_t payer, payment_record& record);
  void send_htlc(size_t payer, size_t payee, payment_record& record, msats fee, bool direct);
  void on_its_way(uint64_t id);
  void complete(uint64_t id, const bytes32& with);
  void fail_htlc(uint64_t id, failure_reason reason);
  void fail_payment(size_t payer, payment_record& record, failure_reason reason);

  network_settings how_;
  bolt11::node_id router_identity_{};
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<member_node> nodes_; ///< References stay valid while nodes are added.
  lightning_ledger ledger_;
  std::set<std::pair<size_t, size_t>> direct_;
  std::map<uint64_t, locked_htlc> htlcs_;
  std::vector<transfer> transfers_;
  watch_board<record_key, invoice_record> invoice_watchers_;
  watch_board<record_key, payment_record> payment_watchers_;
  uint64_t last_id_ = 0; ///< HTLCs and watchers.
  uint32_t height_ = 0;
  unix_time best_header_at_;
};

} // namespace mostro::devnet
