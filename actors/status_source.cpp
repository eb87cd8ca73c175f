// SPDX-License-Identifier: MIT
#include "actors/status_source.hpp"

namespace mostro {

namespace {

status count_orders_into(node_status& out, const storage::database& database) {
  storage::order_filter page;
  page.limit = 1000;
  while (true) {
    auto orders = database.list_orders(page);
    if (!orders)
      return orders.why();
    for (auto& o : *orders) {
      ++out.orders[std::string{to_string(status_of(o))}];
      out.open_disputes += o.dispute && !is_over(o.dispute->status) ? 1 : 0;
    }
    if (orders->size() < page.limit)
      return done();
    page.after = orders->back().id;
  }
}

} // namespace

result<node_status> gather_status(const status_source& from) {
  auto out = from.fixed;
  out.now = from.env.now().seconds;
  if (from.database)
    if (auto counted = count_orders_into(out, *from.database); !counted)
      return counted.why();
  if (from.halted)
    out.halted = from.halted().value_or(0);
  if (from.undelivered)
    out.undelivered = from.undelivered().value_or(0);
  if (from.relays)
    out.relays = from.relays();
  if (from.lightning)
    out.lightning = from.lightning();
  if (from.prices) {
    auto prices = from.prices();
    out.prices = prices.count;
    if (prices.oldest)
      out.oldest_price_at = prices.oldest->seconds;
    if (prices.newest)
      out.newest_price_at = prices.newest->seconds;
  }
  if (from.maintenance)
    out.maintenance = from.maintenance();
  return out;
}

} // namespace mostro
