// SPDX-License-Identifier: MIT
//
// Payouts: LND's record of a payment decides, before every send and after every
// doubt (spec 06 §6). Nothing that a send says of itself is definite but success.
#include "actors/escrow/escrow_jobs.hpp"
#include "actors/log.hpp"

namespace mostro::escrow_jobs {

namespace {

using namespace std::chrono_literals;

/// A refused payment is confirmed by LND's record after this long.
constexpr auto refusal_grace = 3s;
/// A stream that is silent while so many polls in a row know an end is dead.
constexpr unsigned polls_of_a_dead_stream = 2;
/// A payout that another daemon began, whose invoice nobody kept, counts as never sent when LND
/// does not know it so many times in a row: about an hour, with the longest backoff.
constexpr unsigned answers_of_a_lost_payout = 120;

payout_slots::payee payee_of(const pay_invoice& what) {
  auto invoice = bolt11::decode(what.bolt11);
  return invoice ? payout_slots::payee{invoice->payee} : std::nullopt;
}

const pay_invoice& payout_of(const escrow_job& job) {
  auto* what = std::get_if<pay_invoice>(&job.row.effect);
  expects(what != nullptr, "a payment job without a payment");
  return *what;
}

void send_now(self_ptr self, escrow_job& job) {
  auto& with = self->state.with;
  auto& what = payout_of(job);
  lnd::payment_request request;
  request.bolt11 = what.bolt11;
  request.fee_limit = what.fee_limit;
  if (what.amountless)
    request.amount = what.amount;
  request.cltv_limit = with.payout_cltv_limit;
  request.timeout = with.payout_timeout;
  job.sent = true;
  job.silent_polls = 0;
  log::info("payout-sent", "order={} amount={} fee_limit={}", job.row.order, what.amount.value,
            what.fee_limit.value);
  caf::anon_send(self->state.node, send_payment{std::move(request), what.hash});
}

/// Sends if the payee and the node have room for one more, else it waits in line:
/// it has not failed, and LND's record is asked again before it goes.
void send_or_wait(self_ptr self, escrow_job& job) {
  auto& slots = self->state.slots;
  if (slots.ask(job.row.id, payee_of(payout_of(job))))
    return send_now(self, job);
  job.asking = false;
  log::warn("payout-waits-in-line", "order={} under_way={} waiting={}", job.row.order,
            slots.under_way(), slots.waiting());
}

/// The job of a payment; null when it is none of ours.
escrow_job* job_of(self_ptr self, const payment_hash& hash) {
  auto& st = self->state;
  auto known = st.payments.find(hash);
  if (known == st.payments.end())
    return nullptr;
  auto it = st.jobs.find(known->second);
  return it == st.jobs.end() ? nullptr : &it->second;
}

void finish_payment(self_ptr self, const payment_hash& hash, order_fact fact) {
  auto& st = self->state;
  auto known = st.payments.extract(hash);
  if (!known)
    return;
  caf::anon_send(st.node, unfollow_payment{hash});
  finish(self, known.mapped(), std::move(fact));
  st.slots.leave(known.mapped());
  for (auto next : st.slots.admit())
    if (auto it = st.jobs.find(next); it != st.jobs.end())
      pay(self, next, payout_of(it->second));
}

/// A payout without an invoice cannot be sent, only asked about (it was imported with nothing
/// but its hash). A new invoice may be fetched only when this one can never be paid any more.
void wait_for_record(self_ptr self, const payment_hash& hash, escrow_job& job) {
  if (job.known_failed)
    return finish_payment(self, hash, payout_failed{hash, "it failed at LND"});
  if (++job.unknown_answers < answers_of_a_lost_payout)
    return retry_later(self, job.row.id, false, "LND does not know the payout: has it lost it?");
  log::warn("payout-never-sent", "order={} mend=\"none: a new invoice is fetched\"", job.row.order);
  finish_payment(self, hash, payout_failed{hash, "LND has never known it"});
}

/// What a poll says of a payment whose stream goes on. Only success is taken from
/// it; an end that the stream does not tell twice in a row means that the stream is
/// dead, and the work begins again with LND's record.
void on_poll(self_ptr self, const payment_hash& hash, const lnd::outcome<lnd::payment>& outcome) {
  auto* job = job_of(self, hash);
  if (!job || !job->asking)
    return;
  auto* seen = std::get_if<lnd::payment>(&outcome);
  if (seen && seen->state == lnd::payment_state::succeeded)
    return on_payment(self, *seen);
  bool ended = seen ? seen->state == lnd::payment_state::failed
                    : std::get<lnd::call_error>(outcome).what == lnd::failure::not_found;
  if (!ended)
    job->silent_polls = 0;
  else if (++job->silent_polls >= polls_of_a_dead_stream) {
    caf::anon_send(self->state.node, unfollow_payment{hash});
    job->sent = false;
    job->silent_polls = 0;
    retry_later(self, job->row.id, false, "the payment's stream is dead");
  }
}

} // namespace

/// Always asks what became of the payment before it is sent: a hash that LND
/// knows as in flight or succeeded is never sent again.
void pay(self_ptr self, outbox_id id, const pay_invoice& what) {
  auto& st = self->state;
  auto owner = st.payments.emplace(what.hash, id).first->second;
  if (owner != id) // The buyer gave one invoice to two orders: it can be paid only once.
    return finish(self, id, payout_failed{what.hash, "the invoice belongs to another payout"});
  auto& job = st.jobs[id];
  job.asking = true;
  job.known_failed = false;
  job.silent_polls = 0;
  caf::anon_send(st.node, track_payment{what.hash});
}

void on_payment(self_ptr self, const lnd::payment& seen) {
  auto* job = job_of(self, seen.hash);
  if (!job)
    return;
  if (seen.state == lnd::payment_state::succeeded)
    return finish_payment(self, seen.hash, payout_succeeded{seen.hash, seen.fee});
  job->unknown_answers = 0;
  if (seen.state == lnd::payment_state::in_flight)
    return self->state.slots.occupy(job->row.id, payee_of(payout_of(*job)));
  // A failure that was there before our own send belongs to an earlier attempt
  // with the same invoice; the end of the stream then leads to the send.
  job->known_failed = true;
  if (job->sent)
    finish_payment(self, seen.hash, payout_failed{seen.hash, seen.failure_reason});
}

void on_payment_end(self_ptr self, const payment_stream_ended& end) {
  auto* job = job_of(self, end.hash);
  if (!job)
    return;
  auto id = job->row.id;
  auto reason = end.why.what;
  if (end.was_send) {
    // Nothing that a send says of itself is definite: an earlier send of this
    // row may have reached LND late. Its record decides.
    job->sent = false;
    if (reason == lnd::failure::refused) {
      job->refused = true;
      job->refusal = end.why.text;
      job->asking = false;
      self->delayed_send(escrow_actor{self}, refusal_grace, ln_tick{id});
      return;
    }
    return retry_later(self, id, reason == lnd::failure::denied, end.why.text);
  }
  if (job->known_failed || reason == lnd::failure::not_found) {
    if (job->refused)
      return finish_payment(self, end.hash, payout_failed{end.hash, job->refusal});
    if (payout_of(*job).bolt11.empty())
      return wait_for_record(self, end.hash, *job);
    return send_or_wait(self, *job);
  }
  retry_later(self, id, reason == lnd::failure::denied, end.why.text);
}

void poll_payments(self_ptr self) {
  auto& st = self->state;
  for (auto& [hash, id] : st.payments) {
    auto it = st.jobs.find(id);
    if (it == st.jobs.end() || !it->second.asking)
      continue;
    self->request(st.node, call_timeout, look_up_payment{hash})
        .then([self, hash = hash](
                  const payment_looked_up& answer) { on_poll(self, hash, answer.outcome); },
              [](const caf::error&) { /* The next poll asks again. */ });
  }
}

} // namespace mostro::escrow_jobs
