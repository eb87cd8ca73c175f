// SPDX-License-Identifier: MIT
//
// NIP-44 against the official vectors, valid and invalid, in both directions.
#include "messages/hash.hpp"
#include "messages/json.hpp"
#include "messages/nostr/keys.hpp"
#include "messages/nostr/nip44_keys.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

using namespace mostro;
using namespace mostro::nostr;

namespace {

/// The vectors, opened once per test case.
class vectors {
public:
  /// The named group under v2.`verdict`, as array or object.
  json::value group(std::string_view verdict, std::string_view name) const {
    return *file_.root().find("v2")->find(verdict)->find(name);
  }

private:
  static json::document open() {
    std::ifstream in{MOSTRO_VECTORS "/nip44.vectors.json"};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    return json::document::parse(text, {1 << 20, 32}).value();
  }
  json::document file_ = open();
};

std::string text(const json::value& v, std::string_view name) {
  return std::string{*v.find(name)->text()};
}

bytes32 hex(const json::value& v, std::string_view name) {
  return bytes32_from_hex(text(v, name)).value();
}

conversation_key key_of(const json::value& v) {
  return conversation_key{hex(v, "conversation_key")};
}

std::string repeated(std::string_view pattern, int64_t times) {
  std::string out;
  for (int64_t i = 0; i < times; ++i)
    out += pattern;
  return out;
}

bytes32 filled(uint8_t b) {
  bytes32 out;
  out.fill(b);
  return out;
}

/// A payload whose decoded bytes are changed by `change`.
template <class Change>
std::string changed(const std::string& payload, Change change) {
  auto data = bytes_from_base64(payload).value();
  change(data);
  return to_base64(data);
}

} // namespace

TEST_CASE("nip44: conversation keys agree with the vectors") {
  const vectors all;
  const auto group = all.group("valid", "get_conversation_key");
  REQUIRE(group.size() == 35);
  for (size_t i = 0; i < group.size(); ++i) {
    const auto v = group.at(i);
    const auto key = make_conversation_key(secret_key{hex(v, "sec1")}, public_key{hex(v, "pub2")});
    REQUIRE(key);
    CHECK(*key == key_of(v));
  }
}

TEST_CASE("nip44: invalid keys have no conversation key") {
  const vectors all;
  const auto group = all.group("invalid", "get_conversation_key");
  REQUIRE(group.size() == 8);
  for (size_t i = 0; i < group.size(); ++i) {
    const auto v = group.at(i);
    INFO(text(v, "note"));
    CHECK_FALSE(make_conversation_key(secret_key{hex(v, "sec1")}, public_key{hex(v, "pub2")}));
  }
}

TEST_CASE("nip44: message keys agree with the vectors") {
  const vectors all;
  const auto group = all.group("valid", "get_message_keys");
  const auto key = key_of(group);
  const auto list = *group.find("keys");
  REQUIRE(list.size() == 32);
  for (size_t i = 0; i < list.size(); ++i) {
    const auto v = list.at(i);
    const auto keys = make_message_keys(key, hex(v, "nonce"));
    CHECK(to_hex(keys.cipher_key) == text(v, "chacha_key"));
    CHECK(to_hex(keys.cipher_nonce) == text(v, "chacha_nonce"));
    CHECK(to_hex(keys.mac_key) == text(v, "hmac_key"));
  }
}

TEST_CASE("nip44: padded sizes agree with the vectors") {
  const vectors all;
  const auto group = all.group("valid", "calc_padded_len");
  REQUIRE(group.size() == 24);
  for (size_t i = 0; i < group.size(); ++i)
    CHECK(padded_size(*group.at(i).at(0).unsigned_integer()) ==
          *group.at(i).at(1).unsigned_integer());
}

TEST_CASE("nip44: the vectors encrypt to their payload and decrypt to their text") {
  const vectors all;
  const auto group = all.group("valid", "encrypt_decrypt");
  REQUIRE(group.size() == 10);
  for (size_t i = 0; i < group.size(); ++i) {
    const auto v = group.at(i);
    const secret_key mine{hex(v, "sec1")};
    const secret_key theirs{hex(v, "sec2")};
    const auto outgoing = make_conversation_key(mine, key_pair_from(theirs)->pub).value();
    const auto incoming = make_conversation_key(theirs, key_pair_from(mine)->pub).value();
    CHECK(outgoing == key_of(v));
    CHECK(incoming == key_of(v));
    CHECK(encrypt(outgoing, text(v, "plaintext"), hex(v, "nonce")).value() == text(v, "payload"));
    CHECK(decrypt(incoming, text(v, "payload")).value() == text(v, "plaintext"));
  }
}

TEST_CASE("nip44: the long vectors encrypt to their payload and come back") {
  const vectors all;
  const auto group = all.group("valid", "encrypt_decrypt_long_msg");
  REQUIRE(group.size() == 3);
  for (size_t i = 0; i < group.size(); ++i) {
    const auto v = group.at(i);
    const auto plaintext = repeated(text(v, "pattern"), *v.find("repeat")->integer());
    CHECK(sha256(as_bytes(plaintext)) == hex(v, "plaintext_sha256"));
    const auto payload = encrypt(key_of(v), plaintext, hex(v, "nonce")).value();
    CHECK(sha256(as_bytes(payload)) == hex(v, "payload_sha256"));
    CHECK(decrypt(key_of(v), payload).value() == plaintext);
  }
}

TEST_CASE("nip44: plaintexts of a forbidden length are not encrypted") {
  const vectors all;
  const auto group = all.group("invalid", "encrypt_msg_lengths");
  REQUIRE(group.size() == 4);
  for (size_t i = 0; i < group.size(); ++i)
    CHECK_FALSE(encrypt(conversation_key{filled(1)},
                        std::string(*group.at(i).unsigned_integer(), 'x'), filled(2)));
}

TEST_CASE("nip44: the invalid payloads are refused for the stated reason") {
  const vectors all;
  const auto group = all.group("invalid", "decrypt");
  REQUIRE(group.size() == 12);
  for (size_t i = 0; i < group.size(); ++i) {
    const auto v = group.at(i);
    const auto note = text(v, "note");
    INFO(note);
    const auto opened = decrypt(key_of(v), text(v, "payload"));
    REQUIRE_FALSE(opened);
    CHECK(opened.why().code == (note == "invalid MAC" ? errc::bad_signature : errc::malformed));
    if (note == "invalid padding")
      CHECK(opened.why().text == "NIP-44: wrong padding");
  }
}

TEST_CASE("nip44: every plaintext length around a padding step comes back") {
  const conversation_key key{filled(7)};
  for (const size_t size : {1,   31,  32,  33,   64,   65,    255,   256,   257,   320,
                            321, 512, 513, 1024, 1025, 32768, 32769, 65408, 65534, 65535}) {
    const std::string plaintext(size, 'm');
    CHECK(decrypt(key, encrypt(key, plaintext, filled(9)).value()).value() == plaintext);
  }
}

TEST_CASE("nip44: a payload with a flipped MAC byte is refused") {
  const conversation_key key{filled(7)};
  const auto good = encrypt(key, "text", filled(9)).value();
  const auto bad = changed(good, [](bytes& data) { data.back() ^= 1; });
  CHECK(decrypt(key, bad).why().code == errc::bad_signature);
}

TEST_CASE("nip44: a flipped bit anywhere in the payload is refused") {
  const conversation_key key{filled(7)};
  const auto good = encrypt(key, "text", filled(9)).value();
  for (size_t i = 0; i < 99; ++i) {
    const auto bad = changed(good, [i](bytes& data) { data[i] ^= 0x10; });
    CHECK_FALSE(decrypt(key, bad));
  }
}

TEST_CASE("nip44: another conversation key is refused") {
  const auto payload = encrypt(conversation_key{filled(7)}, "text", filled(9)).value();
  CHECK(decrypt(conversation_key{filled(8)}, payload).why().code == errc::bad_signature);
}

TEST_CASE("nip44: padding that is authentic but not zero is refused") {
  const conversation_key key{filled(7)};
  const auto keys = make_message_keys(key, filled(9));
  const auto good = encrypt(key, "text", filled(9)).value();
  const auto bad = changed(good, [&](bytes& data) {
    data[33 + 2 + 31] ^= 1; // the last byte of the padding
    const auto mac = hmac_sha256(keys.mac_key, byte_view{data}.subspan(1, 32 + 34));
    std::copy(mac.begin(), mac.end(), data.end() - 32);
  });
  CHECK(decrypt(key, bad).why().text == "NIP-44: wrong padding");
}

TEST_CASE("nip44: payloads beyond the largest and cut ones are malformed") {
  const conversation_key key{filled(7)};
  const auto largest = encrypt(key, std::string(65535, 'x'), filled(9)).value();
  CHECK(largest.size() == 87472);
  CHECK(decrypt(key, largest + "AAAA").why().code == errc::malformed);
  const auto smallest = encrypt(key, "x", filled(9)).value();
  CHECK(smallest.size() == 132);
  for (size_t size = 0; size < smallest.size(); ++size)
    CHECK(decrypt(key, smallest.substr(0, size)).why().code == errc::malformed);
}
