// SPDX-License-Identifier: MIT
//
// Orders, disputes, solvers and changes as text for people. `now` is the time that
// ages are counted to.
#pragma once

#include "messages/admin.hpp"
#include "messages/node_status.hpp"

#include <span>

namespace mostro::ctl {

std::string status_text(const node_status& s);
std::string orders_text(std::span<const admin::order_view> orders, int64_t now);
/// Everything but the history.
std::string order_text(const admin::order_details& o);
/// The history as a causal chain.
std::string explain_text(const admin::order_details& o);
std::string disputes_text(std::span<const admin::dispute_view> disputes, int64_t now);
std::string solvers_text(std::span<const admin::solver_view> solvers);
/// One line.
std::string change_text(const admin::order_change& c);

} // namespace mostro::ctl
