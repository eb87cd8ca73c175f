// SPDX-License-Identifier: MIT
//
// The reconciler between the real publisher, signer and store and small relays that
// keep what they accept and can be asked for it.
#include "actors/reconciler/book_reconciler_actor.hpp"

#include "actors/actor_error.hpp"
#include "actors/log.hpp"
#include "tests/actors/publisher/publisher_fixture.hpp"

using namespace mostro;
using namespace mostro::test;

namespace {

/// A relay that keeps the newest revision of each `d`, seen from outside.
struct shelf {
  std::map<std::string, nostr::event> book;
  std::vector<nostr::event> received;
  std::vector<nostr::filter> questions;
  bool refuses = false;
  bool is_deaf = false; ///< Answers no question.
};

relay_actor::behavior_type shelf_relay(relay_actor::pointer, std::shared_ptr<shelf> s) {
  return {[s](const publish_event& what) {
            s->received.push_back(what.what);
            auto d = nostr::first_tag_value(what.what.tags, "d");
            if (s->refuses || !d)
              return;
            auto& kept = s->book[*d];
            if (kept.created_at < what.what.created_at)
              kept = what.what;
          },
          [](const socket_opened&) {},
          [](const socket_received&) {},
          [](const socket_closed&) {},
          [](const relay_tick&) {},
          [](const stop_relay&) {},
          [s](const query_relay& question) -> caf::result<relay_queried> {
            s->questions.push_back(question.what);
            if (s->is_deaf)
              return make_error(actor_error::not_available);
            relay_queried out;
            out.complete = true;
            for (const auto& [d, event] : s->book)
              if (nostr::matches(question.what, event))
                out.events.push_back(event);
            return out;
          }};
}

order pending_order(uint8_t number) {
  order out;
  out.id.data[0] = number;
  out.seq = 1;
  out.terms.fiat_code = "EUR";
  out.terms.payment_method = "cash";
  out.terms.expires_at = {1'700'080'000};
  out.last_stamp = {1'700'000'000};
  out.phase = pending{};
  return out;
}

/// One life of publisher and reconciler on a database and two shelves.
struct fixture : publisher_fixture {
  std::shared_ptr<shelf> a, b;
  book_reconciler_actor reconciler;

  explicit fixture(std::shared_ptr<memory_database> on, std::shared_ptr<shelf> first,
                   std::shared_ptr<shelf> second)
      : publisher_fixture(std::move(on)), a(std::move(first)), b(std::move(second)) {
    routes = {{"wss://a", system.spawn(shelf_relay, a)}, {"wss://b", system.spawn(shelf_relay, b)}};
    book_reconciler_setup setup;
    store_setup storing;
    storing.database = database;
    setup.archive = system.spawn(store_behavior, storing);
    setup.publisher = publisher;
    setup.environment = world.environment();
    setup.node = node.pub;
    setup.stamps = database->recover().value().stamps;
    setup.large_book = 3;
    reconciler = system.spawn(book_reconciler_behavior, setup);
    caf::anon_send(publisher, use_reconciler{reconciler});
    caf::anon_send(reconciler, use_relays{routes});
    connect();
    for (const auto& route : routes)
      say_connected(route.url, true);
  }
  void say_connected(const std::string& url, bool connected) {
    caf::anon_send(reconciler, relay_changed{url, connected});
    system.run();
  }
  /// Wall clock and timers go on together.
  void pass(int seconds_count) {
    for (int i = 0; i < seconds_count; ++i) {
      *world.now = *world.now + seconds{1};
      let_pass(1);
    }
  }
  /// Commits a revision, as the order actor does with its decisions.
  void publish(const order& o, order_status shown) {
    publish_order effect;
    effect.id = o.id;
    effect.status = shown;
    effect.fiat_code = "EUR";
    effect.payment_method = "cash";
    effect.expires_at = o.terms.expires_at;
    effect.created_at = *world.now;
    database->orders[o.id] = o;
    commit(effect);
    system.run();
    auto row = database->outbox.rbegin()->first;
    answer("wss://a", event_of(row), true);
  }
  event_id event_of(outbox_id row) {
    return nostr::parse_event(database->outbox.at(row).signed_event).value().id;
  }
};

struct lines_of_log {
  std::vector<std::string> lines;
  lines_of_log() {
    log::redirect([this](log::level, std::string_view line) { lines.emplace_back(line); });
  }
  ~lines_of_log() { log::redirect({}); }
  size_t count(std::string_view name) const {
    return static_cast<size_t>(
        std::count_if(lines.begin(), lines.end(), [&](auto& l) { return l.starts_with(name); }));
  }
};

struct lives {
  std::shared_ptr<memory_database> database = std::make_shared<memory_database>();
  std::shared_ptr<shelf> a = std::make_shared<shelf>();
  std::shared_ptr<shelf> b = std::make_shared<shelf>();
};

} // namespace

TEST_CASE("reconciler: a relay that refused an event is offered the same one a minute later") {
  lives all;
  all.b->refuses = true;
  fixture f{all.database, all.a, all.b};
  f.publish(pending_order(1), order_status::pending);
  f.pass(30);
  REQUIRE(all.a->book.size() == 1);
  CHECK(all.b->book.empty());
  all.b->refuses = false;
  f.pass(60);
  CHECK(all.b->book == all.a->book);
  auto received = all.a->received.size();
  f.pass(300);
  CHECK(all.a->received.size() == received); // It has everything and is left in peace.
}

TEST_CASE("reconciler: after a restart one relay's events are given to the other as they are") {
  lives all;
  {
    fixture f{all.database, all.a, all.b};
    all.b->refuses = true;
    f.publish(pending_order(1), order_status::pending);
    f.publish(pending_order(2), order_status::pending);
    f.publish(pending_order(2), order_status::canceled);
    f.pass(3);
  }
  all.b->refuses = false;
  fixture f{all.database, all.a, all.b};
  f.pass(130);
  CHECK(all.b->book.size() == 2);
  CHECK(all.b->book == all.a->book);
}

TEST_CASE("reconciler: a revision that every relay lost is signed anew above its stamp") {
  lives all;
  auto open = pending_order(1);
  auto over = pending_order(2);
  over.phase = closed{order_status::expired, {}, {}, {}, {}, {}};
  {
    fixture f{all.database, all.a, all.b};
    f.publish(open, order_status::pending);
    f.publish(over, order_status::canceled);
    f.pass(3);
  }
  auto before = all.a->book;
  all.a->book.clear();
  all.b->book.clear();
  lines_of_log log;
  fixture f{all.database, all.a, all.b};
  f.pass(130);
  REQUIRE(all.a->book.size() == 2);
  CHECK(all.b->book == all.a->book);
  CHECK(log.count("book-revisions-lost") > 0);
  for (const auto& [d, was] : before) {
    auto& is = all.a->book.at(d);
    CHECK(is.created_at > was.created_at);
    CHECK(nostr::verify(is));
    CHECK(nostr::first_tag_value(is.tags, "s") == nostr::first_tag_value(was.tags, "s"));
    CHECK(all.database->stamps.at(d) == is.created_at);
  }
}

TEST_CASE("reconciler: a lost dispute is found by its order and signed anew") {
  lives all;
  auto o = pending_order(1);
  o.phase = disputed{};
  o.dispute = dispute{};
  o.dispute->id.data[3] = 7;
  o.dispute->initiator = trade_role::buyer;
  o.dispute->created_at = {1'699'999'000};
  all.database->orders[o.id] = o;
  all.database->disputes[o.dispute->id] = o.id;
  all.database->stamps[o.dispute->id.text()] = {1'700'000'000};
  all.database->stamps["00000000-0000-0000-0000-0000000000ff"] = {1'700'000'000}; // Of nothing.
  fixture f{all.database, all.a, all.b};
  f.pass(130);
  REQUIRE(all.a->book.size() == 1);
  auto& shown = all.a->book.at(o.dispute->id.text());
  CHECK(shown.kind == nostr::kind::dispute);
  CHECK(nostr::first_tag_value(shown.tags, "initiator") == "buyer");
  CHECK(shown.created_at > unix_time{1'700'000'000});
}

TEST_CASE("reconciler: a newer event of ours at a relay is an alarm and is superseded") {
  lives all;
  auto o = pending_order(1);
  {
    fixture f{all.database, all.a, all.b};
    f.publish(o, order_status::pending);
    auto backup = *all.database;
    o.phase = closed{order_status::canceled, {}, {}, {}, {}, {}};
    f.pass(100);
    f.publish(o, order_status::canceled);
    f.pass(3);
    *all.database = backup;
  }
  CHECK(nostr::first_tag_value(all.a->book.at(o.id.text()).tags, "s") == "canceled");
  auto newer = all.a->book.at(o.id.text()).created_at;
  lines_of_log log;
  fixture f{all.database, all.a, all.b};
  f.pass(130);
  CHECK(log.count("book-newer-at-relay") > 0);
  auto& shown = all.a->book.at(o.id.text());
  CHECK(nostr::first_tag_value(shown.tags, "s") == "pending");
  CHECK(shown.created_at > newer);
  CHECK(all.b->book == all.a->book);
}

TEST_CASE("reconciler: a relay that answers no questions does not keep lost revisions lost") {
  lives all;
  {
    fixture f{all.database, all.a, all.b};
    f.publish(pending_order(1), order_status::pending);
    f.pass(3);
  }
  all.a->book.clear();
  all.b->book.clear();
  all.b->is_deaf = true;
  fixture f{all.database, all.a, all.b};
  f.pass(90);
  CHECK(all.a->book.empty());
  f.pass(200);
  CHECK(all.a->book.size() == 1);
}

TEST_CASE(
    "reconciler: a large book is asked for whole at first and every hour, else recent parts") {
  lives all;
  fixture f{all.database, all.a, all.b};
  for (uint8_t i = 1; i <= 5; ++i)
    f.publish(pending_order(i), order_status::pending);
  f.pass(130);
  REQUIRE(all.a->questions.size() == 3);
  CHECK_FALSE(all.a->questions[0].since);
  CHECK(all.a->questions[1].since);
  CHECK(all.a->questions[0].authors == std::vector<std::string>{f.node.pub.hex()});
  CHECK(all.a->questions[0].kinds == std::vector<uint16_t>{38383, 38386});
  f.pass(3600);
  auto whole = std::count_if(all.a->questions.begin(), all.a->questions.end(),
                             [](const auto& q) { return !q.since; });
  CHECK(whole == 2);
}

TEST_CASE("reconciler: a relay is looked at once per session and minute, not after it left") {
  lives all;
  fixture f{all.database, all.a, all.b};
  f.pass(70);
  CHECK(all.a->questions.size() == 2);
  f.say_connected("wss://a", false);
  f.pass(300);
  CHECK(all.a->questions.size() == 2);
  f.say_connected("wss://a", true);
  f.pass(6);
  CHECK(all.a->questions.size() == 3);
}
