// SPDX-License-Identifier: MIT
#include "actors/order/request_gathering.hpp"

#include "actors/log.hpp"
#include "actors/supervision.hpp"

#include <deque>

namespace mostro {

namespace {

using namespace std::chrono_literals;

constexpr auto short_timeout = 5s;
constexpr auto probe_timeout = 15s;

/// One gathering; kept alive by the question that is under way.
struct gathering : std::enable_shared_from_this<gathering> {
  order_actor::stateful_pointer<order_state> self = nullptr;
  gathered_facts found;
  std::function<void(const gathered_facts&)> done;
  std::deque<std::function<void()>> questions; ///< Asked one after the other.

  void next() {
    if (questions.empty())
      return done(found);
    auto ask_it = std::move(questions.front());
    questions.pop_front();
    ask_it();
  }

  /// Asks and goes on; `missed` is logged when no answer comes.
  template <class Answer, class Handle, class Question, class Learn>
  void ask(const Handle& whom, std::chrono::seconds timeout, Question what, const char* missed,
           Learn learn) {
    self->request(whom, timeout, std::move(what))
        .then(
            [me = shared_from_this(), learn](const Answer& answer) {
              learn(answer);
              me->next();
            },
            [me = shared_from_this(), missed](const caf::error& e) {
              log::warn(missed, "order={} error={}", me->self->state.id, text_of(e));
              me->next();
            });
  }

  void need_price(const std::string& code) {
    questions.emplace_back([this, code] {
      ask<price_told>(self->state.with.price, short_timeout, ask_price{code}, "price-not-answered",
                      [this](const price_told& p) { found.price = p.quote; });
    });
  }

  void need_person(const public_key& who, std::function<void(const reputation_told&)> learn) {
    questions.emplace_back([this, who, learn = std::move(learn)] {
      ask<reputation_told>(self->state.with.reputation, short_timeout, ask_reputation{who},
                           "reputation-not-answered", learn);
    });
  }

  void need_probe(const std::string& destination) {
    questions.emplace_back([this, destination] {
      found.probe = destination_probe::unreachable;
      ask<probed_destination>(self->state.with.payee, probe_timeout, probe_destination{destination},
                              "probe-not-answered",
                              [this](const probed_destination& p) { found.probe = p.outcome; });
    });
  }

  /// An invoice that another order has used would be paid once for both.
  void need_hash(const payment_hash& hash) {
    questions.emplace_back([this, hash] {
      found.probe = destination_probe::already_used;
      ask<hash_user_found>(self->state.with.archive, short_timeout, find_hash_user{hash},
                           "archive-not-answered", [this](const hash_user_found& used) {
                             if (!used.order || *used.order == self->state.id)
                               found.probe = destination_probe::not_needed;
                           });
    });
  }
};

void plan(gathering& g, const needed_facts& needs, const public_key& sender) {
  auto& found = g.found;
  if (needs.price_of)
    g.need_price(*needs.price_of);
  if (needs.reputation)
    g.need_person(sender, [&found](auto& told) { found.reputation = told.info; });
  if (needs.standing)
    g.need_person(sender, [&found](auto& told) { found.standing = told.standing; });
  if (needs.holder)
    g.need_person(*needs.holder, [&found](auto& told) { found.holder = told.standing; });
  if (needs.buyer)
    g.need_person(*needs.buyer, [&found](auto& told) { found.buyer = told.info; });
  if (needs.seller)
    g.need_person(*needs.seller, [&found](auto& told) { found.seller = told.info; });
  if (needs.probe_of)
    g.need_probe(*needs.probe_of);
  if (needs.hash_of)
    g.need_hash(*needs.hash_of);
}

} // namespace

void gather_facts(order_actor::stateful_pointer<order_state> self, const opened_message& about,
                  const needed_facts& needs, std::function<void(const gathered_facts&)> done) {
  auto g = std::make_shared<gathering>();
  g->self = self;
  g->done = std::move(done);
  preimage fresh{self->state.with.env.random32()};
  g->found.fresh = escrow_key{hash_of(fresh), fresh};
  plan(*g, needs, about.identity);
  g->next();
}

} // namespace mostro
