// SPDX-License-Identifier: MIT
#include "actors/order/request_gathering.hpp"

#include "actors/log.hpp"
#include "actors/supervision.hpp"

namespace mostro {

namespace {

using namespace std::chrono_literals;

constexpr auto price_timeout = 5s;
constexpr auto reputation_timeout = 5s;
constexpr auto probe_timeout = 15s;

/// One gathering; shared by the lambdas of its steps.
struct gathering : std::enable_shared_from_this<gathering> {
  order_actor::stateful_pointer<order_state> self = nullptr;
  public_key identity;
  needed_facts needs;
  gathered_facts found;
  std::function<void(const gathered_facts&)> done;

  void ask_price_first() {
    if (!needs.price_of)
      return ask_reputation_next();
    self->request(self->state.with.price, price_timeout, ask_price{*needs.price_of})
        .then(
            [me = shared_from_this()](const price_told& p) {
              me->found.price = p.quote;
              me->ask_reputation_next();
            },
            [me = shared_from_this()](const caf::error& e) {
              log::warn("price-not-answered", "error={}", text_of(e));
              me->ask_reputation_next();
            });
  }

  void ask_reputation_next() {
    if (!needs.reputation)
      return probe_last();
    self->request(self->state.with.reputation, reputation_timeout, ask_reputation{identity})
        .then(
            [me = shared_from_this()](const reputation_told& r) {
              me->found.reputation = r.info;
              me->probe_last();
            },
            [me = shared_from_this()](const caf::error& e) {
              log::warn("reputation-not-answered", "error={}", text_of(e));
              me->probe_last();
            });
  }

  void probe_last() {
    if (!needs.probe_of)
      return done(found);
    self->request(self->state.with.payee, probe_timeout, probe_destination{*needs.probe_of})
        .then(
            [me = shared_from_this()](const probed_destination& p) {
              me->found.probe = p.outcome;
              me->done(me->found);
            },
            [me = shared_from_this()](const caf::error& e) {
              log::warn("probe-not-answered", "error={}", text_of(e));
              me->found.probe = destination_probe::unreachable;
              me->done(me->found);
            });
  }
};

} // namespace

void gather_facts(order_actor::stateful_pointer<order_state> self, const opened_message& about,
                  needed_facts needs, std::function<void(const gathered_facts&)> done) {
  auto g = std::make_shared<gathering>();
  g->self = self;
  g->identity = about.identity;
  g->needs = std::move(needs);
  g->done = std::move(done);
  preimage fresh{self->state.with.env.random32()};
  g->found.fresh = escrow_key{hash_of(fresh), fresh};
  g->ask_price_first();
}

} // namespace mostro
