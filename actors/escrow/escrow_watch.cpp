// SPDX-License-Identifier: MIT
//
// Watching over held money: the states of hold invoices, by stream and by question
// (spec 02 §3.2), and the height of the chain for the guardian (spec 02 §6.2).
#include "actors/escrow/escrow_jobs.hpp"
#include "actors/escrow/escrow_rules.hpp"
#include "actors/log.hpp"

namespace mostro::escrow_jobs {

namespace {

/// An invoice that LND does not know is told to the operator now and every hour.
constexpr unsigned polls_between_alarms = 60;

/// Absence is no state: the order goes on, the guardian bounds how long
/// (docs/decisions, "An unknown hold invoice is an alarm").
void on_unknown(self_ptr self, const payment_hash& hash) {
  auto it = self->state.watched.find(hash);
  if (it == self->state.watched.end())
    return;
  if (it->second.unknown_polls++ % polls_between_alarms == 0)
    log::error("escrow-unknown-to-lnd",
               "order={} hash={} mend=\"check that this node holds the escrow\"", it->second.order,
               hash);
}

/// Asks once for the present state of a watched invoice.
void look_at(self_ptr self, const payment_hash& hash) {
  self->request(self->state.node, call_timeout, look_up_invoice{hash})
      .then(
          [self, hash](const invoice_looked_up& answer) {
            if (auto* found = std::get_if<lnd::invoice>(&answer.outcome))
              on_invoice(self, *found);
            else if (std::get<lnd::call_error>(answer.outcome).what == lnd::failure::not_found)
              on_unknown(self, hash);
          },
          [](const caf::error&) { /* The next poll asks again. */ });
}

} // namespace

void on_invoice(self_ptr self, const lnd::invoice& seen) {
  auto& st = self->state;
  auto it = st.watched.find(seen.hash);
  if (it == st.watched.end())
    return;
  it->second.unknown_polls = 0;
  if (auto fact = news_of(seen))
    caf::anon_send(st.book, order_news{it->second.order, std::move(*fact), std::nullopt});
}

void poll_invoices(self_ptr self) {
  for (auto& [hash, watched] : self->state.watched)
    look_at(self, hash);
}

/// A restarted order watches again: the stream that goes on will not repeat what
/// the order's last life may have missed.
void watch(self_ptr self, const watch_escrow& what) {
  auto& st = self->state;
  bool again = !st.watched.emplace(what.hash, watched_escrow{what.order, 0}).second;
  if (!st.node)
    return;
  caf::anon_send(st.node, follow_invoice{what.hash});
  if (again)
    look_at(self, what.hash);
}

void unwatch(self_ptr self, const unwatch_escrow& what) {
  self->state.watched.erase(what.hash);
  if (self->state.node)
    caf::anon_send(self->state.node, unfollow_invoice{what.hash});
}

void look_at_chain(self_ptr self) {
  auto tell = [self](std::optional<uint32_t> height) {
    caf::anon_send(self->state.book, observe_chain{height});
  };
  self->request(self->state.node, call_timeout, ask_node_info{})
      .then(
          [tell](const node_info_told& answer) {
            auto* info = std::get_if<lnd::node_info>(&answer.outcome);
            tell(info && info->block_height > 0 ? std::optional{info->block_height} : std::nullopt);
          },
          [tell](const caf::error&) { tell(std::nullopt); });
}

} // namespace mostro::escrow_jobs
