// SPDX-License-Identifier: MIT
//
// Messages and handle of the reputation. Local to the process, never stored.
#pragma once

#include "messages/mostro/message.hpp"

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
};

/// The REPUTATION: users, their trade indexes and ratings.
using reputation_actor =
    caf::typed_actor<caf::replies_to<check_trade_index>::with<checked_trade_index>,
                     caf::reacts_to<trade_index_used>,
                     caf::replies_to<ask_reputation>::with<reputation_told>>;

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::ask_reputation)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::check_trade_index)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::checked_trade_index)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::reputation_told)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::trade_index_used)
