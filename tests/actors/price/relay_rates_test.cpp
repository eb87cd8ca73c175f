// SPDX-License-Identifier: MIT
#include "tests/actors/price/price_fixture.hpp"

using namespace mostro;
using namespace mostro::test;

namespace {

/// What a relay of the test does with questions.
struct relay_script {
  std::vector<nostr::event> events;
  bool is_connected = true;
  std::vector<nostr::filter> asked;
};

relay_actor::behavior_type scripted_relay(relay_actor::pointer,
                                          std::shared_ptr<relay_script> script) {
  return {[](const publish_event&) {},
          [](const socket_opened&) {},
          [](const socket_received&) {},
          [](const socket_closed&) {},
          [](const relay_tick&) {},
          [](const stop_relay&) {},
          [script](const query_relay& what) -> caf::result<relay_queried> {
            script->asked.push_back(what.what);
            if (!script->is_connected)
              return caf::make_error(caf::sec::runtime_error);
            return relay_queried{script->events, true};
          }};
}

struct nostr_fixture : price_fixture {
  nostr::key_pair node = key_of(1);
  std::shared_ptr<relay_script> one = std::make_shared<relay_script>();
  std::shared_ptr<relay_script> two = std::make_shared<relay_script>();

  nostr_fixture() {
    price_provider nostr;
    nostr.id = "nostr";
    nostr.trusted = {node.pub};
    setup.providers = {nostr};
  }
  nostr::event rates(double usd, int64_t age = 60) {
    return nostr::sign({{now - age},
                        nostr::kind::rates,
                        {{"d", "mostro-rates"}},
                        R"({"BTC":{"USD":)" + std::to_string(usd) + "}}"},
                       node.secret, bytes32{});
  }
  void connect_relays() {
    caf::anon_send(price, rates_relays{{system.spawn(scripted_relay, one),
                                        system.spawn(scripted_relay, two)}});
    system.run();
  }
};

} // namespace

TEST_CASE_METHOD(nostr_fixture, "price: prices of a trusted node come over every relay") {
  one->events = {rates(40'000, 600)};
  two->events = {rates(50'000)};
  spawn();
  connect_relays();
  CHECK(ask("USD").fiat_per_bitcoin == 50'000);
  REQUIRE(one->asked.size() == 1);
  CHECK(one->asked[0].authors == std::vector<std::string>{node.pub.hex()});
  CHECK(published->empty());
  CHECK(kept->size() == 1);
  one->events = two->events = {rates(60'000, 0)};
  pass(300);
  CHECK(ask("USD").fiat_per_bitcoin == 60'000);
  CHECK(one->asked.size() == 2);
}

TEST_CASE_METHOD(nostr_fixture, "price: a relay that connects during the round is asked") {
  one->is_connected = two->is_connected = false;
  two->events = {rates(50'000)};
  spawn();
  connect_relays();
  auto early = ask_later("USD");
  CHECK_FALSE(early->has_value());
  two->is_connected = true;
  caf::anon_send(price, relay_changed{"wss://two.example", true});
  system.run();
  CHECK(early->has_value());
  CHECK(ask("USD").fiat_per_bitcoin == 50'000);
}

TEST_CASE_METHOD(nostr_fixture, "price: when no relay answers in time the round ends") {
  setup.providers.push_back(provider("yadio"));
  one->is_connected = two->is_connected = false;
  spawn();
  connect_relays();
  answer(200, R"({"BTC":{"USD":70000}})");
  auto early = ask_later("USD");
  CHECK_FALSE(early->has_value());
  pass(20);
  CHECK(early->has_value());
  CHECK(ask("USD").fiat_per_bitcoin == 70'000);
  one->is_connected = true;
  caf::anon_send(price, relay_changed{"wss://one.example", true});
  system.run();
  CHECK(one->asked.size() == 1); // No round is under way.
}

TEST_CASE_METHOD(nostr_fixture, "price: forged events do not become prices") {
  auto forged = rates(1);
  forged.sig[0] ^= 1;
  one->events = two->events = {forged};
  spawn();
  connect_relays();
  CHECK(ask("USD").what == price_quote::state::unknown);
}

TEST_CASE_METHOD(nostr_fixture,
                 "conformance/05-P17: what only other nodes price is used, "
                 "stored, and not published",
                 "[05-P17]") {
  setup.providers.push_back(provider("yadio"));
  auto both = rates(40'000);
  both = nostr::sign(
      {both.created_at, both.kind, both.tags, R"({"BTC":{"USD":40000.0,"CUP":20000000.0}})"},
      node.secret, bytes32{});
  one->events = {both};
  spawn();
  connect_relays();
  answer(200, R"({"BTC":{"USD":50000}})");
  CHECK(ask("USD").fiat_per_bitcoin == 50'000);
  CHECK(ask("CUP").fiat_per_bitcoin == 20'000'000);
  CHECK(kept->size() == 2);
  REQUIRE(published->size() == 1);
  CHECK(published->at(0).content == R"({"BTC":{"USD":50000.0}})");
}
