// SPDX-License-Identifier: MIT
//
// However relays behave, in the end every one of them shows the book of the database:
// each order under its `d` with the last stamp and the state that it has.
#include "tests/trades/trade_steps.hpp"

#include "messages/public_revision.hpp"
#include "storage/database.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <thread>

using namespace mostro;
using namespace mostro::test;
using devnet::relay_server;

namespace {

/// What is shown of one order.
struct shown {
  std::string status;
  unix_time stamp;
  friend bool operator==(const shown&, const shown&) = default;
  friend std::ostream& operator<<(std::ostream& out, const shown& s) {
    return out << s.status << " at " << s.stamp.seconds;
  }
};
using shown_book = std::map<std::string, shown>;

shown_book book_of(const relay_server& relay, const public_key& node) {
  nostr::filter wanted;
  wanted.kinds = {{nostr::kind::order}};
  wanted.authors = {{node.hex()}};
  shown_book out;
  for (auto& e : relay.stored_events(wanted))
    out[nostr::first_tag_value(e.tags, "d").value_or("")] = {
        nostr::first_tag_value(e.tags, "s").value_or(""), e.created_at};
  return out;
}

/// The daemon must be stopped.
shown_book book_in_database(const running_network& network) {
  auto database = storage::database::open({network.database()}).value();
  std::map<std::string, unix_time> stamps;
  for (auto& [key, stamp] : database->recover().value().stamps)
    stamps.emplace(key, stamp);
  storage::order_filter all;
  all.open_only = false;
  all.limit = 1000;
  shown_book out;
  for (auto& o : database->list_orders(all).value())
    if (auto status = shown_status(o))
      out[o.id.text()] = {std::string(to_string(*status)), stamps.at(o.id.text())};
  return out;
}

std::unique_ptr<relay_server> another_relay() { return relay_server::start({}).value(); }

daemon_pace quick_pace() {
  daemon_pace out;
  out.book = 2s;
  return out;
}

void cancel(trader& maker) {
  maker.send(action::cancel);
  expect_message(maker, action::canceled);
}

/// Makers with orders of which some are canceled: `changes` decisions in all.
struct busy_makers {
  running_network& network;
  std::unique_ptr<trader> who{};
  size_t changes = 0;
  size_t open = 0;
  size_t canceled = 0;

  void work(size_t how_many) {
    for (; how_many > 0; --how_many, ++changes) {
      if (!who || who->index() == 10) // A relay bounds the subscriptions of a client.
        who = network.make_trader("alice");
      else
        who->next_key();
      create(*who, usual_offer(order_kind::sell));
      if (how_many > 1 && changes % 3 != 0) {
        cancel(*who);
        --how_many;
        ++changes;
        ++canceled;
      } else {
        ++open;
      }
    }
  }
};

bool all_show(const std::vector<const relay_server*>& relays, const public_key& node,
              const shown_book& book) {
  return std::all_of(relays.begin(), relays.end(),
                     [&](const auto* relay) { return book_of(*relay, node) == book; });
}

/// Lets the daemon note what relays have: what is not noted is sent again at a start.
void let_deliveries_be_noted() { std::this_thread::sleep_for(3s); }

/// Waits until all relays show the same book, and in it what the makers did.
bool agree(const std::vector<const relay_server*>& relays, const public_key& node,
           const busy_makers& makers) {
  for (int i = 0; i < 90; ++i) {
    auto book = book_of(*relays.front(), node);
    auto canceled = std::count_if(book.begin(), book.end(),
                                  [](auto& one) { return one.second.status == "canceled"; });
    if (book.size() == makers.open + makers.canceled &&
        static_cast<size_t>(canceled) == makers.canceled && all_show(relays, node, book))
      return true;
    std::this_thread::sleep_for(1s);
  }
  return false;
}

} // namespace

TEST_CASE("public book: after outages, refusals and a restart every relay shows the database") {
  auto away = another_relay();
  auto picky = another_relay();
  picky->refuse_every(3);
  network_options how;
  how.pace = quick_pace();
  how.adjust = [&](settings& s) {
    s.nostr.relays.push_back(away->url());
    s.nostr.relays.push_back(picky->url());
  };
  running_network network{std::move(how)};
  auto& always = network.net().relay();
  busy_makers makers{network};
  makers.work(6);
  away->set_up(false);
  makers.work(25);
  network.restart();
  makers.work(25);
  away->set_up(true);

  const std::vector<const relay_server*> relays{&always, away.get(), picky.get()};
  CHECK(makers.changes > 50);
  CHECK(agree(relays, network.node(), makers));
  network.stop();
  auto book = book_in_database(network);
  CHECK(book_of(always, network.node()) == book);
  CHECK(book_of(*away, network.node()) == book);
  CHECK(book_of(*picky, network.node()) == book);
  CHECK(picky->counters().refused > 0);
}

TEST_CASE("public book: a relay that forgot everything gets the very same events again") {
  auto forgetful = another_relay();
  network_options how;
  how.pace = quick_pace();
  how.adjust = [&](settings& s) { s.nostr.relays.push_back(forgetful->url()); };
  running_network network{std::move(how)};
  busy_makers makers{network};
  makers.work(8);
  REQUIRE(agree({&network.net().relay(), forgetful.get()}, network.node(), makers));
  nostr::filter wanted;
  wanted.kinds = {{nostr::kind::order}};
  auto ids = [&](const relay_server& relay) {
    std::set<event_id> out;
    for (auto& e : relay.stored_events(wanted))
      out.insert(e.id);
    return out;
  };
  auto before = ids(*forgetful);
  let_deliveries_be_noted();
  network.stop(); // The next life knows no signed event; the other relay has them all.
  forgetful->forget_events();
  network.start();
  CHECK(eventually([&] { return ids(*forgetful) == before; }));
  CHECK(ids(network.net().relay()) == before);
}

TEST_CASE("public book: what every relay forgot is signed anew with a higher stamp") {
  network_options how;
  how.pace = quick_pace();
  running_network network{std::move(how)};
  auto& relay = network.net().relay();
  auto maker = network.make_trader("alice");
  auto another = network.make_trader("bob");
  auto open = create(*maker, usual_offer(order_kind::sell));
  auto over = create(*another, usual_offer(order_kind::sell));
  cancel(*another);
  REQUIRE(network.wait_for_state(over, "canceled"));
  auto before = book_of(relay, network.node());
  let_deliveries_be_noted();
  network.stop();
  relay.forget_events();
  network.start();
  CHECK(eventually([&] { return book_of(relay, network.node()).size() == 2; }));
  auto after = book_of(relay, network.node());
  for (auto& [d, was] : before) {
    CHECK(after[d].status == was.status);
    CHECK(after[d].stamp.seconds > was.stamp.seconds);
  }
  // The next decision comes after what was signed anew.
  cancel(*maker);
  CHECK(
      eventually([&] { return book_of(relay, network.node())[open.text()].status == "canceled"; }));
  network.stop();
  CHECK(book_in_database(network) == book_of(relay, network.node()));
}

TEST_CASE("public book: a database restored from a backup wins over newer events at relays") {
  network_options how;
  how.pace = quick_pace();
  running_network network{std::move(how)};
  auto& relay = network.net().relay();
  auto maker = network.make_trader("alice");
  auto order = create(*maker, usual_offer(order_kind::sell));
  network.stop();
  auto backup = network.database();
  backup += ".backup";
  std::filesystem::copy(network.database(), backup, std::filesystem::copy_options::recursive);
  network.start();
  cancel(*maker);
  REQUIRE(network.wait_for_state(order, "canceled"));
  auto newer = book_of(relay, network.node())[order.text()];
  network.stop();
  // Of the mail, which would be acted on again, nothing is left.
  nostr::filter wanted;
  wanted.kinds = {{nostr::kind::order}};
  auto canceled = relay.stored_events(wanted).at(0);
  relay.forget_events();
  relay.publish(canceled);
  std::filesystem::remove_all(network.database());
  std::filesystem::rename(backup, network.database());
  network.start();
  CHECK(
      eventually([&] { return book_of(relay, network.node())[order.text()].status == "pending"; }));
  CHECK(book_of(relay, network.node())[order.text()].stamp.seconds > newer.stamp.seconds);
  network.stop();
  CHECK(book_in_database(network) == book_of(relay, network.node()));
}
