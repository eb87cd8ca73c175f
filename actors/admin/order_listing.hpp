// SPDX-License-Identifier: MIT
//
// Orders and disputes out of the database, as an operator asks for them.
#pragma once

#include "messages/admin.hpp"
#include "storage/database.hpp"

namespace mostro::admin {

/// One page of orders. `invalid` for a status, id or prefix that is none.
result<order_page> list_orders(const storage::database& from, const order_query& q);

/// Disputes, oldest first; `all` adds those that are over and reads every order.
/// `id_prefix` may be empty.
result<std::vector<dispute_view>> list_disputes(const storage::database& from, bool all,
                                                const std::string& id_prefix);

/// Everything about one order with its history. `invalid` when the text is no id,
/// `not_found` when there is no such order.
result<order_details> find_details(const storage::database& from, const std::string& id);

} // namespace mostro::admin
