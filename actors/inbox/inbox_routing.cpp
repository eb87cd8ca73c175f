// SPDX-License-Identifier: MIT
//
// Who answers a message, and the few answers of the inbox itself (spec 01 §1.10).
// Those are committed together with the end of the message, then delivered.
#include "actors/inbox/intake_steps.hpp"
#include "actors/log.hpp"
#include "actors/supervision.hpp"

namespace mostro::intake {
namespace {

void reply(self_pointer self, const event_id& inbound, const opened_message& to, message answer) {
  send_message effect;
  effect.to = to.sender;
  effect.via = to.via;
  effect.message = std::move(answer);
  storage::reply what;
  what.effects.push_back(std::move(effect));
  what.inbound = inbound;
  self->request(self->state.setup.store, request_timeout, write_change{std::move(what)})
      .then(
          [self](const storage::written& done) {
            caf::anon_send(self->state.setup.publisher, deliver{done.outbox});
          },
          [inbound](const caf::error& why) {
            // The message stays unfinished and is answered after the next start.
            log::error("reply-not-written", "event={} why=\"{}\"", inbound, text_of(why));
          });
}

void refuse(self_pointer self, const event_id& inbound, const opened_message& m, refusal why) {
  log::info("request-refused", "event={} action={} reason={}", inbound, to_string(m.message.action),
            to_string(why));
  reply(self, inbound, m, make_cant_do(m.message, why));
}

void tell_last_trade_index(self_pointer self, const event_id& inbound, opened_message m) {
  self->request(self->state.setup.reputation, request_timeout, ask_reputation{m.identity})
      .then(
          [self, inbound, m](const reputation_told& told) {
            std::optional<int64_t> last;
            if (told.known)
              last = told.last_trade_index;
            reply(self, inbound, m, answer_last_trade_index(m.message, last));
          },
          [inbound](const caf::error& why) {
            log::error("reply-not-written", "event={} why=\"{}\"", inbound, text_of(why));
          });
}

} // namespace

void finish(self_pointer self, const event_id& id) {
  caf::anon_send(self->state.setup.store, write_change{storage::finish_inbound{id}});
}

void act(self_pointer self, const item& it, opened_message m, index_verdict verdict) {
  if (m.sender == self->state.setup.node && !is_for_operator(m.message)) {
    log::debug("event-dropped", "event={} why=\"own-message\"", it.id);
    finish(self, it.id);
    return;
  }
  if (verdict == index_verdict::refuse) {
    refuse(self, it.id, m, refusal::invalid_trade_index);
    return;
  }
  switch (route_of(m.message.action)) {
  case intake_route::book:
    caf::anon_send(self->state.book, trader_request{std::move(m), it.id, it.received_at});
    break;
  case intake_route::desk:
    caf::anon_send(self->state.desk, trader_request{std::move(m), it.id, it.received_at});
    break;
  case intake_route::last_trade_index:
    tell_last_trade_index(self, it.id, std::move(m));
    break;
  case intake_route::invalid_action:
    refuse(self, it.id, m, refusal::invalid_action);
    break;
  case intake_route::nobody:
    log::info("action-not-handled", "event={} action={}", it.id, to_string(m.message.action));
    finish(self, it.id);
    break;
  }
}

} // namespace mostro::intake
