// SPDX-License-Identifier: MIT
//
// Changes beside orders: ratings, solvers, development fees, prices, traces.
#include "messages/rating.hpp"
#include "storage/change_writer.hpp"
#include "storage/effect_codec.hpp"
#include "storage/record_codec.hpp"
#include "storage/stored_values.hpp"
#include "storage/tables.hpp"
#include "storage/trace_log.hpp"

#include <algorithm>
#include <cmath>

namespace mostro::storage {
namespace {

constexpr size_t longest_currency_code = 64;

} // namespace

bool change_writer::owes_dev_fee(const std::vector<order_effect>& effects) {
  return std::ranges::any_of(effects, [](const order_effect& effect) {
    return std::holds_alternative<owe_dev_fee>(effect);
  });
}

result<written> change_writer::operator()(const set_solver& s) {
  if (s.standing == solver_standing::admin)
    return error{errc::invalid, "the admin is the node itself, nobody can be made it"};
  auto user = load_user(txn_, s.identity);
  if (!user && s.standing == solver_standing::none)
    return written{};
  if (!user)
    user = user_record{.identity = s.identity, .created_at = s.at};
  user->solver = s.standing;
  txn_.put(table::users, s.identity.data, as_bytes(encode(*user)));
  return written{};
}

result<written> change_writer::operator()(const keep_user& k) {
  if (k.solver == solver_standing::admin)
    return error{errc::invalid, "the admin is the node itself, nobody can be made it"};
  if (load_user(txn_, k.identity))
    return error{errc::conflict, "user " + k.identity.hex() + " is known already"};
  const user_record user{k.identity,        k.last_trade_index, k.created_at,
                         k.ratings.reviews, k.ratings.total,    k.ratings.last,
                         k.ratings.max,     k.ratings.min,      k.solver};
  txn_.put(table::users, k.identity.data, as_bytes(encode(user)));
  return written{};
}

result<written> change_writer::operator()(const keep_dev_fee& k) {
  expects(!owes_dev_fee(k.effects), "a development fee is owed by no decision");
  if (auto ok = check_storable(k.effects); !ok)
    return ok.why();
  const auto before = load_dev_fee(txn_, k.payment.order);
  if (before && before->state == dev_fee_state::paid) // Its payment is published once.
    return error{errc::conflict,
                 "the development fee of order " + k.payment.order.text() + " is paid already"};
  put_dev_fee(k.payment);
  written out;
  file(k.payment.order, k.effects, out.outbox);
  return out;
}

result<written> change_writer::operator()(const keep_prices& k) {
  for (const stored_price& price : k.prices)
    if (price.code.empty() || price.code.size() > longest_currency_code ||
        !(price.fiat_per_bitcoin > 0 && std::isfinite(price.fiat_per_bitcoin)))
      return error{errc::invalid, "no price of a currency: \"" + price.code + '"'};
  for (const stored_price& price : k.prices)
    txn_.put(table::prices, as_bytes(price.code), as_bytes(encode(price)));
  return written{};
}

result<written> change_writer::operator()(const note_trace& n) {
  for (const trace_entry& line : n.entries)
    append_trace(txn_, line);
  return written{};
}

void change_writer::note_owed(const owe_dev_fee& owed, unix_time at) {
  if (load_dev_fee(txn_, owed.order))
    return;
  dev_fee_payment fee;
  fee.order = owed.order;
  fee.amount = owed.amount;
  fee.owed_at = at;
  put_dev_fee(fee);
}

void change_writer::put_dev_fee(const dev_fee_payment& fee) {
  txn_.put(table::dev_fees, fee.order.data, as_bytes(encode(fee)));
  if (fee.state == dev_fee_state::paid)
    txn_.erase(table::unpaid_dev_fees, fee.order.data);
  else
    txn_.put(table::unpaid_dev_fees, fee.order.data, {});
}

order_effect change_writer::rate(const rating_vote& vote) {
  auto user = load_user(txn_, vote.rated_identity);
  if (!user)
    user = user_record{.identity = vote.rated_identity, .created_at = vote.at};
  const rating_totals totals = after_vote({user->total_reviews, user->total_rating,
                                           user->last_rating, user->max_rating, user->min_rating},
                                          vote.value);
  user->total_reviews = totals.reviews;
  user->total_rating = totals.total;
  user->last_rating = totals.last;
  user->max_rating = totals.max;
  user->min_rating = totals.min;
  txn_.put(table::users, user->identity.data, as_bytes(encode(*user)));
  return publish_rating{vote.rated_trade_key, totals, operating_days(user->created_at, vote.at)};
}

} // namespace mostro::storage
