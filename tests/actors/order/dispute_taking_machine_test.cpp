// SPDX-License-Identifier: MIT
//
// admin-take-dispute (spec 03 §3.3): who may, and what everybody is told.
#include "tests/actors/order/dispute_fixture.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

using standing = solver_standing;

bool is_taken(const order& o, const solver_caller& by, standing holder) {
  auto d = judge(o, take_by(by, holder, 5), policy_of_node());
  auto* t = std::get_if<transition>(&d);
  if (!t) {
    CHECK(text_of(d) == "invalid_pubkey");
    return false;
  }
  CHECK(t->next.dispute->solver == by.identity);
  CHECK(t->next.dispute->status == dispute_status::in_progress);
  return true;
}

order held_by(const solver_caller& who) { return order_in_dispute(filed_dispute(who.identity)); }

} // namespace

TEST_CASE("conformance/03-30: a solver takes a dispute, it and both parties are told", "[03-30]") {
  auto before = order_in_dispute();
  auto by = reader();
  auto t = advance(before, take_by(by, standing::none, 5));
  CHECK(text_of(decision{t}) == "dispute: admin-took-dispute>" + by.identity.hex() +
                                    " admin-took-dispute>taker admin-took-dispute>maker "
                                    "publish-dispute");
  REQUIRE(t.next.dispute);
  CHECK(t.next.dispute->status == dispute_status::in_progress);
  CHECK(t.next.dispute->solver == by.identity);
  CHECK(t.next.dispute->taken_at == start + seconds{5});
  CHECK(t.next.dispute->created_at == start);
  CHECK(t.next.phase == before.phase);

  auto& mail = effect<send_message>(t, 0);
  CHECK(mail.to == by.identity);
  CHECK(mail.via == by.via);
  CHECK(mail.message.wrapper == envelope::dispute);
  CHECK(mail.message.request_id == 7);
  CHECK(mail.message.id->data == fresh_dispute_id().data);
  auto* p = std::get_if<dispute_payload>(&mail.message.payload);
  REQUIRE(p != nullptr);
  CHECK(p->id == fresh_dispute_id());
  REQUIRE(p->info);
  CHECK(p->info->id == before.id);
  CHECK(p->info->status == "dispute");

  for (size_t i : {1u, 2u}) {
    CHECK(told(t, i).wrapper == envelope::order);
    CHECK(told(t, i).id == before.id);
    CHECK(told(t, i).request_id == 7);
    CHECK(told(t, i).payload == payload{peer_payload{by.identity.hex(), std::nullopt}});
  }
  CHECK(effect<publish_dispute>(t, 3).status == dispute_status::in_progress);
  CHECK(effect<publish_dispute>(t, 3).created_at == start + seconds{5});
}

TEST_CASE("conformance/03-31: who takes over from whom", "[03-31]") {
  CHECK(is_taken(held_by(reader()), writer(), standing::read));
  CHECK_FALSE(is_taken(held_by(writer()), second_writer(), standing::read_write));
  CHECK(is_taken(held_by(writer()), node_operator(), standing::read_write));
  CHECK_FALSE(is_taken(held_by(node_operator()), writer(), standing::admin));
}

TEST_CASE("conformance/03-32: a dispute that is over is taken by nobody", "[03-32]") {
  auto d = filed_dispute(writer().identity);
  d.status = dispute_status::settled;
  for (auto& by : {node_operator(), writer(), reader()})
    CHECK_FALSE(is_taken(with_dispute(paying_order(sell), d), by, standing::read_write));
}

TEST_CASE("dispute: traders and strangers take none") {
  CHECK_FALSE(is_taken(order_in_dispute(), caller(1, standing::none), standing::none));
  CHECK_FALSE(is_taken(order_in_dispute(), caller(0x70, standing::none), standing::none));
}

TEST_CASE("dispute: where there is none there is none to take") {
  for (auto& o : {pending_order(sell), active_order(pending_order(sell)), paying_order(sell),
                  closed_order(sell, order_status::canceled, false)})
    CHECK(verdict(o, take_by(node_operator())) == "not_found");
}

TEST_CASE("dispute: its solver may take it again, and everybody is told again") {
  auto o = held_by(reader());
  auto t = advance(o, take_by(reader(), standing::read, 50));
  CHECK(t.effects.size() == 4);
  CHECK(t.next.dispute->taken_at == start + seconds{50});
}

TEST_CASE("dispute: one without known initiator can be taken") {
  auto d = filed_dispute();
  d.initiator.reset();
  auto t = advance(order_in_dispute(d), take_by(writer()));
  CHECK(t.effects.size() == 4);
  CHECK_FALSE(effect<publish_dispute>(t, 3).initiator);
}

TEST_CASE("dispute: it can be taken over while the release is on its way to Lightning") {
  auto asked = advance(held_by(reader()), event_of(release_of(maker()), 20));
  auto t = advance(asked.next, take_by(writer(), standing::read, 21));
  CHECK(t.next.phase == asked.next.phase);
  CHECK(t.next.dispute->solver == writer().identity);
}
