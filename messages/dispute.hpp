// SPDX-License-Identifier: MIT
//
// A dispute (spec 03 §2): a machine of its own that lives inside its order, so
// that both change in one commit and have one writer.
#pragma once

#include "messages/order_terms.hpp"

#include <optional>

namespace mostro {

/// What an identity may do about disputes (spec 03 §3.1).
enum class solver_standing : uint8_t {
  none,       ///< A trader or a stranger.
  read,       ///< May take disputes.
  read_write, ///< May also settle, cancel and take over from `read`.
  admin,      ///< The node's own key.
};

/// Whoever acts as solver or admin.
struct solver_caller {
  public_key identity; ///< Whose permission counts.
  public_key sender;   ///< Where the answer goes.
  transport via = transport::nip44;
  std::optional<uint64_t> request_id;
  std::optional<int64_t> trade_index; ///< Echoed in admin-settled and admin-canceled.
  solver_standing standing = solver_standing::none;
  friend bool operator==(const solver_caller&, const solver_caller&) = default;
};

/// One dispute; an order has at most one, which the guardian may reopen.
struct dispute {
  dispute_id id;
  dispute_status status = dispute_status::initiated;
  order_status previous = order_status::active; ///< The order's status when it was opened.
  std::optional<trade_role> initiator;          ///< None is shown as `unknown`.
  std::optional<public_key> solver;             ///< Identity of who took it.
  unix_time created_at;
  unix_time taken_at;   ///< 0 until taken.
  unix_time last_stamp; ///< created_at of its last published revision (kind 38386).
  friend bool operator==(const dispute&, const dispute&) = default;
};

/// True for the final dispute statuses.
bool is_over(dispute_status s);

} // namespace mostro
