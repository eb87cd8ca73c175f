// SPDX-License-Identifier: MIT
//
// The same as JSON, one value on one line, for scripts. Keys are those of
// admin.proto; what is unknown or empty is left out; times are Unix seconds.
#pragma once

#include "messages/admin.hpp"
#include "messages/node_status.hpp"

#include <span>

namespace mostro::ctl {

std::string status_json(const node_status& s);
std::string orders_json(std::span<const admin::order_view> orders);
/// With the history when `with_chain`.
std::string order_json(const admin::order_details& o, bool with_chain);
std::string disputes_json(std::span<const admin::dispute_view> disputes);
std::string solvers_json(std::span<const admin::solver_view> solvers);
std::string change_json(const admin::order_change& c);
std::string backup_json(const admin::backup_view& b);
std::string outcome_json(const admin::outcome& o);

} // namespace mostro::ctl
