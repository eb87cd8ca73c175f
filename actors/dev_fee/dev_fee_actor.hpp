// SPDX-License-Identifier: MIT
//
// Pays development fees one by one. What each is worth and when it may be paid is
// dev_fee_machine; this file keeps what is under way.
#pragma once

#include "actors/environment.hpp"
#include "actors/interfaces.hpp"
#include "actors/interfaces/dev_fee.hpp"
#include "messages/order_policy.hpp"

#include <map>

namespace mostro {

/// What the actor is made of.
struct dev_fee_setup {
  dev_fee_store_actor store;
  payee_actor payee;
  ln_node_actor node;
  publisher_actor publisher;
  environment env;
  order_policy policy;     ///< Rules of invoices and the limit of routing fees.
  std::string destination; ///< A Lightning address or LNURL.
  std::string npub;        ///< Of the node, for the comment.
  std::chrono::milliseconds interval{60'000};
  size_t new_per_tick = 4;    ///< Invoices that one tick may fetch.
  size_t most_undecided = 10; ///< Fees on their way at most, as for any payee.
};

/// What is awaited for a fee; nothing else is begun meanwhile.
enum class dev_fee_work : uint8_t { none, resolving, keeping, asking };

/// One unpaid fee, as it is stored.
struct dev_fee_duty {
  dev_fee_payment fee;
  dev_fee_work doing = dev_fee_work::none;
  bool streaming = false; ///< The stream of our own send goes on: only it may say "failed".
  unsigned tries = 0;     ///< Invoices asked for.
};

/// The state of the actor.
struct dev_fee_actor_state {
  dev_fee_actor_state() = default;
  static constexpr const char* name = "dev_fee";
  dev_fee_setup with;
  std::map<order_id, dev_fee_duty> duties;
};

/// Makes the behaviour; the first look at what is owed comes at once.
dev_fee_actor::behavior_type
dev_fee_behavior(dev_fee_actor::stateful_pointer<dev_fee_actor_state> self, dev_fee_setup setup);

} // namespace mostro
