// SPDX-License-Identifier: MIT
//
// Revisions that no relay has, or that a relay has newer than we know: read from the
// database and handed to the publisher, which stamps and signs them.
#include "actors/log.hpp"
#include "actors/reconciler/book_reconciler_steps.hpp"
#include "actors/supervision.hpp"
#include "messages/public_revision.hpp"

namespace mostro::reconciling {
namespace {

constexpr auto store_timeout = std::chrono::seconds(30);

void not_read(const caf::error& why) {
  log::warn("book-order-not-read", "why=\"{}\"", text_of(why)); // Named again in five minutes.
}

void revive(self_pointer self, const order& o, unix_time above) {
  auto& state = self->state;
  const auto now = state.setup.environment.now();
  const auto shown = shown_status(o);
  const bool is_pending = shown == order_status::pending;
  if (!shown || (!is_pending && above + state.setup.order_retention <= now)) {
    state.session->forget(o.id.text()); // Its event lives no longer.
    return;
  }
  if (is_pending && o.terms.expires_at <= now)
    return; // It is about to be decided.
  const auto stamp = std::max(now, o.last_stamp + seconds{1});
  caf::anon_send(state.setup.publisher, republish{public_revision(o, *shown, stamp), above});
}

void revive(self_pointer self, const dispute& d, unix_time above) {
  auto& state = self->state;
  const auto now = state.setup.environment.now();
  if (is_over(d.status) && above + state.setup.dispute_retention <= now) {
    state.session->forget(d.id.text());
    return;
  }
  const auto stamp = std::max(now, d.last_stamp + seconds{1});
  caf::anon_send(state.setup.publisher, republish{public_revision(d, stamp), above});
}

/// What is no order may be a dispute, which lives inside its order.
void look_for_dispute(self_pointer self, const newer_revision& one) {
  auto id = dispute_id::parse(one.d);
  if (!id) {
    self->state.session->forget(one.d);
    return;
  }
  auto read = [self, one](const orders_read& got) {
    if (!got.orders.empty() && got.orders.front().dispute)
      revive(self, *got.orders.front().dispute, one.stamp);
  };
  self->request(self->state.setup.archive, store_timeout, find_dispute_order{*id})
      .then(
          [self, one, read](const dispute_order_found& found) {
            if (!found.order)
              self->state.session->forget(one.d);
            else
              self->request(self->state.setup.archive, store_timeout, read_orders{{*found.order}})
                  .then(read, not_read);
          },
          not_read);
}

} // namespace

void make_anew(self_pointer self, std::vector<newer_revision> which) {
  std::map<order_id, newer_revision> wanted;
  read_orders question;
  for (auto& one : which)
    if (auto id = order_id::parse(one.d); id && question.ids.size() < most_orders_read) {
      question.ids.push_back(*id);
      wanted.emplace(*id, std::move(one));
    }
  if (wanted.empty())
    return;
  self->request(self->state.setup.archive, store_timeout, std::move(question))
      .then(
          [self, wanted = std::move(wanted)](const orders_read& got) mutable {
            for (const auto& o : got.orders)
              if (auto one = wanted.extract(o.id))
                revive(self, o, one.mapped().stamp);
            for (const auto& [id, one] : wanted)
              look_for_dispute(self, one);
          },
          not_read);
}

} // namespace mostro::reconciling
