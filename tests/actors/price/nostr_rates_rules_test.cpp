// SPDX-License-Identifier: MIT
#include "actors/price/nostr_rates_rules.hpp"

#include "messages/nostr/keys.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

namespace {

constexpr unix_time now{1'700'000'000};
constexpr seconds max_age{1800};

nostr::key_pair key_of(uint8_t byte) {
  bytes32 raw{};
  raw.fill(byte);
  return *nostr::key_pair_from(secret_key{raw});
}

const auto trusted_node = key_of(1);
const std::vector<public_key> trusted{trusted_node.pub};

struct rates_of {
  int64_t age = 60;
  std::string content = R"({"BTC":{"USD":50000.0}})";
  std::vector<nostr::tag> tags = {{"d", "mostro-rates"}};
  uint16_t kind = nostr::kind::rates;
  nostr::key_pair author = trusted_node;

  nostr::event event() const {
    return nostr::sign({now - seconds{age}, kind, tags, content}, author.secret, bytes32{});
  }
};

std::optional<double> usd_of(std::vector<nostr::event> found) {
  auto rates = newest_rates(found, trusted, now, max_age);
  return rates ? std::optional{rates->per_bitcoin.at("USD")} : std::nullopt;
}

} // namespace

TEST_CASE("conformance/05-P15: the newest event with usable rates counts", "[05-P15]") {
  rates_of older{.age = 600, .content = R"({"BTC":{"USD":60000}})"};
  for (auto* useless :
       {R"({"BTC":{}})", R"({"BTC":{"USD":0}})", "{}", "no", R"({"BTC":{"USD":"1"}})"}) {
    CAPTURE(useless);
    CHECK(usd_of({rates_of{.content = useless}.event(), older.event()}) == 60000);
  }
  CHECK(usd_of({older.event(), rates_of{}.event()}) == 50000);
  CHECK_FALSE(usd_of({}));
}

TEST_CASE("conformance/05-P16: events that do not qualify are ignored", "[05-P16]") {
  CHECK(usd_of({rates_of{.age = 0}.event()}) == 50000);
  CHECK(usd_of({rates_of{.age = 1800}.event()}) == 50000);
  const auto expiration = [](int64_t at) {
    return std::vector<nostr::tag>{{"d", "mostro-rates"}, {"expiration", std::to_string(at)}};
  };
  CHECK(usd_of({rates_of{.tags = expiration(now.seconds + 1)}.event()}) == 50000);
  const std::vector<rates_of> bad{
      {.age = -1},
      {.age = 1801},
      {.tags = expiration(now.seconds)},
      {.tags = {{"d", "mostro-rate"}}},
      {.tags = {}},
      {.kind = 30079},
      {.author = key_of(2)},
  };
  for (const auto& one : bad)
    CHECK_FALSE(usd_of({one.event()}));
  auto forged = rates_of{}.event();
  forged.content = R"({"BTC":{"USD":1}})";
  CHECK_FALSE(usd_of({forged}));
  forged.id = nostr::compute_id(forged);
  CHECK_FALSE(usd_of({forged}));
}

TEST_CASE("price: codes of other nodes are upper-cased") {
  CHECK(usd_of({rates_of{.content = R"({"BTC":{"usd":7,"eur":null}})"}.event()}) == 7);
}

TEST_CASE("price: relays are asked for the rates of trusted nodes only") {
  CHECK(nostr::to_json(rates_filter(trusted)) ==
        R"({"authors":[")" + trusted[0].hex() +
            R"("],"kinds":[30078],"#d":["mostro-rates"],"limit":64})");
}

TEST_CASE("price: of one relay 64 events are kept, and junk does not count") {
  std::vector<nostr::event> answer(100, rates_of{.author = key_of(2)}.event());
  answer.push_back(rates_of{}.event());
  CHECK(plausible_rates(answer, trusted).size() == 1);
  answer.insert(answer.end(), 100, rates_of{}.event());
  CHECK(plausible_rates(answer, trusted).size() == 64);
}
