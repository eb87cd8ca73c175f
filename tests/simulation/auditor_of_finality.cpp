// SPDX-License-Identifier: MIT
//
// What may follow what: one writer, the end that is final (I9, I19), one initiator of a cancel
// (I20), and what a range order's slice leaves over (I15).
#include "tests/simulation/auditor.hpp"
#include "tests/simulation/order_reading.hpp"

namespace mostro::simulation {

void auditor::compare(const book& before, const storage::order_write& change) {
  auto& was = before.now;
  auto& next = change.next;
  if (next.seq != was.seq + 1)
    broken("one writer per order", next, "the sequence has a gap");
  if (is_closed(was))
    check_finality(was, change);
  auto* old_trade = trade_of(was);
  auto* new_trade = trade_of(next);
  if (old_trade && new_trade && old_trade->cancel_initiator && new_trade->cancel_initiator &&
      old_trade->taker.trade_key == new_trade->taker.trade_key &&
      *old_trade->cancel_initiator != *new_trade->cancel_initiator)
    broken("I20 one initiator of a cancel", next, "the initiator changed");
}

/// Of a closed order only a trader or a solver may still want something: a rating of each side,
/// once (spec 03 §5), or the answer to an admin command that comes too late (spec 03 §3.4), which
/// changes nothing. LND, the clock and the chain change nothing at all.
void auditor::check_finality(const order& was, const storage::order_write& change) {
  auto& next = change.next;
  if (status_of(was) != status_of(next) || !is_closed(next)) {
    broken("I9 the end is final", next, "it was " + std::string{to_string(status_of(was))});
    return;
  }
  auto& cause = change.journal.cause;
  if (cause != "rating-given" && cause != "admin-settle-requested" &&
      cause != "admin-cancel-requested")
    broken("I19 nothing happens after the end", next, cause);
  auto allowed = was;
  allowed.seq = next.seq;
  if (cause == "rating-given") {
    auto& old_ratings = phase_of<closed>(was)->ratings;
    auto& new_ratings = phase_of<closed>(next)->ratings;
    const bool takes_back = (old_ratings.by_buyer && !new_ratings.by_buyer) ||
                            (old_ratings.by_seller && !new_ratings.by_seller);
    if (takes_back || old_ratings == new_ratings)
      broken("I19 a rating is given once", next, "none was added");
    std::get<closed>(allowed.phase).ratings = new_ratings;
  }
  if (allowed != next)
    broken("I19 nothing changes after the end", next, cause + " changed more than it may");
  for (auto& effect : change.effects)
    if (!std::holds_alternative<send_message>(effect))
      broken("I19 nothing is done after the end", next, name_of(effect));
}

void auditor::check_child(const order& parent, const order& child) {
  auto* t = trade_of(parent);
  if (child.terms.range_parent != parent.id || !t || !parent.terms.is_range()) {
    broken("I15 a child has its parent", child, "it names another, or the parent is no range");
    return;
  }
  const auto rest = child.terms.max_amount.value_or(child.terms.fiat_amount);
  if (t->fiat_amount + rest != *parent.terms.max_amount)
    broken("I15 slice and child make the parent", child,
           std::to_string(t->fiat_amount) + " + " + std::to_string(rest) + " of " +
               std::to_string(*parent.terms.max_amount));
  if (child.terms.is_range() && *child.terms.min_amount > *child.terms.max_amount)
    broken("I15 slice and child make the parent", child, "the child's range is empty");
  if (child.seq != 1 || !phase_of<pending>(child) || child.dispute || child.terms.amount.value != 0)
    broken("I15 a child is new", child, "it inherits what it must not");
}

} // namespace mostro::simulation
