// SPDX-License-Identifier: MIT
//
// Streams of LND: of invoices, opened again for ever, and of payments, whose end is
// told. Callbacks come back through the mailbox and are ignored when outdated.
#include "actors/ln_node/ln_node_streams.hpp"

#include "actors/log.hpp"

#include <algorithm>

namespace mostro::ln_node_parts {

namespace {

std::chrono::milliseconds backoff(unsigned failures) {
  return std::chrono::milliseconds(500 * (1 << std::min(failures, 6u)));
}

void invoice_stream_ended(self_ptr self, const payment_hash& hash, uint64_t generation,
                          const lnd::call_error& why) {
  auto& st = self->state;
  auto it = st.invoices.find(hash);
  if (it == st.invoices.end() || it->second.generation != generation)
    return;
  let_go(self, std::move(it->second.running));
  if (it->second.is_final)
    return; // Kept as an entry until the escrow lets go.
  if (why.what == lnd::failure::denied)
    log::error("invoice-stream-denied",
               "hash={} why=\"{}\" mend=\"give the macaroon invoices:read\"", hash, why.text);
  auto wait = backoff(it->second.failures++);
  it->second.generation = ++st.generations;
  self->delayed_send(ln_node_actor{self}, wait, ln_tick{it->second.generation});
}

void invoice_was_seen(self_ptr self, const payment_hash& hash, uint64_t generation,
                      const lnd::invoice& seen) {
  auto& st = self->state;
  auto it = st.invoices.find(hash);
  if (it == st.invoices.end() || it->second.generation != generation)
    return;
  it->second.failures = 0;
  it->second.is_final =
      seen.state == lnd::invoice_state::settled || seen.state == lnd::invoice_state::canceled;
  caf::anon_send(st.with.escrow, invoice_seen{seen});
}

void payment_was_seen(self_ptr self, uint64_t generation, lnd::payment seen,
                      const payment_follower& to) {
  auto it = self->state.payments.find(seen.hash);
  if (it != self->state.payments.end() && it->second.generation == generation)
    caf::anon_send(to, payment_seen{std::move(seen)});
}

/// The end of a stream, once it is known that it was our node's.
void tell_end(self_ptr self, uint64_t generation, const payment_stream_ended& end,
              const payment_follower& to) {
  auto it = self->state.payments.find(end.hash);
  if (it == self->state.payments.end() || it->second.generation != generation)
    return;
  let_go(self, std::move(it->second.running));
  self->state.payments.erase(it);
  caf::anon_send(to, end);
}

/// Opens the stream of a payment by sending or by tracking it.
template <class Open>
void open_payment_stream(self_ptr self, const payment_hash& hash, bool is_send,
                         const payment_follower& asked_by, Open open) {
  auto& st = self->state;
  auto to = asked_by ? asked_by : payment_follower{st.with.escrow};
  if (st.is_another_node)
    return caf::anon_send(to, payment_stream_ended{hash, is_send, another_node()});
  auto& stream = st.payments[hash];
  if (stream.running)
    return; // Followed already: its end will tell.
  auto generation = stream.generation = ++st.generations;
  auto me = ln_node_actor{self};
  stream.running = open(
      [me, self, hash, generation, to](lnd::payment seen) {
        later(me, [self, hash, generation, to, seen = std::move(seen)]() mutable {
          seen.hash = hash;
          payment_was_seen(self, generation, std::move(seen), to);
        });
      },
      [me, self, hash, generation, is_send, to](lnd::stream_end end) {
        later(me, [self, hash, generation, is_send, to, end = std::move(end)] {
          using ended = lnd::outcome<std::monostate>;
          believe<ended>(self, end.why, [=](const ended& why) {
            payment_stream_ended told{hash, is_send, std::get<lnd::call_error>(why)};
            tell_end(self, generation, told, to);
          });
        });
      });
}

void answer_question(self_ptr self, const payment_hash& hash, uint64_t generation,
                     lnd::outcome<lnd::payment> outcome) {
  auto& st = self->state;
  auto it = st.questions.find(hash);
  if (it == st.questions.end() || it->second.generation != generation)
    return;
  let_go(self, std::move(it->second.running));
  auto asker = std::move(it->second.asker);
  st.questions.erase(it);
  if (auto* found = std::get_if<lnd::payment>(&outcome))
    found->hash = hash;
  believe<lnd::outcome<lnd::payment>>(self, std::move(outcome), [asker](auto known) mutable {
    asker.deliver(payment_looked_up{std::move(known)});
  });
}

} // namespace

void open_invoice_stream(self_ptr self, const payment_hash& hash) {
  auto& st = self->state;
  auto& stream = st.invoices[hash];
  auto generation = stream.generation = ++st.generations;
  auto me = ln_node_actor{self};
  stream.running = st.with.client->subscribe_invoice(
      hash,
      [me, self, hash, generation](lnd::invoice seen) {
        later(me, [self, hash, generation, seen = std::move(seen)] {
          invoice_was_seen(self, hash, generation, seen);
        });
      },
      [me, self, hash, generation](lnd::stream_end end) {
        later(me, [self, hash, generation, why = std::move(end.why)] {
          invoice_stream_ended(self, hash, generation, why);
        });
      });
}

void reopen_invoice_stream(self_ptr self, uint64_t generation) {
  for (auto& [hash, stream] : self->state.invoices)
    if (stream.generation == generation && !stream.running && !stream.is_final)
      return open_invoice_stream(self, hash);
}

void unfollow(self_ptr self, const unfollow_invoice& what) {
  if (auto gone = self->state.invoices.extract(what.hash))
    let_go(self, std::move(gone.mapped().running));
}

void follow(self_ptr self, const send_payment& what) {
  open_payment_stream(self, what.hash, true, what.to, [&](auto on_state, auto on_end) {
    return self->state.with.client->send_payment(what.what, on_state, on_end);
  });
}

void follow(self_ptr self, const track_payment& what) {
  open_payment_stream(self, what.hash, false, what.to, [&](auto on_state, auto on_end) {
    return self->state.with.client->track_payment(what.hash, on_state, on_end);
  });
}

void unfollow(self_ptr self, const unfollow_payment& what) {
  if (auto gone = self->state.payments.extract(what.hash))
    let_go(self, std::move(gone.mapped().running));
}

caf::result<payment_looked_up> ask(self_ptr self, const look_up_payment& what) {
  auto& st = self->state;
  if (st.is_another_node)
    return payment_looked_up{another_node()};
  auto asker = self->make_response_promise<payment_looked_up>();
  auto& question = st.questions[what.hash]; // A silent one before it is given up.
  let_go(self, std::move(question.running));
  auto generation = question.generation = ++st.generations;
  question.asker = asker;
  auto tell = [me = ln_node_actor{self}, self, hash = what.hash,
               generation](lnd::outcome<lnd::payment> outcome) {
    later(me, [self, hash, generation, outcome = std::move(outcome)] {
      answer_question(self, hash, generation, outcome);
    });
  };
  question.running = st.with.client->track_payment(
      what.hash, [tell](lnd::payment seen) { tell(std::move(seen)); },
      [tell](lnd::stream_end end) { tell(std::move(end.why)); });
  return asker;
}

void let_go(self_ptr self, std::unique_ptr<lnd::subscription> what) {
  if (!what)
    return;
  what->cancel();
  self->state.ending.push_back(std::move(what));
  reap(self);
}

void reap(self_ptr self) {
  auto& all = self->state.ending;
  all.erase(std::remove_if(all.begin(), all.end(), [](auto& s) { return s->is_over(); }),
            all.end());
}

} // namespace mostro::ln_node_parts
