// SPDX-License-Identifier: MIT
//
// How many payouts may be under way, and who comes next. A payee who holds the money
// pins the node's liquidity and HTLC slots for as long as the route's time locks allow
// (spec 02 §4.3, §12 hazard 9): it must delay itself only.
#pragma once

#include "messages/bolt11/invoice.hpp"
#include "messages/order_event.hpp"

#include <list>
#include <map>
#include <optional>
#include <vector>

namespace mostro {

/// The limits; reasons in docs/decisions.
struct payout_limits {
  size_t per_payee = 10; ///< Unresolved payouts to one destination node.
  size_t in_all = 64;    ///< Unresolved payouts of this node.
};

/// Which payouts are under way (hold a slot) and which wait in line. Waiting ones go
/// first come, first served among those whose payee has room.
class payout_slots {
public:
  /// Whom a payout goes to; none when its invoice cannot be read, which counts as
  /// one payee.
  using payee = std::optional<bolt11::node_id>;

  explicit payout_slots(payout_limits limits = {}) : limits_(limits) {}

  /// Asks to send: true when `who` holds a slot now, false when it waits in line.
  /// Asking again changes nothing.
  bool ask(outbox_id who, const payee& to);
  /// LND has it under way already: it counts, whatever the limits say.
  void occupy(outbox_id who, const payee& to);
  /// It is over: frees its slot or its place in line.
  void leave(outbox_id who);
  /// Gives slots to those in line who may go now, and names them in their order.
  std::vector<outbox_id> admit();

  size_t under_way() const { return holders_.size(); }
  size_t waiting() const { return line_.size(); }

private:
  struct place {
    outbox_id who = 0;
    payee to;
  };
  bool has_room(const payee& to) const;

  payout_limits limits_;
  std::map<outbox_id, payee> holders_;
  std::map<payee, size_t> per_payee_;
  std::list<place> line_;
};

} // namespace mostro
