// SPDX-License-Identifier: MIT
#include "actors/daemon/node_guard_rules.hpp"

namespace mostro {

status check_node_of_orders(const std::vector<order>& open_orders, const std::string& identity) {
  const order* first = nullptr;
  size_t elsewhere = 0;
  for (auto& o : open_orders) {
    auto* t = trade_of(o);
    if (!t || !t->ln_node || is_closed(o) || to_hex(*t->ln_node) == identity)
      continue;
    ++elsewhere;
    if (!first)
      first = &o;
  }
  if (!first)
    return done();
  std::string others =
      elsewhere == 1 ? "" : " (and of " + std::to_string(elsewhere - 1) + " more orders)";
  return fail(errc::conflict,
              "the escrow of order " + first->id.text() + others + " is held by the LN node " +
                  to_hex(*trade_of(*first)->ln_node) +
                  ", but [lightning] lnd_grpc_host is the node " + identity +
                  "; mend: point lnd_grpc_host (with its certificate and macaroon) at the first "
                  "node until these orders are over, then start again");
}

} // namespace mostro
