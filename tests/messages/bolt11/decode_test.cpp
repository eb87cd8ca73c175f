// SPDX-License-Identifier: MIT
//
// Refusals of the decoder: invoices that are put together by hand and signed, so
// that only the one rule in question is broken, and mutations of good ones.
#include "messages/bech32.hpp"
#include "messages/bolt11/invoice.hpp"
#include "messages/bolt11/signature.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

namespace {

using groups = std::vector<uint8_t>;

constexpr std::string_view alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

groups letters(std::string_view text) {
  groups out;
  for (const char c : text)
    out.push_back(static_cast<uint8_t>(alphabet.find(c)));
  return out;
}

groups field(char letter, const groups& content) {
  groups out = letters(std::string(1, letter));
  out.push_back(static_cast<uint8_t>(content.size() / 32));
  out.push_back(static_cast<uint8_t>(content.size() % 32));
  out.insert(out.end(), content.begin(), content.end());
  return out;
}

groups operator+(groups a, const groups& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

secret_key some_key() {
  bytes32 raw{};
  raw[31] = 5;
  return secret_key{raw};
}

/// Signs any data part under any prefix.
std::string signed_text(const std::string& prefix, const groups& fields) {
  const groups data = groups(7, 1) + fields;
  const auto digest = *bolt11::signing_digest(prefix, data);
  const auto signature = *bolt11::sign_digest(digest, some_key());
  return bech32::encode(prefix, data + *bech32::regroup(signature, 8, 5, true));
}

const groups p = field('p', groups(52, 0));
const groups s = field('s', groups(52, 0));
const groups d = field('d', {});

errc refusal(const std::string& text) {
  const auto got = bolt11::decode(text);
  REQUIRE_FALSE(got);
  return got.why().code;
}

errc amount_refusal(const std::string& amount) {
  return refusal(signed_text("lnbc" + amount, p + s + d));
}

} // namespace

TEST_CASE("bolt11: a hand-made invoice with the fields that must be there is read") {
  const auto got = bolt11::decode(signed_text("lnbc", d + s + p));
  REQUIRE(got);
  CHECK(got->payee == *bolt11::node_id_of(some_key()));
}

TEST_CASE("bolt11: payment hash, payment secret and one description are required") {
  CHECK(refusal(signed_text("lnbc", s + d)) == errc::invalid);
  CHECK(refusal(signed_text("lnbc", p + d)) == errc::invalid);
  CHECK(refusal(signed_text("lnbc", p + s)) == errc::invalid);
  CHECK(refusal(signed_text("lnbc", p + s + d + field('h', groups(52, 0)))) == errc::invalid);
}

TEST_CASE("bolt11: of a repeated field the first counts") {
  const auto got = bolt11::decode(signed_text(
      "lnbc", p + s + d + field('x', {2}) + field('x', {3}) + field('c', {4}) + field('c', {5}) +
                  field('d', letters("qqq")) + field('p', groups(52, 0))));
  REQUIRE(got);
  CHECK(got->expiry.count == 2);
  CHECK(got->min_final_cltv_expiry_delta == 4);
  CHECK(got->description.empty());
}

TEST_CASE("bolt11: numbers may have leading zeros but not more than 60 bits") {
  groups wide(12, 31);
  CHECK(bolt11::decode(signed_text("lnbc", p + s + d + field('x', groups(20, 0) + wide)))
            ->expiry.count == (int64_t{1} << 60) - 1);
  CHECK(refusal(signed_text("lnbc", p + s + d + field('x', groups{1} + wide))) == errc::invalid);
  CHECK(refusal(signed_text("lnbc", p + s + d + field('c', groups{1} + wide))) == errc::invalid);
}

TEST_CASE("bolt11: unknown required features are refused and unknown optional ones are not") {
  // bit 8 and 14 set, then one more in the group in front
  CHECK(bolt11::decode(signed_text("lnbc", p + s + d + field('9', letters("sgq")))));
  CHECK(bolt11::decode(signed_text("lnbc", p + s + d + field('9', groups{1 << 2} + letters("sgq"))))
            .has_value()); // 17
  CHECK(bolt11::decode(signed_text("lnbc", p + s + d + field('9', groups{1 << 4} + letters("sgq"))))
            .has_value()); // 19, unknown and odd
  CHECK(refusal(signed_text("lnbc", p + s + d + field('9', groups{1 << 3} + letters("sgq")))) ==
        errc::invalid); // 18
}

TEST_CASE("bolt11: amounts that break the BOLT's rules are refused") {
  CHECK(amount_refusal("0") == errc::invalid);
  CHECK(amount_refusal("01m") == errc::invalid);
  CHECK(amount_refusal("0u") == errc::invalid);
  CHECK(amount_refusal("0p") == errc::invalid);
  CHECK(amount_refusal("11p") == errc::invalid);
  CHECK(amount_refusal("5k") == errc::invalid);
  CHECK(amount_refusal("5mm") == errc::invalid);
  CHECK(amount_refusal("2x5m") == errc::invalid);
  CHECK(amount_refusal("21000001") == errc::invalid);
  CHECK(amount_refusal("21000000001m") == errc::invalid);
  CHECK(amount_refusal("210000000000000000001n") == errc::invalid);
  CHECK(amount_refusal("999999999999999999999999999999999999999999990p") == errc::invalid);
  CHECK(bolt11::decode(signed_text("lnbc21000000000000000000p", p + s + d))->amount ==
        msats{2'100'000'000'000'000'000});
  CHECK(bolt11::decode(signed_text("lnbc21000000", p + s + d))->amount ==
        msats{2'100'000'000'000'000'000});
}

TEST_CASE("bolt11: an unknown chain and a foreign scheme are refused") {
  CHECK(refusal(signed_text("lnltc", p + s + d)) == errc::invalid);
  CHECK(refusal(signed_text("ln", p + s + d)) == errc::invalid);
  CHECK(refusal(signed_text("lnbcr", p + s + d)) == errc::invalid);
  CHECK(refusal(signed_text("bc", p + s + d)) == errc::malformed);
  CHECK_FALSE(bolt11::decode("lightning:" + signed_text("lnbc", p + s + d)));
  CHECK_FALSE(bolt11::decode(""));
}

TEST_CASE("bolt11: a field that is cut off is refused") {
  CHECK(refusal(signed_text("lnbc", p + s + d + groups{13})) == errc::malformed);
  CHECK(refusal(signed_text("lnbc", p + s + d + groups{13, 0})) == errc::malformed);
  CHECK(refusal(signed_text("lnbc", p + s + d + groups{13, 0, 2, 1})) == errc::malformed);
}

TEST_CASE("bolt11: a description that is not UTF-8 and a broken route are refused") {
  const auto text = [](const bytes& raw) {
    return signed_text("lnbc", p + s + field('d', *bech32::regroup(raw, 8, 5, true)));
  };
  CHECK(bolt11::decode(text({0xF0, 0x9F, 0xA6, 0x80})));
  for (const bytes& raw : {bytes{0xFF}, bytes{0xC0, 0x80}, bytes{0xED, 0xA0, 0x80},
                           bytes{0xF4, 0x90, 0x80, 0x80}, bytes{0xE2, 0x82}, bytes{'a', 0x80}})
    CHECK(refusal(text(raw)) == errc::malformed);
  CHECK_FALSE(bolt11::decode(signed_text("lnbc", p + s + d + field('r', groups(50, 0)))));
  CHECK_FALSE(bolt11::decode(signed_text("lnbc", p + s + d + field('r', {}))));
}

TEST_CASE("bolt11: a stated payee must have signed") {
  const auto stated = [](const bolt11::node_id& id) {
    return signed_text("lnbc", p + s + d + field('n', *bech32::regroup(id, 8, 5, true)));
  };
  const auto own = *bolt11::node_id_of(some_key());
  CHECK(bolt11::decode(stated(own))->payee == own);
  bytes32 other_key{};
  other_key[31] = 6;
  CHECK(refusal(stated(*bolt11::node_id_of(secret_key{other_key}))) == errc::bad_signature);
  CHECK(refusal(stated({})) == errc::invalid);
}

TEST_CASE("bolt11: an overlong invoice is refused") {
  CHECK(refusal(std::string(7090, 'q')) == errc::too_large);
}

TEST_CASE("bolt11: a changed letter never crashes and never passes for the same payee") {
  const auto good = signed_text("lnbc25m", p + s + d + field('9', letters("sgq")));
  const auto payee = bolt11::decode(good)->payee;
  for (size_t at = 0; at < good.size(); ++at) {
    for (const char letter : alphabet) {
      auto changed = good;
      changed[at] = letter;
      if (changed != good)
        CHECK_FALSE(bolt11::decode(changed)); // the checksum sees every single error
    }
    CHECK_FALSE(bolt11::decode(good.substr(0, at)));
  }
  // With a right checksum the signature must see it.
  const auto raw = *bech32::decode(good);
  for (size_t at = 0; at < raw.groups.size(); ++at) {
    for (uint8_t flip = 1; flip < 32; flip = static_cast<uint8_t>(flip << 1)) {
      auto changed = raw.groups;
      changed[at] ^= flip;
      const auto got = bolt11::decode(bech32::encode(raw.prefix, changed));
      if (got)
        CHECK(got->payee != payee);
    }
  }
}

TEST_CASE("bolt11: random data parts with a right checksum never crash") {
  uint64_t state = 42;
  const auto next = [&state] {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<uint32_t>(state >> 33);
  };
  size_t accepted = 0;
  for (int round = 0; round < 3000; ++round) {
    groups noise;
    for (uint32_t left = next() % 80; left > 0; --left)
      noise.push_back(static_cast<uint8_t>(next() % 32));
    // Short lengths, so that many fields are complete.
    for (size_t i = 1; i < noise.size(); i += 3)
      noise[i] = 0;
    accepted += bolt11::decode(signed_text("lnbc1m", p + s + d + noise)).has_value() ? 1 : 0;
  }
  CHECK(accepted < 3000);
}
