// SPDX-License-Identifier: MIT
//
// One trader in one trade: a trade key, what it has asked for and what it was told.
#pragma once

#include "messages/mostro/transport.hpp"
#include "messages/order.hpp"
#include "tests/simulation/agenda.hpp"

#include <map>
#include <set>

namespace mostro::simulation {

/// A human with a wallet (the Lightning node of that name) and an identity.
struct person {
  std::string name;
  nostr::key_pair identity;
  bool is_private = false; ///< Never shows the identity.
  transport via = transport::nip44;
  int64_t clock_error = 0; ///< Seconds.
  int64_t last_index = 0;
};

/// A request that waits for its answer.
struct open_request {
  message what;
  world_time first_sent = 0;
  size_t sent = 0;
  std::vector<event_id> events; ///< It under every event id that a relay took in.
};

/// The trade key of a person in one order.
struct seat {
  person* who = nullptr;
  nostr::key_pair key;
  int64_t index = 0;
  trade_role role = trade_role::buyer;
  bool is_maker = false;
  order_kind kind = order_kind::sell;
  std::optional<order_id> order;
  small_order offer;             ///< The maker's.
  seat* next_slice = nullptr;    ///< Of a range order's maker: the key of the remainder.
  size_t openings = 0;           ///< How often the order was offered to takers.
  std::optional<sats> asked_for; ///< Of the buyer: the amount that an invoice is wanted over.
  std::string hold_invoice;      ///< Of the seller.
  std::optional<dispute_id> dispute;
  std::map<uint64_t, open_request> open; ///< By request id.
  std::map<refusal, size_t> refusals;
  std::set<event_id> events;                            ///< Heard; relays repeat them.
  std::vector<std::pair<unix_time, std::string>> heard; ///< Stamp and canonical message.
  bool gave_up = false; ///< Refused, canceled or done: acts no more by itself.
};

} // namespace mostro::simulation
