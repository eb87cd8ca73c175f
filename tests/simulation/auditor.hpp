// SPDX-License-Identifier: MIT
//
// The invariants (spec 02 §10.2 and the promises of the architecture), checked at every commit,
// at every call of the Lightning node, at every published event and heard message, and at the end.
// It keeps its own books from what it sees and believes nothing that the daemon says of itself.
#pragma once

#include "actors/order/order_machine.hpp"
#include "tests/simulation/population.hpp"
#include "tests/simulation/simulated_disk.hpp"

#include <map>
#include <set>
#include <unordered_map>

namespace mostro::simulation {

class daemon_life;

/// The largest numbers of a run, all at moments when no actor had anything to do.
struct largest_seen {
  size_t actors = 0, timers = 0, unread = 0, rows = 0, inbound = 0, open_orders = 0;
};

/// The auditor of one run.
class auditor {
public:
  auditor(world& in, simulated_lightning& lightning, simulated_relays& relays,
          const population& people, const order_policy& policy);

  /// A group of changes became durable.
  void written(std::span<const storage::change> group,
               const std::vector<result<storage::written>>& done);
  /// A trader heard a message.
  void heard(const public_key& who, const message& m, unix_time stamp);
  /// An event of the daemon was taken in by a relay.
  void published(size_t relay, const nostr::event& e);
  /// Between two steps of the world: what must not last.
  void look_around(bool daemon_is_up, world_time up_since);
  /// While no actor has anything to do: every open order has its actor, and nothing grows.
  void look_inside(daemon_life& life);
  /// Everything is over and mended: nothing may be left.
  void final_check(const storage::database& disk);
  /// The orders that are not closed, as last committed.
  std::vector<order> open_orders() const;
  size_t orders_seen() const { return books_.size(); }
  size_t successes() const;
  size_t commits() const { return commits_; }
  const largest_seen& largest() const { return largest_; }
  /// How the orders stand, by status.
  std::map<order_status, size_t> census() const;

private:
  /// What is known of one order.
  struct book {
    order now;
    std::set<payment_hash> escrows;   ///< Every hold invoice it ever asked for.
    std::vector<payout_claim> claims; ///< Every claim of a payout, in order.
    std::set<order_status> shown;     ///< Every status that it wanted published.
    unix_time last_stamp;             ///< Of its wanted revisions.
    size_t children = 0;
    unix_time duty_since;                        ///< Start of the last waiting duty.
    std::optional<world_time> uncovered_since;   ///< A running trade without a held escrow.
    std::map<std::string, public_key> paid_into; ///< Every payout destination and whose it is.
  };
  /// A message that was filed for a trader.
  struct filed {
    outbox_id row = 0;
    order_id order;   ///< Nil when it is about none.
    size_t group = 0; ///< The commit that filed it.
    size_t heard = 0;
  };

  void committed(const storage::order_write& change);
  void file(const storage::outbox_row& row);
  void count_queues(const storage::change& what, const storage::written& did);
  void compare(const book& before, const storage::order_write& change);
  void check_finality(const order& was, const storage::order_write& change);
  void check_child(const order& parent, const order& child);
  void check_duty(book& known, const storage::order_write& change);
  void check_alarm(const book& known, const storage::order_write& change);
  void check_timer(const book& known);
  void check_cover(book& known, world_time up_since);
  void remember_people(book& known, const order& next);
  void check_privacy(const storage::outbox_row& row, const send_message& letter);
  void check_told_orders(const send_message& letter);
  void check_public_privacy(const nostr::event& e);
  void check_actors(daemon_life& life);
  void check_bounds(daemon_life& life);
  void on_settle_call(const preimage& with);
  void on_cancel_call(const payment_hash& hash);
  void check_amounts(const order& o);
  void check_escrow(const order& o, book& known);
  void check_payout(const order& o, book& known);
  void check_rest(const order& o);
  void check_orders_at_end(const storage::database& disk);
  void check_money_at_end();
  void check_public_book(const order& o);
  void check_messages_at_end(const storage::database& disk);
  void check_answers_at_end();
  std::optional<devnet::invoice_state> state_of(const payment_hash& hash);
  std::string name_of_order(const order& o) const;
  void broken(const char* invariant, const order& o, const std::string& how);

  world& in_;
  simulated_lightning& lightning_;
  simulated_relays& relays_;
  const population& people_;
  order_policy policy_;
  std::map<order_id, book> books_;
  std::map<public_key, std::map<std::string, std::vector<filed>>> letters_; ///< By content.
  std::map<payment_hash, order_id> payouts_; ///< Every claimed hash and its order.
  std::map<payment_hash, dev_fee_payment> fees_;
  std::set<std::string> sending_fees_; ///< Invoices of development fees that may be paid.
  size_t commits_ = 0;
  std::set<order_id> open_;                     ///< Not closed, as last committed.
  std::map<payment_hash, order_id> escrow_;     ///< Every hold invoice and its order.
  std::set<payment_hash> settle_calls_;         ///< Of SettleInvoice.
  std::set<payment_hash> cancel_calls_;         ///< Of CancelInvoice, where no settle may follow.
  std::unordered_map<std::string, bool> names_; ///< Keys of traders in hex; true: an identity.
  std::set<std::pair<std::string, std::string>> acquainted_; ///< Both ways, by trade key.
  std::map<outbox_id, world_time> rows_; ///< Filed and not retired, and when they were filed.
  std::set<event_id> inbound_;           ///< Kept and not finished.
  std::set<event_id> kept_;              ///< Ever kept.
  largest_seen largest_;
};

} // namespace mostro::simulation
