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

void send_now(self_ptr self, escrow_job& job, const pay_invoice& what) {
  auto& with = self->state.with;
  lnd::payment_request request;
  request.bolt11 = what.bolt11;
  request.fee_limit = what.fee_limit;
  if (what.amountless)
    request.amount = what.amount;
  request.cltv_limit = with.payout_cltv_limit;
  request.timeout = with.payout_timeout;
  job.sent = true;
  log::info("payout-sent", "order={} amount={} fee_limit={}", job.row.order, what.amount.value,
            what.fee_limit.value);
  caf::anon_send(self->state.node, send_payment{std::move(request), what.hash});
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
  auto known = self->state.payments.extract(hash);
  if (known)
    finish(self, known.mapped(), std::move(fact));
}

} // namespace

/// Always asks what became of the payment before it is sent: a hash that LND
/// knows as in flight or succeeded is never sent again.
void pay(self_ptr self, outbox_id id, const pay_invoice& what) {
  auto& st = self->state;
  auto owner = st.payments.emplace(what.hash, id).first->second;
  if (owner != id) // The buyer gave one invoice to two orders: it can be paid only once.
    return finish(self, id, payout_failed{what.hash, "the invoice belongs to another payout"});
  st.jobs[id].asking = true;
  st.jobs[id].known_failed = false;
  caf::anon_send(st.node, track_payment{what.hash});
}

void on_payment(self_ptr self, const lnd::payment& seen) {
  auto* job = job_of(self, seen.hash);
  if (!job)
    return;
  if (seen.state == lnd::payment_state::succeeded)
    return finish_payment(self, seen.hash, payout_succeeded{seen.hash, seen.fee});
  if (seen.state != lnd::payment_state::failed)
    return;
  // A failure that was there before our own send belongs to an earlier attempt
  // with the same invoice; the end of the stream then leads to the send.
  job->known_failed = true;
  if (job->sent)
    finish_payment(self, seen.hash, payout_failed{seen.hash, seen.failure_reason});
}

void on_payment_end(self_ptr self, const payment_stream_ended& end) {
  auto& st = self->state;
  auto* job = job_of(self, end.hash);
  if (!job)
    return;
  auto id = st.payments[end.hash];
  auto* what = std::get_if<pay_invoice>(&job->row.effect);
  expects(what != nullptr, "a payment job without a payment");
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
    return send_now(self, *job, *what);
  }
  retry_later(self, id, reason == lnd::failure::denied, end.why.text);
}

} // namespace mostro::escrow_jobs
