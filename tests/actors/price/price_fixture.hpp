// SPDX-License-Identifier: MIT
//
// The price with neighbours that the test holds in its hands.
#pragma once

#include "actors/price/price_actor.hpp"
#include "tests/support/deterministic_system.hpp"
#include "tests/support/recorders.hpp"

#include <catch2/catch.hpp>

namespace mostro::test {

/// Keeps requests until the test answers them.
struct held_http : http_service {
  std::vector<std::pair<http_request, answer>> open;
  void get(http_request what, answer tell) override {
    open.emplace_back(std::move(what), std::move(tell));
  }
  void answer_all(long status, const std::string& body) {
    for (auto& [request, tell] : std::exchange(open, {}))
      tell({request.tag, status, body, {}});
  }
};

/// A store that notes the prices that it is to keep.
inline store_actor::behavior_type price_store(store_actor::pointer,
                                              notes<storage::stored_price> kept) {
  return {[kept](const write_change& what) {
            const auto& prices = std::get<storage::keep_prices>(what.what).prices;
            kept->insert(kept->end(), prices.begin(), prices.end());
            return storage::written{};
          },
          [](const find_order&) { return found_order{}; }};
}

/// Owns everything; `spawn` starts the price with `setup` as the test left it.
struct price_fixture {
  int64_t now = 1'700'000'000;
  std::shared_ptr<held_http> http = std::make_shared<held_http>();
  deterministic_system system;
  notes<nostr::event_draft> published = new_notes<nostr::event_draft>();
  notes<storage::stored_price> kept = new_notes<storage::stored_price>();
  price_setup setup;
  wired_price_actor price;

  price_fixture() {
    setup.env = environment{[this] { return unix_time{now}; }, [](std::span<uint8_t>) {}};
    setup.http = http;
    setup.providers = {provider("yadio")};
    setup.publisher =
        system.spawn(recording_publisher, new_notes<storage::outbox_row>(), published);
    setup.store = system.spawn(price_store, kept);
  }

  static price_provider provider(std::string id, std::string url = "https://one.example/") {
    return {std::move(id), {std::move(url), {}, {}}, {}, {}};
  }
  void spawn() {
    price = system.spawn(price_behavior, setup);
    system.run();
  }
  price_quote ask(std::string code) {
    return system.ask<price_told>(price, ask_price{std::move(code)})->quote;
  }
  /// Asks without waiting for the answer.
  std::shared_ptr<std::optional<price_quote>> ask_later(std::string code) {
    auto heard = std::make_shared<std::optional<price_quote>>();
    system.spawn([heard, to = price, code = std::move(code)](caf::event_based_actor* self) {
      self->request(to, caf::infinite, ask_price{code}).then([heard](const price_told& told) {
        *heard = told.quote;
      });
      return caf::behavior{[](int) {}};
    });
    system.run();
    return heard;
  }
  /// Answers every open request and lets the actor hear it now.
  void answer(long status, const std::string& body) {
    http->answer_all(status, body);
    system.run();
  }
  void pass(int64_t seconds) {
    for (int64_t i = 0; i < seconds; i += 10) {
      now += 10;
      system.advance(std::chrono::seconds(10), std::chrono::seconds(10));
    }
  }
};

} // namespace mostro::test
