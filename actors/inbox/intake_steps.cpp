// SPDX-License-Identifier: MIT
//
// Every message takes the same way (signer, reputation, store), also when a stop
// has nothing to say about it: so two messages of one sender keep their order.
#include "actors/inbox/intake_steps.hpp"

#include "actors/log.hpp"
#include "actors/supervision.hpp"

namespace mostro::intake {
namespace {

void drop(self_pointer self, const item& it, std::string_view why) {
  log::debug("event-dropped", "event={} why=\"{}\"", it.id, why);
  if (it.is_kept)
    finish(self, it.id);
  let_go(self, it);
}

/// Something of ours failed: the event is not marked as seen and comes again,
/// from the relay or, when it is kept already, from the database.
void abandon(self_pointer self, const item& it, const char* doing, const caf::error& why) {
  log::error("intake-interrupted", "event={} doing={} why=\"{}\"", it.id, doing, text_of(why));
  if (!it.is_kept) {
    self->state.session->forget(it.id);
    self->state.session->note_shed(it.event, it.received_at);
  }
  let_go(self, it);
}

/// Makes the message durable; only the first copy goes on.
void keep(self_pointer self, const item_pointer& it, opened_message m, index_verdict verdict) {
  if (it->is_kept) {
    act(self, *it, std::move(m), verdict);
    let_go(self, *it);
    return;
  }
  storage::keep_inbound what;
  what.id = it->id;
  // Ids are pruned by this time: a message from the future is remembered longer,
  // or it could be played back once its id is forgotten.
  what.received_at = std::max(it->received_at, m.created_at);
  what.event_json = std::move(it->json);
  self->request(self->state.setup.store, request_timeout, write_change{std::move(what)})
      .then(
          [self, it, m = std::move(m), verdict](const storage::written& done) {
            if (done.is_new)
              act(self, *it, m, verdict);
            else
              log::debug("event-dropped", "event={} why=\"replayed\"", it->id);
            let_go(self, *it);
          },
          [self, it](const caf::error& why) { abandon(self, *it, "keep", why); });
}

/// Step 12, after the trade index as in the reference.
void check_shape(self_pointer self, const item_pointer& it, opened_message m,
                 index_verdict verdict) {
  if (verdict == index_verdict::drop)
    drop(self, *it, "trade-index");
  else if (verdict == index_verdict::pass && !has_allowed_shape(m.message))
    drop(self, *it, "shape");
  else
    keep(self, it, std::move(m), verdict);
}

/// Step 11. Only messages that open a trade are asked for their index.
void check_index(self_pointer self, const item_pointer& it, opened_message m) {
  check_trade_index question;
  question.identity = m.identity;
  question.sender = m.sender;
  question.signed_by_trade_key = m.signed_by_trade_key;
  if (opens_trade(m.message.action))
    question.index = m.message.trade_index;
  self->request(self->state.setup.reputation, request_timeout, question)
      .then([self, it, m = std::move(m)](
                const checked_trade_index& answer) { check_shape(self, it, m, answer.verdict); },
            [self, it](const caf::error& why) { abandon(self, *it, "trade-index", why); });
}

/// Steps 4, 9 and 10; 3 and 6 to 8 were the signer's.
void judge(self_pointer self, const item_pointer& it, result<opened_message>& outcome) {
  auto& session = *self->state.session;
  if (!outcome)
    drop(self, *it, to_string(outcome.why()));
  else if (!it->is_kept && !session.remember(it->id))
    drop(self, *it, "replayed");
  else if (!is_fresh(*outcome, it->received_at, session.settings()))
    drop(self, *it, "stale");
  else if (outcome->identity != outcome->sender && !outcome->signed_by_trade_key)
    drop(self, *it, "identity-without-signature");
  else
    check_index(self, it, std::move(*outcome));
}

} // namespace

void start(self_pointer self, item_pointer it) {
  if (!it->is_kept)
    it->ticket = self->state.session->begin(it->event, it->received_at);
  self->request(self->state.setup.signer, request_timeout, open_event{it->event})
      .then([self, it](opened_event& answer) { judge(self, it, answer.outcome); },
            [self, it](const caf::error& why) { abandon(self, *it, "open", why); });
}

void let_go(self_pointer self, const item& it) {
  if (!it.is_kept) {
    self->state.session->end(it.ticket);
    return;
  }
  --self->state.recovering;
  feed_unfinished(self);
}

} // namespace mostro::intake
