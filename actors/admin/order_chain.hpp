// SPDX-License-Identifier: MIT
//
// The history of an order as one causal chain: decisions from the journal, what
// happened beside them from the trace, and what still waits in the outbox.
#pragma once

#include "messages/admin.hpp"
#include "storage/changes.hpp"

#include <span>

namespace mostro::admin {

/// The chain, by time; a decision comes before what else happened in its second,
/// what waits comes last.
std::vector<chain_line> explain(std::span<const storage::journal_entry> journal,
                                std::span<const storage::trace_entry> trace,
                                std::span<const storage::outbox_row> outbox);

/// What an effect is about, without secrets: a payment hash, an amount, the action
/// and the first digits of the receiver's trade key.
std::string describe(const order_effect& effect);

} // namespace mostro::admin
