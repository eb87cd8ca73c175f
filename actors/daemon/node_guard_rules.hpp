// SPDX-License-Identifier: MIT
//
// Before anything is asked of a Lightning node at the start: is it the node that
// holds the escrows of the open orders? What another node says about them ("not
// found") would end trades whose money is still locked elsewhere.
#pragma once

#include "messages/order.hpp"

#include <string>
#include <vector>

namespace mostro {

/// Refuses when the trade of an open order is pinned to another node than `identity`
/// (the hex key that GetInfo tells): `conflict`, with a text that names the order, both
/// nodes and the mend. Orders that are not pinned are nobody's.
status check_node_of_orders(const std::vector<order>& open_orders, const std::string& identity);

} // namespace mostro
