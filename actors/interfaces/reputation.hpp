// SPDX-License-Identifier: MIT
//
// Messages and handle of the reputation. Local to the process, never stored.
#pragma once

#include "messages/dispute.hpp"
#include "messages/mostro/message.hpp"
#include "storage/changes.hpp"

#include <caf/all.hpp>

namespace mostro {

/// Is this trade index acceptable for a create or take (spec 01 §3.2)?
struct check_trade_index {
  public_key identity;
  public_key sender;
  std::optional<int64_t> index;
  bool signed_by_trade_key = false;
};
enum class index_verdict : uint8_t { pass, drop, refuse };
struct checked_trade_index {
  index_verdict verdict = index_verdict::pass;
};
/// A commit consumed a trade index.
struct trade_index_used {
  public_key identity;
  int64_t index = 0;
  unix_time at;
};
/// A trader's public reputation; zeros for an unknown identity.
struct ask_reputation {
  public_key identity;
};
struct reputation_told {
  user_info info;
  int64_t last_trade_index = 0;
  bool known = false;
  solver_standing standing = solver_standing::none; ///< `admin` for the node's own key.
};
/// A commit counted a vote.
struct vote_counted {
  public_key identity;  ///< Of the rated side.
  rating_totals totals; ///< As stored.
  unix_time at;
};
/// Committed ratings to be published (kind 38384) with the next flush.
struct hold_ratings {
  std::vector<storage::outbox_row> rows;
};
/// A commit changed what an identity may do about disputes; none: it is no solver any more.
struct solver_changed {
  public_key identity;
  solver_standing standing = solver_standing::none;
  unix_time at;
};
/// Every solver and its permission.
struct ask_solvers {};
struct solvers_told {
  std::vector<std::pair<public_key, solver_standing>> solvers; ///< By key.
};

/// The REPUTATION: users, their trade indexes, ratings and standings as solvers.
using reputation_actor = caf::typed_actor<
    caf::replies_to<check_trade_index>::with<checked_trade_index>, caf::reacts_to<trade_index_used>,
    caf::replies_to<ask_reputation>::with<reputation_told>, caf::reacts_to<vote_counted>,
    caf::reacts_to<hold_ratings>, caf::reacts_to<solver_changed>,
    caf::replies_to<ask_solvers>::with<solvers_told>>;

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::ask_reputation)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::ask_solvers)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::check_trade_index)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::checked_trade_index)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::hold_ratings)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::reputation_told)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::solver_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::solvers_told)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::trade_index_used)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::vote_counted)
