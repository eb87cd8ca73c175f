// SPDX-License-Identifier: MIT
//
// Neighbours of the book for its tests: they answer the same every time or take notes.
#pragma once

#include "tests/support/recorders.hpp"

#include <map>

namespace mostro::test {

/// Notes the Lightning effects that it is to perform.
inline escrow_actor::behavior_type recording_escrow(escrow_actor::pointer,
                                                    notes<storage::outbox_row> performed) {
  return {[](const escrow_attached&) {},
          [performed](const perform_effect& what) { performed->push_back(what.row); },
          [](const watch_escrow&) {},
          [](const unwatch_escrow&) {},
          [](const invoice_seen&) {},
          [](const payment_seen&) {},
          [](const payment_stream_ended&) {},
          [](const node_changed&) {},
          [](const ln_tick&) {}};
}

/// Counts how often each key is known.
inline inbox_actor::behavior_type counting_inbox(inbox_actor::pointer,
                                                 std::shared_ptr<std::map<public_key, int>> known) {
  return {[](const event_arrived&) {}, [](const relay_caught_up&) {},
          [known](const know_keys& what) {
            for (auto& key : what.keys)
              ++(*known)[key];
          },
          [known](const forget_keys& what) {
            for (auto& key : what.keys)
              --(*known)[key];
          },
          [](const stop_intake&) {}};
}

inline price_actor::behavior_type fixed_price(price_actor::pointer) {
  return {[](const ask_price&) {
            return price_told{{price_quote::state::fresh, 50'000}};
          },
          [](const http_answered&) {}, [](const price_tick&) {}};
}

inline payee_actor::behavior_type no_payee(payee_actor::pointer) {
  return {[](const probe_destination&) { return probed_destination{}; },
          [](const resolve_payee&) { return resolved_payee{}; }, [](const http_answered&) {}};
}

inline reputation_actor::behavior_type no_reputation(reputation_actor::pointer) {
  return {[](const check_trade_index&) { return checked_trade_index{}; },
          [](const trade_index_used&) {},
          [](const ask_reputation&) { return reputation_told{}; },
          [](const vote_counted&) {},
          [](const hold_ratings&) {},
          [](const solver_changed&) {},
          [](const ask_solvers&) { return solvers_told{}; }};
}

inline archive_actor::behavior_type empty_archive(archive_actor::pointer) {
  return {[](const find_dispute_order&) { return dispute_order_found{}; },
          [](const find_hash_user&) { return hash_user_found{}; },
          [](const read_orders&) { return orders_read{}; }};
}

} // namespace mostro::test
