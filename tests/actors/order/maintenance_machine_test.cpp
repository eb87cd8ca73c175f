// SPDX-License-Identifier: MIT
//
// Maintenance: nothing new begins, everything that runs is finished.
#include "tests/actors/order/intent_fixture.hpp"
#include "tests/actors/order/new_order_request.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

order_policy in_maintenance() {
  auto out = policy_of_node();
  out.maintenance = true;
  return out;
}

} // namespace

TEST_CASE("maintenance: new orders and takes are refused, whatever else is wrong with them") {
  auto wanted = request(sell);
  CHECK(text_of(create_order(wanted, start, in_maintenance())) == "not_allowed_by_status");
  wanted.wanted.kind.reset();
  CHECK(text_of(create_order(wanted, start, in_maintenance())) == "not_allowed_by_status");
  CHECK(outcome(pending_order(sell), event_of(take_of(sell, good_invoice())), in_maintenance()) ==
        "not_allowed_by_status");
  CHECK(outcome(pending_order(buy), event_of(take_of(buy)), in_maintenance()) ==
        "not_allowed_by_status");
}

TEST_CASE("maintenance: a cancel, a release, a dispute and a payout go on") {
  auto p = in_maintenance();
  auto going_on = [&p](const order& o, const order_event& e) {
    return std::holds_alternative<transition>(judge(o, e, p));
  };
  auto o = pending_order(sell);
  CHECK(going_on(o, event_of(cancel_requested{maker(), 7})));
  CHECK(going_on(waiting_invoice_order(sell), event_of(invoice_of(taker()))));
  CHECK(going_on(active_order(o), event_of(fiat_sent_of(taker()))));
  CHECK(going_on(fiat_sent_order(o), event_of(release_of(maker()))));
  CHECK(going_on(fiat_sent_order(o), dispute_by(taker())));
  CHECK(going_on(disputed_order(o), settle_by(writer())));
  CHECK(going_on(paying_order(sell), answer_of(payout_succeeded{hash_of_payee(50), msats{1}})));
}
