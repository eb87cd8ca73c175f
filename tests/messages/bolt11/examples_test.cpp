// SPDX-License-Identifier: MIT
//
// The examples of BOLT 11: every valid invoice is read and every invalid one is
// refused, with the values that the BOLT's text states for them.
#include "messages/bolt11/invoice.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <rapidjson/document.h>
#include <rapidjson/istreamwrapper.h>

using namespace mostro;

namespace {

rapidjson::Document examples() {
  std::ifstream in{MOSTRO_VECTORS "/bolt11.examples.json"};
  REQUIRE(in.good());
  rapidjson::IStreamWrapper stream{in};
  rapidjson::Document out;
  out.ParseStream(stream);
  REQUIRE(out.IsObject());
  return out;
}

std::string valid(size_t index) {
  return examples()["valid"][static_cast<rapidjson::SizeType>(index)].GetString();
}

std::string hex_of(const bolt11::node_id& id) { return to_hex(id); }

constexpr const char* hash_hex = "0001020304050607080900010203040506070809000102030405060708090102";
constexpr const char* secret_hex =
    "1111111111111111111111111111111111111111111111111111111111111111";

} // namespace

TEST_CASE("bolt11: every valid example of the BOLT is read") {
  const auto vectors = examples();
  const std::string node = vectors["node_id"].GetString();
  REQUIRE(vectors["valid"].Size() == 16);
  for (rapidjson::SizeType i = 0; i < vectors["valid"].Size(); ++i) {
    CAPTURE(i);
    const auto got = bolt11::decode(vectors["valid"][i].GetString());
    if (!got)
      FAIL(got.why().text);
    CHECK(to_hex(*got->payment_secret) == secret_hex);
    if (i != 15) // the high-S example is by nobody in particular
      CHECK(hex_of(got->payee) == node);
    if (i != 10 && i != 15)
      CHECK(got->payment_hash.hex() == hash_hex);
  }
}

TEST_CASE("bolt11: every invalid example of the BOLT is refused") {
  const auto vectors = examples();
  size_t tried = 0;
  for (const auto& example : vectors["invalid"].GetArray()) {
    const std::string why = example["why"].GetString();
    CAPTURE(why);
    // The example without a separator is not printed as an invoice in the BOLT.
    const std::string text =
        example["invoice"].IsNull() ? "pvjluezpp5qqqsyqcyq5rqwzqf" : example["invoice"].GetString();
    CHECK_FALSE(bolt11::decode(text));
    ++tried;
  }
  CHECK(tried == 10);
}

TEST_CASE("bolt11: the invalid examples are refused for the stated reasons") {
  const auto vectors = examples();
  const auto code = [&](rapidjson::SizeType i) {
    return bolt11::decode(vectors["invalid"][i]["invoice"].GetString()).why().code;
  };
  CHECK(code(0) == errc::invalid);       // unknown feature 100
  CHECK(code(4) == errc::bad_signature); // not recoverable
  CHECK(code(5) == errc::malformed);     // too short
  CHECK(code(6) == errc::invalid);       // multiplier
  CHECK(code(7) == errc::invalid);       // sub-millisatoshi
  CHECK(code(8) == errc::invalid);       // no payment secret
  CHECK(code(9) == errc::bad_signature); // high S with a stated payee
}

TEST_CASE("bolt11: a donation without an amount has the defaults of absent fields") {
  const auto got = *bolt11::decode(valid(0));
  CHECK_FALSE(got.amount);
  CHECK(got.network == bolt11::network::mainnet);
  CHECK(got.timestamp.seconds == 1496314658);
  CHECK(got.description == "Please consider supporting this project");
  CHECK_FALSE(got.description_hash);
  CHECK(got.expiry.count == 3600);
  CHECK(got.min_final_cltv_expiry_delta == 18);
  CHECK(got.routes.empty());
  CHECK(to_hex(got.features) == "4100");
  CHECK(got.expires_at().seconds == 1496314658 + 3600);
}

TEST_CASE("bolt11: the cup of coffee costs 2500 micro-bitcoin within a minute") {
  const auto got = *bolt11::decode(valid(1));
  CHECK(got.amount == msats{250'000'000});
  CHECK(got.description == "1 cup coffee");
  CHECK(got.expiry.count == 60);
}

TEST_CASE("bolt11: a description in Japanese is read as UTF-8") {
  CHECK(bolt11::decode(valid(2))->description == "ナンセンス 1杯");
}

TEST_CASE("bolt11: a hashed description replaces the text") {
  const auto got = *bolt11::decode(valid(3));
  CHECK(got.amount == msats{2'000'000'000});
  CHECK(got.description.empty());
  CHECK(to_hex(*got.description_hash) ==
        "3925b6f67e2c340036ed12093dd44e0368df1b6ea26c53dbe4811f58fd5db8c1");
  CHECK(bolt11::decode(valid(4))->network == bolt11::network::testnet);
}

TEST_CASE("bolt11: both hops of a private route are read") {
  const auto got = *bolt11::decode(valid(5));
  REQUIRE(got.routes.size() == 1);
  REQUIRE(got.routes[0].size() == 2);
  const auto& first = got.routes[0][0];
  const auto& second = got.routes[0][1];
  CHECK(hex_of(first.node) == "029e03a901b85534ff1e92c43c74431f7ce72046060fcf7a95c37e148f78c77255");
  CHECK(first.short_channel_id == 0x0102030405060708);
  CHECK(first.fee_base_msat == 1);
  CHECK(first.fee_proportional_millionths == 20);
  CHECK(first.cltv_expiry_delta == 3);
  CHECK(hex_of(second.node) ==
        "039e03a901b85534ff1e92c43c74431f7ce72046060fcf7a95c37e148f78c77255");
  CHECK(second.short_channel_id == 0x030405060708090a);
  CHECK(second.fee_base_msat == 2);
  CHECK(second.fee_proportional_millionths == 30);
  CHECK(second.cltv_expiry_delta == 4);
}

TEST_CASE("bolt11: an amount in pico-bitcoin is read to the millisatoshi") {
  const auto got = *bolt11::decode(valid(10));
  CHECK(got.amount == msats{967'878'534});
  CHECK(got.timestamp.seconds == 1572468703);
  CHECK(got.expiry.count == 604800);
  CHECK(got.min_final_cltv_expiry_delta == 10);
  CHECK(got.payment_hash.hex() ==
        "462264ede7e14047e9b249da94fefc47f41f7d02ee9b091815a5506bc8abf75f");
  REQUIRE(got.routes.size() == 1);
  CHECK(got.routes[0][0].short_channel_id == 0x08FE4E000CF00001);
  CHECK(got.routes[0][0].fee_proportional_millionths == 2500);
  CHECK(got.routes[0][0].cltv_expiry_delta == 40);
}

TEST_CASE("bolt11: an invoice in upper case reads like its lower-case twin") {
  const auto lower = *bolt11::decode(valid(11));
  const auto upper = *bolt11::decode(valid(12));
  CHECK(lower.payment_hash == upper.payment_hash);
  CHECK(lower.description == "coffee beans");
  CHECK(upper.description == "coffee beans");
  CHECK(lower.payee == upper.payee);
  CHECK(to_hex(upper.features) == "08000000000000000000004100");
}

TEST_CASE("bolt11: fields of a wrong length and unknown fields are skipped") {
  const auto got = *bolt11::decode(valid(13));
  CHECK(got.payment_hash.hex() == hash_hex);
  CHECK(got.description == "coffee beans");
  CHECK_FALSE(got.description_hash);
}
