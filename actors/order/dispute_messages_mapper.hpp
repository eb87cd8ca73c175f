// SPDX-License-Identifier: MIT
//
// The messages of disputes to their parties and to the solver (M26 of spec 02
// §0.5, spec 03 §2.2, §3.3), and the revision that everybody sees (§2.3).
#pragma once

#include "messages/order.hpp"
#include "messages/order_effect.hpp"

namespace mostro {

/// M26: `dispute-initiated-by-you` or `-by-peer`, with the id and nothing else.
message dispute_initiated_message(const order& o, action what, const dispute_id& id,
                                  std::optional<uint64_t> request_id);

/// What a solver sees of the order `o` and its dispute `d` (spec 03 §3.3). The preimage is never
/// told (§8 d). Reputations are shown of those who have an identity. Of a dispute without known
/// initiator the key is empty, and "initiator" is the buyer.
solver_dispute_info as_solver_sees(const order& o, const trade& t, const dispute& d,
                                   const user_info& buyer_reputation,
                                   const user_info& seller_reputation);

/// `admin-took-dispute` to the solver who took it: about the dispute, not about the order.
message dispute_taken_by_you(const dispute& d, solver_dispute_info info,
                             std::optional<uint64_t> request_id);

/// `admin-took-dispute` to a party: who the solver is.
message dispute_taken_by(const order& o, const public_key& solver,
                         std::optional<uint64_t> request_id);

/// The public revision (kind 38386) of the present state; stamps it on `d`.
publish_dispute revision_of(dispute& d, unix_time now);

} // namespace mostro
