// SPDX-License-Identifier: MIT
#include "actors/reputation/reputation_actor.hpp"

#include "actors/supervision.hpp"

#include <algorithm>

namespace mostro {
namespace {

using self_ptr = wired_reputation_actor::stateful_pointer<reputation_state>;

/// The user, made when the identity is new: as the store does in the same commit.
storage::user_record& user_of(reputation_state& state, const public_key& identity, unix_time at) {
  auto [user, is_new] = state.users.try_emplace(identity);
  if (is_new) {
    user->second.identity = identity;
    user->second.created_at = at;
  }
  return user->second;
}

checked_trade_index check(const reputation_state& state, const check_trade_index& question) {
  std::optional<int64_t> last;
  if (auto user = state.users.find(question.identity); user != state.users.end())
    last = user->second.last_trade_index;
  return {judge_trade_index(question, last)};
}

reputation_told tell(const reputation_state& state, const public_key& identity) {
  reputation_told out;
  if (auto found = state.users.find(identity); found != state.users.end()) {
    auto& user = found->second;
    auto days = operating_days(user.created_at, state.environment.now());
    out.info = {user.total_rating, user.total_reviews, static_cast<uint64_t>(days)};
    out.last_trade_index = user.last_trade_index;
    out.known = true;
    out.standing = user.solver;
  }
  if (identity == state.node)
    out.standing = solver_standing::admin;
  return out;
}

/// Votes about one user may come from several orders: the totals with more of them are newer.
void count(reputation_state& state, const vote_counted& vote) {
  auto& user = user_of(state, vote.identity, vote.at);
  if (vote.totals.reviews <= user.total_reviews)
    return;
  user.total_reviews = vote.totals.reviews;
  user.total_rating = vote.totals.total;
  user.last_rating = vote.totals.last;
  user.max_rating = vote.totals.max;
  user.min_rating = vote.totals.min;
}

void change_solver(reputation_state& state, const solver_changed& what) {
  if (what.standing == solver_standing::none && !state.users.contains(what.identity))
    return;
  user_of(state, what.identity, what.at).solver = what.standing;
}

solvers_told list_solvers(const reputation_state& state) {
  solvers_told out;
  for (auto& [identity, user] : state.users)
    if (user.solver != solver_standing::none)
      out.solvers.emplace_back(identity, user.solver);
  std::sort(out.solvers.begin(), out.solvers.end());
  return out;
}

void flush_ratings(self_ptr self) {
  auto& state = self->state;
  self->delayed_send(wired_reputation_actor{self},
                     std::chrono::seconds(std::max<int64_t>(state.ratings_interval.count, 1)),
                     reputation_tick{});
  if (state.publisher && !state.held.empty())
    caf::anon_send(state.publisher, deliver{std::exchange(state.held, {})});
}

} // namespace

index_verdict judge_trade_index(const check_trade_index& question,
                                std::optional<int64_t> last_index) {
  if (!question.index)
    return index_verdict::pass;
  auto index = *question.index;
  if (index < 0)
    return index_verdict::refuse;
  if (!last_index)
    return index == 0 ? index_verdict::drop : index_verdict::pass;
  if (index == 0)
    return index_verdict::pass;
  if (!question.signed_by_trade_key)
    return index_verdict::drop;
  return index > *last_index ? index_verdict::pass : index_verdict::refuse;
}

wired_reputation_actor::behavior_type reputation_behavior(self_ptr self, reputation_setup setup) {
  supervise(self);
  auto& state = self->state;
  for (auto& user : setup.users)
    state.users.emplace(user.identity, std::move(user));
  state.environment = setup.environment;
  state.node = setup.node;
  state.ratings_interval = setup.ratings_interval;
  flush_ratings(self);
  return {
      [self](const check_trade_index& question) { return check(self->state, question); },
      [self](const trade_index_used& used) {
        auto& last = user_of(self->state, used.identity, used.at).last_trade_index;
        last = std::max(last, used.index);
      },
      [self](const ask_reputation& question) { return tell(self->state, question.identity); },
      [self](const vote_counted& vote) { count(self->state, vote); },
      [self](hold_ratings& ratings) {
        auto& held = self->state.held;
        std::move(ratings.rows.begin(), ratings.rows.end(), std::back_inserter(held));
      },
      [self](const solver_changed& what) { change_solver(self->state, what); },
      [self](const ask_solvers&) { return list_solvers(self->state); },
      [self](const reputation_attached& with) { self->state.publisher = with.publisher; },
      [self](reputation_tick) { flush_ratings(self); },
  };
}

} // namespace mostro
