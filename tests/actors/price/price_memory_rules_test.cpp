// SPDX-License-Identifier: MIT
#include "actors/price/price_memory_rules.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

namespace {

using state = price_quote::state;
constexpr unix_time start{10'000};

std::map<std::string, aggregate_price> usd(double value, uint32_t sources) {
  return {{"USD", {value, sources, {"a"}, false}}};
}

} // namespace

TEST_CASE("conformance/05-P13: a price is served up to its greatest age", "[05-P13]") {
  price_memory memory{{1800}, {300}};
  memory.learn(usd(50'000, 1), start);
  auto at = [&](int64_t age) { return memory.read("usd", start + seconds{age}).quote; };
  CHECK(at(1799).what == state::fresh);
  CHECK(at(1800).what == state::fresh);
  CHECK(at(1800).fiat_per_bitcoin == 50'000);
  CHECK(at(1801).what == state::stale);
  CHECK(memory.read("EUR", start).quote.what == state::unknown);
}

TEST_CASE("price: what a round did not produce keeps its value and its age") {
  price_memory memory{{1800}, {300}};
  memory.learn({{"CUP", {24e6, 1, {"a"}, false}}}, start);
  memory.learn(usd(50'000, 1), start + seconds{1801});
  CHECK(memory.read("CUP", start + seconds{1801}).quote.what == state::stale);
  CHECK(memory.read("USD", start + seconds{1801}).quote.what == state::fresh);
}

TEST_CASE("price: an old price is told once, a stale one once, until it is young again") {
  price_memory memory{{1800}, {300}};
  memory.learn(usd(50'000, 1), start);
  auto note = [&](int64_t age) { return memory.read("USD", start + seconds{age}).note; };
  CHECK(note(300) == reading_note::none);
  CHECK(note(301) == reading_note::older_than_a_round);
  CHECK(note(302) == reading_note::none);
  CHECK(note(1801) == reading_note::too_old);
  CHECK(note(1802) == reading_note::none);
  memory.learn(usd(50'000, 1), start + seconds{2000});
  CHECK(note(2000) == reading_note::none);
  CHECK(note(2301) == reading_note::older_than_a_round);
  CHECK(note(3801) == reading_note::too_old);
}

TEST_CASE("price: a currency that is down to one source is named once") {
  price_memory memory{{1800}, {300}};
  CHECK(memory.learn(usd(1, 1), start).empty()); // It never had more.
  CHECK(memory.learn(usd(1, 2), start).empty());
  CHECK(memory.learn(usd(1, 1), start) == std::vector<std::string>{"USD"});
  CHECK(memory.learn(usd(1, 1), start).empty());
  CHECK(memory.learn(usd(1, 3), start).empty());
  CHECK(memory.learn(usd(1, 1), start).size() == 1);
}

TEST_CASE("price: prices of an earlier run keep their age") {
  price_memory memory{{1800}, {300}};
  memory.recall("USD", {50'000, start, 2}, start + seconds{1000});
  CHECK(memory.read("USD", start + seconds{1800}).quote.fiat_per_bitcoin == 50'000);
  CHECK(memory.read("USD", start + seconds{1801}).quote.what == state::stale);
}

TEST_CASE("price: a kept price from the future, or that is none, is not believed") {
  price_memory memory{{1800}, {300}};
  memory.recall("USD", {50'000, start + seconds{1}, 2}, start);
  memory.recall("EUR", {-1, start, 2}, start);
  memory.recall("XAU", {1, start, 2}, start);
  for (auto* code : {"USD", "EUR", "XAU"})
    CHECK(memory.read(code, start).quote.what == state::unknown);
}

TEST_CASE("price: it is known how many prices there are and how old") {
  price_memory memory{{1800}, {300}};
  CHECK(memory.count() == 0);
  CHECK_FALSE(memory.oldest());
  memory.recall("EUR", {45'000, start - seconds{700}, 1}, start);
  memory.learn(usd(50'000, 1), start);
  CHECK(memory.count() == 2);
  CHECK(memory.oldest() == start - seconds{700});
  CHECK(memory.newest() == start);
}
