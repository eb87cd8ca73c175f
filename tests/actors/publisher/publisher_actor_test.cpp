// SPDX-License-Identifier: MIT
//
// Deliveries from the outbox to the relays: order, stamps, crashes, refusals.
#include "tests/actors/publisher/publisher_fixture.hpp"

#include "actors/log.hpp"

#include <numeric>

using namespace mostro;
using namespace mostro::test;

namespace {

const nostr::key_pair alice = key_of(2);
const nostr::key_pair bob = key_of(3);

publish_order public_order(order_status status, unix_time at) {
  publish_order out;
  out.id.data[0] = 9;
  out.status = status;
  out.fiat_code = "EUR";
  out.payment_method = "cash";
  out.created_at = at;
  out.expires_at = {1'700'090'000};
  out.maker_identity = alice.pub;
  return out;
}

/// The request ids of the messages that a recipient can read, in their order.
std::vector<uint64_t> read_by(const nostr::key_pair& who, const nostr::key_pair& node,
                              const std::vector<nostr::event>& events) {
  std::vector<uint64_t> out;
  for (const auto& e : events)
    if (auto opened = open_reply(e, who.secret, node.pub))
      out.push_back(opened->request_id.value());
  return out;
}

} // namespace

TEST_CASE("publisher: messages to one trade key leave in order and never share a second") {
  publisher_fixture f;
  f.connect();
  for (uint64_t i = 1; i <= 4; ++i)
    f.commit(message_to(alice.pub, i));
  f.commit(message_to(bob.pub, 9));
  f.system.run();
  CHECK(read_by(alice, f.node, *f.relay_a) == std::vector<uint64_t>{1, 2, 3, 4});
  CHECK(read_by(bob, f.node, *f.relay_a) == std::vector<uint64_t>{9});
  std::vector<int64_t> stamps;
  for (const auto& e : *f.relay_a)
    if (nostr::first_tag_value(e.tags, "p") == alice.pub.hex())
      stamps.push_back(e.created_at.seconds - f.world.now->seconds);
  CHECK(stamps == std::vector<int64_t>{0, 1, 2, 3});
  CHECK(f.relay_b->size() == 5);
}

TEST_CASE("conformance/01-48: order messages leave in order and a refusal waits for none of them",
          "[01-48]") {
  publisher_fixture f;
  f.connect();
  for (uint64_t i = 1; i <= 5; ++i)
    f.commit(message_to(alice.pub, i));
  auto refused = message_to(bob.pub, 6);
  refused.message.action = action::cant_do;
  refused.message.payload = cant_do_payload{refusal::not_found};
  f.commit(refused);
  f.system.run();
  REQUIRE(f.relay_a->size() == 6);
  CHECK(read_by(alice, f.node, *f.relay_a) == std::vector<uint64_t>{1, 2, 3, 4, 5});
  std::vector<nostr::event> before_the_last(f.relay_a->begin(), f.relay_a->end() - 1);
  CHECK(read_by(bob, f.node, before_the_last) == std::vector<uint64_t>{6});
}

TEST_CASE("conformance/01-13: a direct reply carries exactly p and expiration thirty days ahead",
          "[01-13]") {
  publisher_fixture f;
  f.connect();
  f.commit(message_to(alice.pub, 1));
  f.system.run();
  REQUIRE(f.relay_a->size() == 1);
  auto expiration = std::to_string(f.world.now->seconds + 30 * 86'400);
  CHECK(f.relay_a->front().tags ==
        std::vector<nostr::tag>{{"p", alice.pub.hex()}, {"expiration", expiration}});
  CHECK(f.relay_a->front().kind == nostr::kind::direct);
}

TEST_CASE("publisher: stamps go on rising after a restart with the clock set back") {
  auto database = std::make_shared<memory_database>();
  unix_time last;
  {
    publisher_fixture f{database};
    f.connect();
    f.commit(message_to(alice.pub, 1));
    f.system.run();
    last = f.relay_a->back().created_at;
  }
  publisher_fixture f{database};
  *f.world.now = last - seconds{100};
  f.connect();
  f.commit(message_to(alice.pub, 2));
  f.system.run();
  REQUIRE(f.relay_a->size() == 1);
  CHECK(f.relay_a->front().created_at == last + seconds{1});
}

TEST_CASE("publisher: after a crash between keeping and sending the same event is sent") {
  auto database = std::make_shared<memory_database>();
  {
    publisher_fixture f{database}; // No relay is known in this life.
    f.commit(message_to(alice.pub, 1));
    f.system.run();
  }
  auto kept = nostr::parse_event(database->outbox.begin()->second.signed_event);
  REQUIRE(kept);
  publisher_fixture f{database};
  f.connect();
  f.deliver_recovered();
  REQUIRE(f.relay_a->size() == 1);
  CHECK(f.relay_a->front() == *kept);
  CHECK(database->all<storage::keep_signed_event>().size() == 1);
}

TEST_CASE("publisher: nothing is sent that could not be kept") {
  publisher_fixture f;
  f.connect();
  f.commit(message_to(alice.pub, 1));
  f.database->broken = true;
  f.system.run();
  CHECK(f.relay_a->empty());
  CHECK(f.undelivered_rows() == 1);
}

TEST_CASE("publisher: a row is retired when every relay has accepted it, a duplicate counts") {
  publisher_fixture f;
  f.connect();
  f.commit(message_to(alice.pub, 1));
  f.commit(message_to(bob.pub, 2));
  f.system.run();
  REQUIRE(f.relay_a->size() == 2);
  for (size_t i : {0, 1}) {
    f.answer("wss://a", f.relay_a->at(i).id, true);
    f.answer("wss://b", f.relay_a->at(i).id, false, "duplicate: have it");
  }
  f.let_pass(2);
  CHECK(f.database->outbox.empty());
  CHECK(f.undelivered_rows() == 0);
  CHECK(f.database->all<storage::retire_outbox>().size() == 1);
}

TEST_CASE("publisher: a row that every relay refuses is repeated and reported, never dropped") {
  std::vector<std::string> lines;
  log::redirect([&](log::level, std::string_view line) { lines.emplace_back(line); });
  publisher_fixture f;
  f.connect();
  f.commit(message_to(alice.pub, 1));
  f.system.run();
  REQUIRE(f.relay_a->size() == 1);
  auto id = f.relay_a->front().id;
  f.answer("wss://a", id, false, "blocked: no");
  f.answer("wss://b", id, false, "blocked: no");
  CHECK(f.relay_a->size() == 1);
  f.let_pass(4);
  REQUIRE(f.relay_a->size() == 2);
  CHECK(f.relay_a->at(1).id == id);
  CHECK(f.undelivered_rows() == 1);
  log::redirect({});
  auto count = [&](std::string_view name) {
    return std::count_if(lines.begin(), lines.end(),
                         [&](const std::string& line) { return line.starts_with(name); });
  };
  CHECK(count("publish-refused ") == 2);
  CHECK(count("publish-refused-by-all ") == 1);
}

TEST_CASE("publisher: an unanswered row is offered again every 30 seconds") {
  publisher_fixture f;
  f.connect();
  f.commit(message_to(alice.pub, 1));
  f.let_pass(28);
  CHECK(f.relay_a->size() == 1);
  f.let_pass(5);
  CHECK(f.relay_a->size() == 2);
}

TEST_CASE("publisher: a pending order shows its maker's rating and the stamp of its decision") {
  storage::user_record maker;
  maker.identity = alice.pub;
  maker.created_at = {1'700'000'000 - 3 * 86'400};
  maker.total_reviews = 4;
  maker.total_rating = 4.5;
  publisher_fixture f{std::make_shared<memory_database>(), 100, {maker}};
  f.connect();
  f.commit(public_order(order_status::pending, {1'699'999'990}));
  f.commit(public_order(order_status::in_progress, {1'699'999'990}));
  f.system.run();
  REQUIRE(f.relay_a->size() == 2);
  auto& pending = f.relay_a->at(0);
  CHECK(pending.created_at.seconds == 1'699'999'990);
  CHECK(nostr::first_tag_value(pending.tags, "rating").value().find("\"total_reviews\":4") !=
        std::string::npos);
  CHECK(nostr::first_tag_value(pending.tags, "rating").value().find("\"days\":3") !=
        std::string::npos);
  auto& taken = f.relay_a->at(1);
  CHECK(taken.created_at.seconds == 1'699'999'991);
  CHECK_FALSE(nostr::first_tag_value(taken.tags, "rating"));
  CHECK(nostr::verify(taken));
  CHECK(nostr::first_tag_value(taken.tags, "network") == "unknown");
  node_changed news;
  news.info.network = "regtest";
  caf::anon_send(f.publisher, news);
  f.commit(public_order(order_status::success, {1'700'000'000}));
  f.system.run();
  CHECK(nostr::first_tag_value(f.relay_a->back().tags, "network") == "regtest");
}

TEST_CASE("publisher: a message that can never be wrapped is retired and its followers go on") {
  publisher_fixture f;
  f.connect();
  auto endless = message_to(alice.pub, 1);
  endless.message.payload = text_payload{std::string(70'000, 'x')};
  f.commit(endless);
  f.commit(message_to(alice.pub, 2));
  f.let_pass(2);
  CHECK(read_by(alice, f.node, *f.relay_a) == std::vector<uint64_t>{2});
  CHECK(f.undelivered_rows() == 1);
}

TEST_CASE("publisher: of announcements the newest is sent again to a relay that comes back") {
  publisher_fixture f;
  f.connect();
  for (const auto* text : {"old", "new"}) {
    nostr::event_draft draft;
    draft.kind = nostr::kind::metadata;
    draft.content = text;
    caf::anon_send(f.publisher, announce{draft});
  }
  f.system.run();
  REQUIRE(f.relay_a->size() == 2);
  CHECK(f.relay_a->at(1).created_at == f.relay_a->at(0).created_at + seconds{1});
  caf::anon_send(f.publisher, relay_changed{"wss://b", false});
  caf::anon_send(f.publisher, relay_changed{"wss://b", true});
  f.system.run();
  CHECK(f.relay_a->size() == 2);
  REQUIRE(f.relay_b->size() == 3);
  CHECK(f.relay_b->at(2).content == "new");
  CHECK(f.relay_b->at(2).id == f.relay_a->at(1).id);
}

TEST_CASE("publisher: rows beyond the bound wait in the database and are delivered later") {
  publisher_fixture f{std::make_shared<memory_database>(), 4};
  f.connect();
  for (uint64_t i = 1; i <= 20; ++i)
    f.commit(message_to(alice.pub, i));
  f.system.run();
  CHECK(f.relay_a->size() == 4);
  CHECK(f.undelivered_rows() == 20);
  for (size_t answered = 0; answered < 20; ++answered) {
    REQUIRE(answered < f.relay_a->size());
    f.answer("wss://a", f.relay_a->at(answered).id, true);
    f.let_pass(2);
  }
  std::vector<uint64_t> all(20);
  std::iota(all.begin(), all.end(), 1);
  CHECK(read_by(alice, f.node, *f.relay_a) == all);
  f.let_pass(700); // The other relay has its time for the last ones, too.
  CHECK(f.database->outbox.empty());
  CHECK(f.undelivered_rows() == 0);
}
