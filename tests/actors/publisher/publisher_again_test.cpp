// SPDX-License-Identifier: MIT
//
// Every kind of public effect, present states published again, and the trace of what
// relays said.
#include "tests/actors/publisher/publisher_fixture.hpp"

using namespace mostro;
using namespace mostro::test;

namespace {

const std::string some_id = "308e1272-d5f4-47e6-bd97-3504baea9c23";

publish_dispute dispute_at(unix_time stamp, dispute_status status = dispute_status::initiated) {
  publish_dispute out;
  out.id = dispute_id::parse(some_id).value();
  out.status = status;
  out.opened_at = {1'699'999'000};
  out.created_at = stamp;
  return out;
}

} // namespace

TEST_CASE("conformance/01-46: two revisions of a dispute within a second, the later one is newer",
          "[01-46]") {
  publisher_fixture f;
  f.connect();
  f.commit(dispute_at(*f.world.now));
  f.commit(dispute_at(*f.world.now, dispute_status::in_progress));
  f.system.run();
  REQUIRE(f.relay_a->size() == 2);
  CHECK(f.relay_a->at(1).created_at > f.relay_a->at(0).created_at);
  for (const auto& e : *f.relay_a) {
    CHECK(e.kind == nostr::kind::dispute);
    CHECK(nostr::first_tag_value(e.tags, "created_at") == "1699999000");
  }
  CHECK(nostr::first_tag_value(f.relay_a->at(1).tags, "s") == "in-progress");
}

TEST_CASE("publisher: ratings and development fees leave with the stamp of their sending") {
  publisher_fixture f;
  f.connect();
  publish_rating rating;
  rating.subject = key_of(2).pub;
  publish_dev_fee fee;
  fee.hash.data.fill(4);
  f.commit(rating);
  f.commit(rating);
  f.commit(fee);
  f.system.run();
  REQUIRE(f.relay_a->size() == 3);
  std::vector<int64_t> ratings;
  for (const auto& e : *f.relay_a)
    if (e.kind == nostr::kind::rating)
      ratings.push_back(e.created_at.seconds - f.world.now->seconds);
  CHECK(ratings == std::vector<int64_t>{0, 1});
}

TEST_CASE("publisher: a present state is published again above what is known, durably stamped") {
  publisher_fixture f;
  f.connect();
  caf::anon_send(f.publisher, republish{dispute_at(*f.world.now), *f.world.now + seconds{5}});
  f.system.run();
  REQUIRE(f.relay_a->size() == 1);
  CHECK(f.relay_a->front().created_at == *f.world.now + seconds{6});
  CHECK(f.database->stamps.at(some_id) == *f.world.now + seconds{6});
  CHECK(f.database->outbox.empty());
  // What is decided later comes after it, although its own stamp is lower.
  f.commit(dispute_at(*f.world.now, dispute_status::settled));
  f.system.run();
  REQUIRE(f.relay_a->size() == 2);
  CHECK(f.relay_a->at(1).created_at == *f.world.now + seconds{7});
}

TEST_CASE("publisher: a state that is outdated meanwhile is not published again") {
  publisher_fixture f;
  f.connect();
  f.commit(dispute_at(*f.world.now));
  f.system.run();
  // Its reader had seen nothing of the revision above.
  caf::anon_send(f.publisher, republish{dispute_at(*f.world.now), *f.world.now - seconds{1}});
  f.system.run();
  CHECK(f.relay_a->size() == 1);
  // A revision that waits for its signature comes first, too.
  f.database->broken = true;
  f.commit(dispute_at(*f.world.now, dispute_status::settled));
  f.system.run();
  f.database->broken = false;
  caf::anon_send(f.publisher, republish{dispute_at(*f.world.now), *f.world.now});
  f.system.run();
  CHECK(f.relay_a->size() == 1);
}

TEST_CASE("publisher: nothing is published again whose stamp could not be kept") {
  publisher_fixture f;
  f.connect();
  f.database->broken = true;
  caf::anon_send(f.publisher, republish{dispute_at(*f.world.now), *f.world.now});
  f.system.run();
  CHECK(f.relay_a->empty());
}

TEST_CASE("publisher: answers of relays are noted in the trace of their order") {
  publisher_fixture f;
  f.connect();
  order_id order;
  order.data[0] = 3;
  caf::anon_send(f.publisher, deliver{{f.database->file(message_to(key_of(2).pub, 1), order),
                                       f.database->file(message_to(key_of(3).pub, 1))}});
  f.system.run();
  REQUIRE(f.relay_a->size() == 2);
  auto id = f.relay_a->at(0).id;
  f.answer("wss://a", id, true);
  f.answer("wss://b", id, false, "blocked: no");
  f.answer("wss://b", f.relay_a->at(1).id, true); // About no order.
  f.let_pass(2);
  auto trace = f.database->trace_of(order).value();
  REQUIRE(trace.size() == 2);
  CHECK(trace[0].what == "relay-accepted");
  CHECK(trace[0].text == "relay=wss://a kind=14 event=" + id.hex());
  CHECK(trace[1].what == "relay-rejected");
  CHECK(trace[1].text == "relay=wss://b kind=14 event=" + id.hex() + " text=\"blocked: no\"");
  CHECK(f.database->all<storage::note_trace>().size() == 1);
}
