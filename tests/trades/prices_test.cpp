// SPDX-License-Identifier: MIT
//
// Prices of a running node: every HTTP provider over a socket, the public event,
// other nodes as a source, and what a restart keeps.
#include "messages/mostro/rates_event.hpp"
#include "tests/trades/trade_steps.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::test;

namespace {

price_provider_settings provider(const std::string& id, const std::string& url) {
  price_provider_settings out;
  out.id = id;
  out.url = url;
  return out;
}

/// Every HTTP provider at the stub.
void use_all_providers(settings& s) {
  const auto url = s.price.providers.at(0).url;
  s.price.providers = {provider("yadio", url), provider("coingecko", url),
                       provider("currency_api", "http://127.0.0.1:1"), provider("blockchain", url),
                       provider("eltoque", url)};
  s.price.providers[2].fallback_urls = {url};
  s.price.providers[4].key = secret<std::string>{"token"};
}

bool waits_for_rates(running_network& network) {
  return network.net()
      .relay()
      .wait_for(
          [&](const nostr::event& e) {
            return e.kind == nostr::kind::rates && e.pubkey == network.node();
          },
          20s)
      .has_value();
}

/// True when an order at market price is taken in.
bool has_price(running_network& network) {
  auto maker = network.make_trader("alice");
  maker->next_key();
  maker->send(action::new_order, order_payload{range_offer(order_kind::sell, 10, 20)});
  return maker->expect(action::new_order).has_value();
}

} // namespace

TEST_CASE("prices: five providers make one price, which is published") {
  running_network network{{.adjust = use_all_providers}};
  network.net().http().set_price("CUP", 24'500'000);
  network.restart();
  // The first event of the node may be from before CUP was known.
  auto has_cup = [&](const nostr::event& e) {
    auto rates = read_rates_content(e.content);
    return e.kind == nostr::kind::rates && e.pubkey == network.node() && rates &&
           rates->contains("CUP");
  };
  auto published = network.net().relay().wait_for(has_cup, 20s);
  REQUIRE(published);
  const auto& event = published->what;
  CHECK(read_rates_content(event.content)->at("USD") == 50'000);
  CHECK(read_rates_content(event.content)->at("CUP") == Approx(24'500'000));
  CHECK(nostr::first_tag_value(event.tags, "source") ==
        "blockchain,coingecko,currency_api,eltoque,yadio");
}

TEST_CASE("prices: the last good prices survive a restart without any provider") {
  running_network network;
  REQUIRE(waits_for_rates(network));
  network.stop();
  network.net().http().set_route("GET", "/exrates/BTC", [](const devnet::http_request&) {
    return devnet::http_response{503, "", "text/plain", {}};
  });
  network.start();
  CHECK(has_price(network));
}

TEST_CASE("prices: a trusted node's rates are a price") {
  bytes32 raw{};
  raw.fill(5);
  const auto other = *nostr::key_pair_from(secret_key{raw});
  auto trust_other = [&](settings& s) {
    s.price.providers = {provider("nostr", "")};
    s.price.providers[0].trusted_nodes = {other.pub};
  };
  running_network network{{.adjust = trust_other}};
  auto draft = rates_event({{{"USD", 40'000}},
                            {"yadio"},
                            {devnet::wall_clock_milliseconds() / 1000},
                            {devnet::wall_clock_milliseconds() / 1000 + 600}});
  draft.created_at = {devnet::wall_clock_milliseconds() / 1000};
  auto herald = network.make_trader("bob");
  REQUIRE(herald->publish(nostr::sign(draft, other.secret, bytes32{})));
  network.restart(); // The next round begins at once.
  CHECK(eventually([&] { return has_price(network); }));
}
