// SPDX-License-Identifier: MIT
#include "actors/admin/order_listing.hpp"

#include "actors/admin/id_prefix_rules.hpp"
#include "actors/admin/order_chain.hpp"
#include "actors/admin/order_view_mapper.hpp"

#include <algorithm>

namespace mostro::admin {

namespace {

constexpr uint32_t usual_page = 100;
constexpr uint32_t largest_page = 1000;

/// Statuses that only closed orders have: asking for one means closed orders.
bool is_final(order_status s) {
  switch (s) {
  case order_status::canceled:
  case order_status::canceled_by_admin:
  case order_status::settled_by_admin:
  case order_status::completed_by_admin:
  case order_status::expired:
  case order_status::success:
  case order_status::cooperatively_canceled:
    return true;
  default:
    return false;
  }
}

} // namespace

result<order_page> list_orders(const storage::database& from, const order_query& q) {
  storage::order_filter filter;
  filter.open_only = !q.all;
  if (!q.status.empty()) {
    filter.status = parse_order_status(q.status);
    if (!filter.status)
      return fail(errc::invalid, "'" + q.status + "' is not a status of an order");
    filter.open_only = filter.open_only && !is_final(*filter.status);
  }
  if (!q.after.empty()) {
    auto after = order_id::parse(q.after);
    if (!after)
      return fail(errc::invalid, "'" + q.after + "' is not an order id");
    filter.after = *after;
  }
  std::optional<id_prefix> prefix;
  if (!q.id_prefix.empty()) {
    auto parsed = id_prefix::parse(q.id_prefix);
    if (!parsed)
      return parsed.why();
    prefix = *parsed;
    if (auto before = prefix->last_before())
      filter.after = std::max(filter.after.value_or(order_id{}), order_id{*before});
  }
  auto limit = q.limit == 0 ? usual_page : std::min(q.limit, largest_page);
  filter.limit = limit + 1;
  auto found = from.list_orders(filter);
  if (!found)
    return found.why();
  order_page out;
  for (auto& o : *found) {
    if (prefix && prefix->is_before(o.id.data))
      break;
    if (out.orders.size() == limit) {
      out.more = true;
      break;
    }
    out.orders.push_back(to_view(o));
  }
  return out;
}

result<std::vector<dispute_view>> list_disputes(const storage::database& from, bool all,
                                                const std::string& id_prefix_text) {
  std::optional<id_prefix> prefix;
  if (!id_prefix_text.empty()) {
    auto parsed = id_prefix::parse(id_prefix_text);
    if (!parsed)
      return parsed.why();
    prefix = *parsed;
  }
  std::vector<dispute_view> out;
  storage::order_filter page;
  page.open_only = !all;
  page.limit = largest_page;
  while (true) {
    auto orders = from.list_orders(page);
    if (!orders)
      return orders.why();
    for (auto& o : *orders)
      if (o.dispute && (all || !is_over(o.dispute->status)) &&
          (!prefix || prefix->fits(o.dispute->id.data)))
        out.push_back(*to_dispute_view(o));
    if (orders->size() < page.limit)
      break;
    page.after = orders->back().id;
  }
  std::stable_sort(out.begin(), out.end(),
                   [](auto& a, auto& b) { return a.created_at < b.created_at; });
  return out;
}

result<order_details> find_details(const storage::database& from, const std::string& id_text) {
  auto id = order_id::parse(id_text);
  if (!id)
    return fail(errc::invalid, "'" + id_text + "' is not an order id");
  auto found = from.find_order(*id);
  if (!found)
    return found.why();
  if (!*found)
    return fail(errc::not_found, "there is no order " + id->text());
  auto journal = from.journal_of(*id);
  auto trace = from.trace_of(*id);
  auto outbox = from.outbox_of(*id);
  if (!journal)
    return journal.why();
  if (!trace)
    return trace.why();
  if (!outbox)
    return outbox.why();
  auto out = to_details(**found);
  out.chain = explain(*journal, *trace, *outbox);
  return out;
}

} // namespace mostro::admin
