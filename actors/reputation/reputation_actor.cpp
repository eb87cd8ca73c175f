// SPDX-License-Identifier: MIT
#include "actors/reputation/reputation_actor.hpp"

#include "actors/supervision.hpp"

#include <algorithm>

namespace mostro {
namespace {

constexpr int64_t seconds_per_day = 86400;

uint64_t operating_days(const storage::user_record& user, unix_time now) {
  if (user.created_at.seconds <= 0 || now <= user.created_at)
    return 0;
  return static_cast<uint64_t>((now - user.created_at).count / seconds_per_day);
}

reputation_told tell(const storage::user_record& user, unix_time now) {
  reputation_told out;
  out.info.rating = user.total_rating;
  out.info.reviews = user.total_reviews;
  out.info.operating_days = operating_days(user, now);
  out.last_trade_index = user.last_trade_index;
  out.known = true;
  return out;
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

reputation_actor::behavior_type
reputation_behavior(reputation_actor::stateful_pointer<reputation_state> self,
                    reputation_setup setup) {
  supervise(self);
  for (auto& user : setup.users)
    self->state.users.emplace(user.identity, std::move(user));
  return {
      [self](const check_trade_index& question) {
        auto& users = self->state.users;
        auto user = users.find(question.identity);
        std::optional<int64_t> last;
        if (user != users.end())
          last = user->second.last_trade_index;
        return checked_trade_index{judge_trade_index(question, last)};
      },
      [self](const trade_index_used& used) {
        auto [user, is_new] = self->state.users.try_emplace(used.identity);
        if (is_new) {
          user->second.identity = used.identity;
          user->second.created_at = used.at;
        }
        auto& last = user->second.last_trade_index;
        last = std::max(last, used.index);
      },
      [self, environment = setup.environment](const ask_reputation& question) {
        auto user = self->state.users.find(question.identity);
        if (user == self->state.users.end())
          return reputation_told{};
        return tell(user->second, environment.now());
      },
  };
}

} // namespace mostro
