// SPDX-License-Identifier: MIT
//
// Private to the reconciler: its steps, one file each.
#pragma once

#include "actors/reconciler/book_reconciler_actor.hpp"

namespace mostro::reconciling {

using self_pointer = book_reconciler_actor::stateful_pointer<book_reconciler_state>;

/// Has the present revisions of these orders and disputes made from the database,
/// stamped above what is said; forgets what the database does not know.
void make_anew(self_pointer self, std::vector<newer_revision> which);

} // namespace mostro::reconciling
