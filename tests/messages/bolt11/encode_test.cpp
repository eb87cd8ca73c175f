// SPDX-License-Identifier: MIT
//
// Encoding: what is written is read back, and what cannot be written is refused.
#include "messages/bolt11/invoice.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

namespace {

secret_key node_key() {
  return secret_key{
      *bytes32_from_hex("e126f68f7eafcc8b74f54d269fe206be715000f94dac067d1c04a8ca3b2db734")};
}

bolt11::invoice sample() {
  bolt11::invoice out;
  out.network = bolt11::network::regtest;
  out.amount = msats{1'234'567};
  out.timestamp = unix_time{1'700'000'000};
  out.payment_hash.data.fill(7);
  out.payment_secret.emplace().fill(9);
  out.description = "order 42";
  out.payee = *bolt11::node_id_of(node_key());
  return out;
}

std::string encoded(const bolt11::invoice& what) {
  auto text = bolt11::encode(what, node_key());
  if (!text)
    FAIL(text.why().text);
  return *text;
}

errc refusal(const bolt11::invoice& what) {
  const auto text = bolt11::encode(what, node_key());
  REQUIRE_FALSE(text);
  return text.why().code;
}

void check_equal(const bolt11::invoice& a, const bolt11::invoice& b) {
  CHECK(a.network == b.network);
  CHECK(a.amount == b.amount);
  CHECK(a.timestamp == b.timestamp);
  CHECK(a.payment_hash == b.payment_hash);
  CHECK(a.payment_secret == b.payment_secret);
  CHECK(a.description == b.description);
  CHECK(a.description_hash == b.description_hash);
  CHECK(a.expiry == b.expiry);
  CHECK(a.min_final_cltv_expiry_delta == b.min_final_cltv_expiry_delta);
  CHECK(a.features == b.features);
  CHECK(a.payee == b.payee);
  REQUIRE(a.routes.size() == b.routes.size());
  for (size_t i = 0; i < a.routes.size(); ++i) {
    REQUIRE(a.routes[i].size() == b.routes[i].size());
    for (size_t k = 0; k < a.routes[i].size(); ++k) {
      CHECK(a.routes[i][k].node == b.routes[i][k].node);
      CHECK(a.routes[i][k].short_channel_id == b.routes[i][k].short_channel_id);
      CHECK(a.routes[i][k].fee_base_msat == b.routes[i][k].fee_base_msat);
      CHECK(a.routes[i][k].fee_proportional_millionths ==
            b.routes[i][k].fee_proportional_millionths);
      CHECK(a.routes[i][k].cltv_expiry_delta == b.routes[i][k].cltv_expiry_delta);
    }
  }
}

void check_round_trip(const bolt11::invoice& what) {
  const auto text = encoded(what);
  CAPTURE(text);
  const auto back = bolt11::decode(text);
  if (!back)
    FAIL(back.why().text);
  check_equal(*back, what);
}

} // namespace

TEST_CASE("bolt11: the node id of the BOLT's example key is the BOLT's") {
  CHECK(to_hex(*bolt11::node_id_of(node_key())) ==
        "03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad");
  CHECK_FALSE(bolt11::node_id_of(secret_key{}));
}

TEST_CASE("bolt11: the first example of the BOLT is written letter by letter") {
  bolt11::invoice what;
  what.timestamp = unix_time{1496314658};
  what.payment_hash =
      *payment_hash::from_hex("0001020304050607080900010203040506070809000102030405060708090102");
  what.payment_secret.emplace().fill(0x11);
  what.description = "Please consider supporting this project";
  what.features = {0x41, 0x00};
  CHECK(
      encoded(what) ==
      "lnbc1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyq"
      "cyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6twvus8g6rfwvs8qun0dfj"
      "kxaq9qrsgq357wnc5r2ueh7ck6q93dj32dlqnls087fxdwk8qakdyafkq3yap9us6v52vjjsrvywa6rt52cm9r9zqt8r"
      "2t7mlcwspyetp5h2tztugp9lfyql");
}

TEST_CASE("bolt11: a plain invoice survives a round trip") { check_round_trip(sample()); }

TEST_CASE("bolt11: every field survives a round trip") {
  auto what = sample();
  what.description.clear();
  what.description_hash.emplace().fill(0xAB);
  what.expiry = seconds{86400};
  what.min_final_cltv_expiry_delta = 432;
  what.features = {0x02, 0x41, 0x00};
  bolt11::route_hop hop{what.payee, 0xFFFFFFFFFFFFFFFF, 0xFFFFFFFF, 0x01020304, 0xFFFE};
  what.routes = {{hop, hop}, {hop}};
  check_round_trip(what);
}

TEST_CASE("bolt11: numbers at their limits survive a round trip") {
  auto what = sample();
  what.expiry = seconds{0};
  what.min_final_cltv_expiry_delta = 0;
  what.timestamp = unix_time{0};
  check_round_trip(what);
  what.expiry = seconds{(int64_t{1} << 60) - 1};
  what.min_final_cltv_expiry_delta = (uint64_t{1} << 60) - 1;
  what.timestamp = unix_time{(int64_t{1} << 35) - 1};
  check_round_trip(what);
}

TEST_CASE("bolt11: an empty description is written and read") {
  auto what = sample();
  what.description.clear();
  check_round_trip(what);
}

TEST_CASE("bolt11: amounts take the shortest spelling and survive a round trip") {
  const std::vector<std::pair<int64_t, std::string>> spellings{
      {1, "lnbcrt10p1"},
      {99, "lnbcrt990p1"},
      {100, "lnbcrt1n1"},
      {1000, "lnbcrt10n1"},
      {100'000, "lnbcrt1u1"},
      {250'000'000, "lnbcrt2500u1"},
      {100'000'000, "lnbcrt1m1"},
      {99'999'999'999, "lnbcrt999999999990p1"},
      {100'000'000'000, "lnbcrt11"},
      {2'100'000'000'000'000'000, "lnbcrt210000001"},
      {2'099'999'999'999'999'999, "lnbcrt20999999999999999990p1"},
  };
  for (const auto& [amount, start] : spellings) {
    auto what = sample();
    what.amount = msats{amount};
    CHECK(encoded(what).substr(0, start.size()) == start);
    check_round_trip(what);
  }
}

TEST_CASE("bolt11: an invoice without an amount says only the chain") {
  const std::vector<std::pair<bolt11::network, std::string>> prefixes{
      {bolt11::network::mainnet, "lnbc1"}, {bolt11::network::testnet, "lntb1"},
      {bolt11::network::signet, "lntbs1"}, {bolt11::network::regtest, "lnbcrt1"},
      {bolt11::network::simnet, "lnsb1"},
  };
  for (const auto& [network, start] : prefixes) {
    auto what = sample();
    what.network = network;
    what.amount.reset();
    CHECK(encoded(what).substr(0, start.size()) == start);
    check_round_trip(what);
    what.amount = msats{2000};
    check_round_trip(what);
    CHECK(bolt11::parse_network(bolt11::to_string(network)) == network);
  }
  CHECK_FALSE(bolt11::parse_network("liquid"));
}

TEST_CASE("bolt11: amounts outside of 1 msat to 21 million bitcoin are not written") {
  for (const int64_t amount : {int64_t{0}, int64_t{-1}, int64_t{2'100'000'000'000'000'001}}) {
    auto what = sample();
    what.amount = msats{amount};
    CHECK(refusal(what) == errc::out_of_range);
  }
}

TEST_CASE("bolt11: what a reader would refuse is not written") {
  auto what = sample();
  what.payment_secret.reset();
  CHECK(refusal(what) == errc::invalid);
  what = sample();
  what.description_hash.emplace();
  CHECK(refusal(what) == errc::invalid);
  what = sample();
  what.description = "\xC0\x80";
  CHECK(refusal(what) == errc::invalid);
  what = sample();
  what.timestamp = unix_time{int64_t{1} << 35};
  CHECK(refusal(what) == errc::out_of_range);
  what = sample();
  what.expiry = seconds{-1};
  CHECK(refusal(what) == errc::out_of_range);
  what = sample();
  what.routes.emplace_back();
  CHECK(refusal(what) == errc::invalid);
  CHECK_FALSE(bolt11::encode(sample(), secret_key{}));
}

TEST_CASE("bolt11: a description of 639 bytes is written and one of 640 is not") {
  auto what = sample();
  what.description = std::string(639, 'x');
  check_round_trip(what);
  what.description += 'x';
  CHECK(refusal(what) == errc::too_large);
}
