// SPDX-License-Identifier: MIT
//
// Relays that make it hard: refusals, silence, duplicates, late delivery, and
// authentication (NIP-42) in several dialects.
#include "tests/trades/trade_steps.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace mostro;
using namespace mostro::test;

namespace {

void trade_well(running_network& network, order_kind kind, transport via = transport::nip44) {
  trade_pair pair{network, via};
  auto order = run_trade(pair, kind);
  if (!order)
    UNSCOPED_INFO(order.why().text);
  REQUIRE(order.has_value());
  check_good_end(network, pair, *order);
}

/// Applies `what` to every n-th event that the node publishes; its traders are left alone.
devnet::relay_policy every_nth_of(const public_key& node, size_t n,
                                  devnet::relay_verdict::action what, std::string text = {}) {
  auto count = std::make_shared<size_t>(0);
  return [=](const nostr::event& e) -> devnet::relay_verdict {
    if (e.pubkey != node || ++*count % n != 0)
      return {};
    return {what, text};
  };
}

/// Refuses every third event of the node when it comes for the first time, by whichever name.
devnet::relay_policy first_copy_of_every_third(const public_key& node) {
  auto seen = std::make_shared<std::set<event_id>>();
  return [=](const nostr::event& e) -> devnet::relay_verdict {
    if (e.pubkey != node || !seen->insert(e.id).second || seen->size() % 3 != 0)
      return {};
    return {devnet::relay_verdict::action::refuse, "error: try again"};
  };
}

/// One relay under two names: the node reads and publishes everything twice.
void add_second_name(settings& s) {
  auto second = s.nostr.relays.front();
  second.replace(second.find("127.0.0.1"), 9, "localhost");
  s.nostr.relays.push_back(second);
}

} // namespace

TEST_CASE("relays: refusals that another relay makes up for hinder no trade") {
  running_network network{{.adjust = add_second_name}};
  network.net().relay().set_policy(first_copy_of_every_third(network.node()));
  trade_well(network, GENERATE(order_kind::sell, order_kind::buy));
}

TEST_CASE("relays: an event that the only relay refuses is offered again") {
  running_network network;
  trade_pair pair{network};
  // The hint of what is refused: the first direct message after the creation.
  auto order = create(*pair.seller, usual_offer(order_kind::sell));
  auto refused = std::make_shared<std::set<event_id>>();
  network.net().relay().set_policy([refused, node = network.node()](const nostr::event& e) {
    bool mine = e.pubkey == node && e.kind == nostr::kind::direct && refused->empty();
    if (mine)
      refused->insert(e.id);
    return mine ? devnet::relay_verdict{devnet::relay_verdict::action::refuse, "error: try again"}
                : devnet::relay_verdict{};
  });
  take(*pair.buyer, order_kind::sell, order);
  auto asked = pair.buyer->expect(action::add_invoice, 50s);
  REQUIRE(asked.has_value());
  CHECK(asked->what.id == order);
  CHECK(network.net().relay().counters().refused == 1);
}

TEST_CASE("relays: one that stores but never answers every fourth event hinders no trade") {
  running_network network;
  network.net().relay().set_policy(
      every_nth_of(network.node(), 4, devnet::relay_verdict::action::mute));
  trade_well(network, GENERATE(order_kind::sell, order_kind::buy));
}

TEST_CASE("relays: what arrives from two relays counts once") {
  running_network network{{.adjust = add_second_name}};
  trade_well(network, GENERATE(order_kind::sell, order_kind::buy));
}

TEST_CASE("relays: a dead relay beside a living one hinders no trade") {
  running_network network{{.adjust = [](settings& s) {
    s.nostr.relays.insert(s.nostr.relays.begin(), "ws://127.0.0.1:1");
  }}};
  trade_well(network, GENERATE(order_kind::sell, order_kind::buy));
}

TEST_CASE("relays: authentication is given where it is asked for") {
  using challenge = devnet::relay_authentication::when;
  auto when = GENERATE(challenge::at_connect, challenge::on_demand);
  auto error_prefix = GENERATE(false, true);
  auto withhold = GENERATE(false, true);
  INFO("at connect: " << (when == challenge::at_connect) << ", ERROR prefix: " << error_prefix
                      << ", withholds: " << withhold);
  devnet::relay_options relay;
  relay.authentication.challenge = when;
  relay.authentication.error_prefix = error_prefix;
  relay.authentication.withhold_in_mixed_requests = withhold;
  // The traders of the harness do not authenticate, so what they read stays public.
  relay.authentication.kinds = {nostr::kind::gift_wrap};
  running_network network{{.relay = relay}};
  trade_well(network, order_kind::sell);

  // Gift wraps reach the node only when it has authenticated. The answer is a gift wrap that
  // the maker cannot read; the book shows that it was made.
  auto maker = network.make_trader("alice", transport::gift_wrap);
  auto before = network.net().relay().published_log().size();
  maker->send(action::new_order, order_payload{usual_offer(order_kind::buy)});
  auto shown = network.net().relay().wait_for(
      [&](const nostr::event& e) {
        return e.kind == nostr::kind::order && e.pubkey == network.node();
      },
      20s, before);
  CHECK(shown.has_value());
  CHECK(network.net().relay().counters().authentications > 0);
}
