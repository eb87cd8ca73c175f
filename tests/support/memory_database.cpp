// SPDX-License-Identifier: MIT
#include "tests/support/memory_database.hpp"

namespace mostro::test {
namespace {

/// What a map holds under a key, or none; an error when the database is broken.
template <class Map>
auto look_up(const memory_database& in, const Map& where, const typename Map::key_type& key)
    -> result<std::optional<typename Map::mapped_type>> {
  if (in.broken)
    return fail(errc::damaged, "broken by the test");
  const auto found = where.find(key);
  return found == where.end() ? std::optional<typename Map::mapped_type>{} : found->second;
}

/// The values of a map that `wanted` wants, by key.
template <class Map, class Wanted>
auto values_of(const memory_database& in, const Map& where, Wanted wanted)
    -> result<std::vector<typename Map::mapped_type>> {
  if (in.broken)
    return fail(errc::damaged, "broken by the test");
  std::vector<typename Map::mapped_type> out;
  for (const auto& [key, value] : where)
    if (wanted(value))
      out.push_back(value);
  return out;
}

/// The list under a key, empty when there is none.
template <class Map>
auto list_of(const memory_database& in, const Map& where, const order_id& id)
    -> result<typename Map::mapped_type> {
  auto found = look_up(in, where, id);
  if (!found)
    return found.why();
  return found->value_or(typename Map::mapped_type{});
}

} // namespace

storage::outbox_row memory_database::file(order_effect effect, order_id about) {
  storage::outbox_row row;
  row.id = ++last_id_;
  row.order = about;
  row.effect = std::move(effect);
  outbox.emplace(row.id, row);
  return row;
}

result<storage::recovered> memory_database::recover() const {
  if (broken)
    return fail(errc::damaged, "broken by the test");
  storage::recovered out;
  for (const auto& [id, one] : orders)
    if (!is_closed(one))
      out.open_orders.push_back(one);
  for (const auto& [id, row] : outbox)
    out.outbox.push_back(row);
  for (const auto& [id, row] : unfinished)
    out.inbound.push_back(row);
  for (const auto& [identity, user] : users)
    out.users.push_back(user);
  for (const auto& [url, up_to] : cursors)
    out.cursors.push_back({url, up_to});
  for (const auto& [key, stamp] : stamps)
    out.stamps.emplace_back(key, stamp);
  for (const auto& [id, fee] : dev_fees)
    if (fee.state != dev_fee_state::paid)
      out.unpaid_dev_fees.push_back(fee);
  for (const auto& [code, price] : prices)
    out.prices.push_back(price);
  return out;
}

result<std::optional<order>> memory_database::find_order(const order_id& id) const {
  return look_up(*this, orders, id);
}

result<std::vector<storage::outbox_row>> memory_database::outbox_of(const order_id& id) const {
  return values_of(*this, outbox, [&](const auto& row) { return row.order == id; });
}

result<std::vector<storage::outbox_row>> memory_database::deliveries_after(outbox_id after,
                                                                           size_t limit) const {
  auto out = values_of(*this, outbox,
                       [&](const auto& row) { return row.id > after && is_delivery(row.effect); });
  if (out && out->size() > limit)
    out->resize(limit);
  return out;
}

result<std::optional<storage::user_record>>
memory_database::find_user(const public_key& who) const {
  return look_up(*this, users, who);
}

result<std::vector<storage::journal_entry>> memory_database::journal_of(const order_id& id) const {
  return list_of(*this, journals, id);
}

result<std::vector<order>> memory_database::list_orders(const storage::order_filter& which) const {
  auto out = values_of(*this, orders, [&](const order& one) {
    return !(which.after && one.id <= *which.after) && !(which.open_only && is_closed(one)) &&
           !(which.status && status_of(one) != *which.status);
  });
  if (out && out->size() > which.limit)
    out->erase(out->begin() + static_cast<std::ptrdiff_t>(which.limit), out->end());
  return out;
}

result<std::optional<order_id>> memory_database::order_of_dispute(const dispute_id& id) const {
  return look_up(*this, disputes, id);
}

result<std::optional<order_id>> memory_database::user_of_hash(const payment_hash& hash) const {
  return look_up(*this, hash_users, hash);
}

result<std::vector<storage::trace_entry>> memory_database::trace_of(const order_id& id) const {
  return list_of(*this, traces, id);
}

result<std::vector<storage::user_record>> memory_database::solvers() const {
  return values_of(*this, users,
                   [](const auto& user) { return user.solver != solver_standing::none; });
}

result<std::vector<dev_fee_payment>> memory_database::unpaid_dev_fees() const {
  return values_of(*this, dev_fees,
                   [](const auto& fee) { return fee.state != dev_fee_state::paid; });
}

result<bool> memory_database::has_seen(const event_id& id) const { return seen.contains(id); }

} // namespace mostro::test
