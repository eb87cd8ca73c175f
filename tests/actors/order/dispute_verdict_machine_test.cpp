// SPDX-License-Identifier: MIT
//
// admin-settle and admin-cancel (spec 03 §3.4-§3.6): the gate, the intent, the end.
#include "tests/actors/order/dispute_fixture.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

const auto hash = escrow_secret().hash;

order held_by(const solver_caller& who) { return order_in_dispute(filed_dispute(who.identity)); }

order cooperatively_canceled(const solver_caller& solver) {
  auto d = filed_dispute(solver.identity);
  d.status = dispute_status::seller_refunded;
  return with_dispute(closed_order(sell, order_status::cooperatively_canceled, true), d);
}

/// What both verdicts meet, as `settle / cancel`.
std::string verdicts(const order& o, const solver_caller& by, const payload& p = {}) {
  auto settle = verdict(o, settle_by(by, p));
  auto cancel = verdict(o, cancel_by(by, p));
  return settle == cancel ? settle : settle + " / " + cancel;
}

transition decided(const order& o, const order_event& e) { return advance(o, e, policy_of_node()); }

/// The effects of one kind.
template <class Effect>
std::vector<Effect> all(const transition& t) {
  std::vector<Effect> out;
  for (auto& e : t.effects)
    if (auto* found = std::get_if<Effect>(&e))
      out.push_back(*found);
  return out;
}

} // namespace

TEST_CASE("conformance/03-34: a solver who may only read decides nothing", "[03-34]") {
  CHECK(verdicts(held_by(reader()), reader()) == "not_authorized");
  auto demoted = writer();
  demoted.standing = solver_standing::none;
  CHECK(verdicts(held_by(writer()), demoted) == "not_authorized");
}

TEST_CASE("conformance/03-35: what the operator has taken is the operator's", "[03-35]") {
  CHECK(verdicts(held_by(node_operator()), writer()) == "dispute_taken_by_admin");
  CHECK(verdicts(held_by(node_operator()), reader()) == "dispute_taken_by_admin");
  auto over = filed_dispute(node_operator().identity);
  over.status = dispute_status::settled;
  CHECK(verdicts(with_dispute(paying_order(sell), over), writer()) == "is_not_your_dispute");
}

TEST_CASE("conformance/03-36: a dispute has to be taken before it is decided", "[03-36]") {
  CHECK(verdicts(order_in_dispute(), node_operator()) == "is_not_your_dispute");
  CHECK(verdicts(order_in_dispute(), writer()) == "is_not_your_dispute");
  CHECK(verdicts(held_by(writer()), node_operator()) == "is_not_your_dispute");
  CHECK(verdicts(held_by(writer()), second_writer()) == "is_not_your_dispute");
  CHECK(verdicts(active_order(pending_order(sell)), node_operator()) == "is_not_your_dispute");
}

TEST_CASE("conformance/03-38: an order that is not in dispute is not decided", "[03-38]") {
  auto d = filed_dispute(writer().identity);
  auto o = with_dispute(active_order(pending_order(sell)), d);
  CHECK(verdicts(o, writer()) == "invalid_order_status / not_allowed_by_status");
  CHECK(verdicts(with_dispute(paying_order(sell), d), writer()) ==
        "invalid_order_status / not_allowed_by_status");
  CHECK(verdicts(o, reader()) == "is_not_your_dispute");
}

TEST_CASE("conformance/03-39: the parties came to terms first, the solver is told", "[03-39]") {
  auto o = cooperatively_canceled(writer());
  for (auto& e : {cancel_by(writer()), settle_by(writer())}) {
    auto t = decided(o, e);
    CHECK(t.effects.size() == 1);
    auto& mail = effect<send_message>(t, 0);
    CHECK(mail.to == writer().identity);
    CHECK(mail.via == writer().via);
    CHECK(mail.message.action == action::cooperative_cancel_accepted);
    CHECK(mail.message.request_id == 7);
    CHECK(mail.message.trade_index == 3);
    CHECK(mail.message.id == o.id);
    CHECK(t.next.phase == o.phase);
    CHECK(t.next.dispute == o.dispute);
  }
  CHECK(verdicts(o, second_writer()) == "is_not_your_dispute");
  CHECK(verdicts(cooperatively_canceled(reader()), reader()) == "not_authorized");
}

TEST_CASE("conformance/03-40: without a locked bond none can be slashed", "[03-40]") {
  auto o = held_by(writer());
  CHECK(verdicts(o, writer(), bond_resolution_payload{false, true}) == "invalid_payload");
  CHECK(verdicts(o, writer(), bond_resolution_payload{true, false}) == "invalid_payload");
  CHECK(verdicts(o, writer(), bond_resolution_payload{true, true}) == "invalid_payload");
  CHECK(verdicts(o, writer(), bond_resolution_payload{false, false}) ==
        "settling-escrow: settle-hold-invoice / canceling-escrow: cancel-hold-invoice");
  CHECK(verdicts(o, reader(), bond_resolution_payload{true, true}) == "is_not_your_dispute");
}

TEST_CASE("dispute: a verdict with a payload of another kind is nobody's business") {
  CHECK(verdicts(held_by(writer()), writer(), amount_payload{1}) == "ignored");
}

TEST_CASE("conformance/03-41: settled by the solver, the buyer is paid", "[03-41]") {
  auto before = held_by(writer());
  auto asked = decided(before, settle_by(writer()));
  CHECK(text_of(decision{asked}) == "settling-escrow: settle-hold-invoice");
  CHECK(effect<settle_hold_invoice>(asked, 0).hash == hash);
  CHECK(effect<settle_hold_invoice>(asked, 0).preimage == escrow_secret().preimage);
  CHECK(status_of(asked.next) == order_status::dispute);
  CHECK(asked.next.dispute == before.dispute);
  auto& intent = phase<settling_escrow>(asked);
  CHECK(intent.by_admin == writer());
  CHECK_FALSE(intent.request_id);

  auto t = decided(asked.next, answer_of(escrow_settled{hash, {}}, 11));
  auto mail = all<send_message>(t);
  REQUIRE(mail.size() == 3);
  CHECK(mail[0].to == writer().sender);
  CHECK(mail[1].to == maker().trade_key);
  CHECK(mail[2].to == taker().trade_key);
  for (auto& m : mail) {
    CHECK(m.message.action == action::admin_settled);
    CHECK(m.message.trade_index == 3);
  }
  CHECK(mail[0].message.request_id == 7);
  CHECK_FALSE(mail[1].message.request_id);
  CHECK_FALSE(mail[2].message.request_id);
  REQUIRE(t.next.dispute);
  CHECK(t.next.dispute->status == dispute_status::settled);
  CHECK(all<publish_dispute>(t).size() == 1);
  CHECK(all<publish_order>(t).empty());
  CHECK(all<pay_invoice>(t).size() == 1);
  CHECK_FALSE(t.child);
}

TEST_CASE("conformance/03-42: canceled by the solver, the seller is refunded", "[03-42]") {
  auto before = held_by(writer());
  auto asked = decided(before, cancel_by(writer()));
  CHECK(text_of(decision{asked}) == "canceling-escrow: cancel-hold-invoice");
  CHECK(status_of(asked.next) == order_status::dispute);
  auto& intent = phase<canceling_escrow>(asked);
  CHECK(intent.cause == cancel_cause::admin_cancel);
  CHECK(intent.by_admin == writer());
  CHECK(intent.next == next_key());

  auto t = decided(asked.next, answer_of(escrow_canceled{hash}, 11));
  CHECK(status_of(t.next) == order_status::canceled_by_admin);
  auto mail = all<send_message>(t);
  REQUIRE(mail.size() == 3);
  CHECK(mail[0].to == writer().sender);
  CHECK(mail[1].to == maker().trade_key);
  CHECK(mail[2].to == taker().trade_key);
  for (auto& m : mail) {
    CHECK(m.message.action == action::admin_canceled);
    CHECK(m.message.request_id == 7);
    CHECK(m.message.trade_index == 3);
  }
  REQUIRE(t.next.dispute);
  CHECK(t.next.dispute->status == dispute_status::seller_refunded);
  REQUIRE(all<publish_order>(t).size() == 1);
  CHECK(all<publish_order>(t)[0].status == order_status::canceled);
  CHECK(all<publish_dispute>(t).size() == 1);
}

TEST_CASE("dispute: the operator decides what the operator has taken") {
  auto o = held_by(node_operator());
  CHECK(verdicts(o, node_operator()) ==
        "settling-escrow: settle-hold-invoice / canceling-escrow: cancel-hold-invoice");
}

TEST_CASE("dispute: a vanished escrow cannot be settled, but the trade can be canceled") {
  auto o = held_by(writer());
  std::get<disputed>(o.phase).held.vanished = true;
  CHECK(verdict(o, settle_by(writer())) == "not_allowed_by_status");
  auto t = decided(o, cancel_by(writer())); // Nothing is left to ask LND.
  CHECK(status_of(t.next) == order_status::canceled_by_admin);
  CHECK(all<cancel_hold_invoice>(t).empty());
}

TEST_CASE("dispute: while Lightning is being asked the solver has to wait") {
  auto settling = decided(held_by(writer()), settle_by(writer())).next;
  auto canceling = decided(held_by(writer()), cancel_by(writer())).next;
  auto releasing = decided(held_by(writer()), event_of(release_of(maker()))).next;
  for (auto& o : {settling, canceling, releasing}) {
    CHECK(verdicts(o, writer()) == "not_allowed_by_status");
    CHECK(verdicts(o, second_writer()) == "is_not_your_dispute");
  }
}
