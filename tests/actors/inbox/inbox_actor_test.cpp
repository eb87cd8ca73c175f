// SPDX-License-Identifier: MIT
//
// The conformance cases of intake (spec 01 §7), end to end through the real
// signer, store and reputation.
#include "tests/actors/inbox/inbox_fixture.hpp"

using namespace mostro;
using namespace mostro::test;

TEST_CASE("conformance/01-13: a first new-order in reputation mode reaches the book", "[01-13]") {
  inbox_fixture f;
  f.begin();
  f.send(new_order(1));
  REQUIRE(f.requests->size() == 1);
  auto& seen = f.requests->front();
  CHECK(seen.what.sender == trade_key.pub);
  CHECK(seen.what.identity == identity_key.pub);
  CHECK(seen.what.message.action == action::new_order);
  CHECK(seen.received_at == *f.world.now);
  CHECK(f.database->unfinished.contains(seen.inbound));
  CHECK(f.replies->empty());
}

TEST_CASE("conformance/01-14: the same event over two relays is worked on once", "[01-14]") {
  inbox_fixture f;
  f.begin();
  auto e = f.wrap(new_order(1), {trade_key, identity_key});
  f.post(e, "wss://a");
  f.post(e, "wss://b");
  f.system.run();
  f.arrive(e, "wss://b");
  CHECK(f.requests->size() == 1);
}

TEST_CASE("conformance/01-15: a forged copy does not censor the genuine event", "[01-15]") {
  inbox_fixture f;
  f.begin();
  auto genuine = f.wrap(new_order(1), {trade_key, identity_key});
  auto forged = genuine;
  forged.sig[5] ^= 1;
  f.arrive(forged);
  CHECK(f.silent());
  CHECK(f.database->seen.empty());
  f.arrive(genuine);
  CHECK(f.requests->size() == 1);
}

TEST_CASE("conformance/01-18: full privacy needs neither signature nor index", "[01-18]") {
  inbox_fixture f;
  f.begin();
  f.arrive(f.wrap(new_order(std::nullopt), {trade_key, std::nullopt}));
  REQUIRE(f.requests->size() == 1);
  CHECK(f.requests->front().what.identity == trade_key.pub);
}

TEST_CASE("conformance/01-20: a new-order of 60 seconds passes, one of 61 is silent", "[01-20]") {
  inbox_fixture f;
  f.begin();
  f.send(new_order(1), 61);
  CHECK(f.silent());
  CHECK(f.database->unfinished.empty());
  f.send(new_order(1), 60);
  CHECK(f.requests->size() == 1);
}

TEST_CASE("intake: a release of yesterday is accepted, an older one is not (decision 2)") {
  inbox_fixture f;
  f.begin();
  f.send(request_of(action::release), 86'401);
  CHECK(f.silent());
  f.send(request_of(action::release), 86'400);
  CHECK(f.requests->size() == 1);
}

TEST_CASE("conformance/01-21: a message an hour ahead is accepted and remembered until then",
          "[01-21]") {
  inbox_fixture f;
  f.begin();
  f.send(new_order(1), -3600);
  REQUIRE(f.requests->size() == 1);
  auto kept = f.database->all<storage::keep_inbound>();
  REQUIRE(kept.size() == 1);
  CHECK(kept[0].received_at == *f.world.now + seconds{3600});
}

TEST_CASE("conformance/01-23: a key is no first contact as soon as the book knows it",
          "[01-23][01-24]") {
  intake_settings settings;
  settings.pow_first_contact = 24;
  inbox_fixture f{std::make_shared<memory_database>(), settings};
  f.begin();
  f.send(request_of(action::release));
  CHECK(f.silent());
  caf::anon_send(f.inbox, know_keys{{trade_key.pub}});
  f.send(request_of(action::release));
  CHECK(f.requests->size() == 1);
  caf::anon_send(f.inbox, forget_keys{{trade_key.pub}});
  f.send(request_of(action::cancel));
  CHECK(f.requests->size() == 1);
}

TEST_CASE("conformance/01-25: a gift wrap is silent on nip44 and accepted where both are spoken",
          "[01-25]") {
  inbox_fixture nip44_only;
  nip44_only.begin();
  auto m = new_order(1);
  nip44_only.arrive(nip44_only.wrap(m, {trade_key, identity_key}, 0, transport::gift_wrap));
  CHECK(nip44_only.silent());

  intake_settings both;
  both.accepts_gift_wrap = true;
  inbox_fixture f{std::make_shared<memory_database>(), both};
  f.begin();
  f.arrive(f.wrap(m, {trade_key, identity_key}, 0, transport::gift_wrap));
  REQUIRE(f.requests->size() == 1);
  CHECK(f.requests->front().what.via == transport::gift_wrap);
  CHECK(f.requests->front().what.identity == identity_key.pub);
}

TEST_CASE("conformance/01-26: a used index is refused to the trade key, id only if it was sent",
          "[01-26]") {
  inbox_fixture f{std::make_shared<memory_database>(), {}, {user_at(7)}};
  f.begin();
  f.send(new_order(7));
  auto reply = f.only_reply();
  CHECK(reason_of(reply) == refusal::invalid_trade_index);
  CHECK(reply.to == trade_key.pub);
  CHECK(reply.message.request_id == 77u);
  CHECK_FALSE(reply.message.id);
  CHECK(f.requests->empty());
  CHECK(f.database->unfinished.empty()); // Answered and finished in one commit.
}

TEST_CASE("conformance/01-26: the refusal travels in the transport of the request", "[01-26]") {
  intake_settings both;
  both.accepts_gift_wrap = true;
  inbox_fixture f{std::make_shared<memory_database>(), both, {user_at(7)}};
  f.begin();
  f.arrive(f.wrap(new_order(7), {trade_key, identity_key}, 0, transport::gift_wrap));
  CHECK(f.only_reply().via == transport::gift_wrap);
}

TEST_CASE("conformance/01-29: a new user with index zero is silent", "[01-29]") {
  inbox_fixture f;
  f.begin();
  f.send(new_order(0));
  CHECK(f.silent());
  CHECK(f.database->unfinished.empty());
}

TEST_CASE("conformance/01-30: a known identity without a signature is silent", "[01-30]") {
  inbox_fixture f{std::make_shared<memory_database>(), {}, {user_at(7)}};
  f.begin();
  f.arrive(f.wrap(new_order(8), {identity_key, std::nullopt}));
  CHECK(f.silent());
}

TEST_CASE("conformance/01-31: a wrong shape is silent and leaves nothing behind",
          "[01-31][01-32]") {
  inbox_fixture f;
  f.begin();
  auto take = request_of(action::take_sell);
  take.id.reset();
  f.send(take);
  auto rate = request_of(action::rate_user);
  rate.payload = amount_payload{5};
  f.send(rate);
  auto restore = request_of(action::restore_session);
  restore.payload = text_payload{"x"};
  f.send(restore);
  auto cancel = request_of(action::cancel);
  cancel.payload = bond_resolution_payload{};
  f.send(cancel);
  CHECK(f.silent());
  CHECK(f.database->unfinished.empty());
  CHECK(f.database->seen.empty());
}

TEST_CASE("conformance/01-33: pay-invoice is refused with invalid_action", "[01-33]") {
  inbox_fixture f;
  f.begin();
  auto m = request_of(action::pay_invoice);
  m.payload = payment_request_payload{std::nullopt, "lnbc1", std::nullopt};
  f.send(m);
  auto reply = f.only_reply();
  CHECK(reason_of(reply) == refusal::invalid_action);
  CHECK(reply.message.id == m.id);
}

TEST_CASE("conformance/01-34: what only the node sends is silent and finished", "[01-34]") {
  inbox_fixture f;
  f.begin();
  f.send(request_of(action::released));
  f.send(request_of(action::send_dm));
  CHECK(f.silent());
  CHECK(f.database->seen.size() == 2);
  CHECK(f.database->unfinished.empty());
}

TEST_CASE("conformance/01-35: the wrapper is not judged", "[01-35]") {
  inbox_fixture f;
  f.begin();
  auto m = new_order(1);
  m.wrapper = envelope::rate;
  f.send(m);
  CHECK(f.requests->size() == 1);
}

TEST_CASE("conformance/01-36: last-trade-index is answered from the reputation", "[01-36]") {
  inbox_fixture stranger;
  stranger.begin();
  stranger.send(request_of(action::last_trade_index));
  CHECK(reason_of(stranger.only_reply()) == refusal::not_found);

  inbox_fixture f{std::make_shared<memory_database>(), {}, {user_at(7)}};
  f.begin();
  f.send(request_of(action::last_trade_index));
  auto reply = f.only_reply();
  CHECK(reply.message.wrapper == envelope::restore);
  CHECK(reply.message.trade_index == 7);
  CHECK(reply.message.request_id == 77u);
  CHECK(f.database->unfinished.empty());
}

TEST_CASE("intake: two messages of one sender reach the book in their order") {
  inbox_fixture f;
  f.begin();
  f.post(f.wrap(new_order(1), {trade_key, identity_key}));
  for (auto a : {action::fiat_sent, action::release, action::cancel})
    f.post(f.wrap(request_of(a), {trade_key, identity_key}));
  f.system.run();
  std::vector<action> seen;
  for (const auto& r : *f.requests)
    seen.push_back(r.what.message.action);
  CHECK(seen ==
        std::vector<action>{action::new_order, action::fiat_sent, action::release, action::cancel});
}
