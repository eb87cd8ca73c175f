// SPDX-License-Identifier: MIT
//
// Events: ids, signatures, strict reading, and what tags and kinds mean.
#include "messages/hash.hpp"
#include "messages/nostr/event.hpp"
#include "messages/nostr/event_json.hpp"
#include "messages/nostr/keys.hpp"

#include <catch2/catch.hpp>

#include <functional>

using namespace mostro;
using namespace mostro::nostr;
using namespace std::string_literals;

namespace {

secret_key key_number(uint8_t n) {
  bytes32 out{};
  out[31] = n;
  return secret_key{out};
}

event sample() {
  return sign({unix_time{1700000000}, 1, {{"e", "x", "y"}, {"p"}}, "h\u00e9llo \"w\"\n"},
              key_number(3), {});
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

event_id id_of(std::string_view hex) { return event_id::from_hex(hex).value(); }

event with_tags(std::vector<tag> tags) {
  return sign({unix_time{1}, 1, std::move(tags), ""}, key_number(3), {});
}

errc code_of(std::string_view text, const event_limits& limits = {}) {
  return parse_event(text, limits).why().code;
}

} // namespace

TEST_CASE("event: the id is SHA-256 of the NIP-01 array") {
  const public_key author = key_pair_from(key_number(3))->pub;
  const event_draft draft{unix_time{1700000000}, 38383, {{"d", "a/b"}, {"empty", ""}}, "text"};
  const auto preimage = "[0,\"f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9\","
                        "1700000000,38383,[[\"d\",\"a/b\"],[\"empty\",\"\"]],\"text\"]";
  std::string written;
  write_id_preimage(written, draft, author);
  CHECK(written == preimage);
  CHECK(compute_id(draft, author).data == sha256(as_bytes(preimage)));
}

TEST_CASE("event: the id escapes exactly as JSON.stringify does") {
  event_draft draft{
      unix_time{1}, 1, {{"t\x1f", "\b"}}, "\x01\"\\\b\f\n\r\t\x1f\x7f/\u2028\U0001f984"};
  std::string written;
  write_id_preimage(written, draft, public_key{});
  CHECK(written == "[0,\"" + std::string(64, '0') + R"(",1,1,[["t\u001f","\b"]],")" +
                       R"(\u0001\"\\\b\f\n\r\t\u001f)" + "\x7f/\u2028\U0001f984\"]");
}

TEST_CASE("event: what is signed verifies, and anything changed after that does not") {
  const auto good = sample();
  REQUIRE(verify(good));
  CHECK(good.pubkey == key_pair_from(key_number(3))->pub);
  const std::vector<std::function<void(event&)>> changes{
      [](event& e) { e.id.data[0] ^= 1; },
      [](event& e) { e.pubkey = key_pair_from(key_number(4))->pub; },
      [](event& e) { e.created_at.seconds += 1; },
      [](event& e) { e.kind = 2; },
      [](event& e) { e.tags[0][1] = "z"; },
      [](event& e) { e.tags.pop_back(); },
      [](event& e) { e.content += ' '; },
      [](event& e) { e.sig[63] ^= 1; },
      [](event& e) { e.sig = {}; },
  };
  for (const auto& change : changes) {
    auto bad = good;
    change(bad);
    CHECK_FALSE(verify(bad));
  }
}

TEST_CASE("event: a signature over a wrong stated id does not verify") {
  auto bad = sample();
  bad.id.data[5] ^= 1;
  bad.sig = schnorr_sign(bad.id.data, key_number(3), {});
  CHECK_FALSE(verify(bad));
}

TEST_CASE("event: signing with an invalid key is a bug") {
  CHECK_THROWS_AS(sign({}, secret_key{}, {}), bug);
}

TEST_CASE("event: JSON has the members in the usual order and comes back") {
  const auto e = sample();
  const auto text = to_json(e);
  CHECK(text == "{\"id\":\"" + e.id.hex() + "\",\"pubkey\":\"" + e.pubkey.hex() +
                    "\",\"created_at\":1700000000,\"kind\":1,"
                    "\"tags\":[[\"e\",\"x\",\"y\"],[\"p\"]],"
                    "\"content\":\"h\u00e9llo \\\"w\\\"\\n\",\"sig\":\"" +
                    to_hex(e.sig) + "\"}");
  const auto back = parse_event(text);
  REQUIRE(back);
  CHECK(*back == e);
  CHECK(verify(*back));
}

TEST_CASE("event: content with control characters and NUL comes back") {
  const auto e = sign({unix_time{1}, 1, {}, "\x00\x01\x1f"s}, key_number(3), {});
  CHECK(parse_event(to_json(e)).value() == e);
}

TEST_CASE("event: unknown members, blanks and any member order are accepted") {
  const auto e = sample();
  CHECK(
      parse_event(replaced(to_json(e), "{\"id\"", " {\"x\":[{}],\"seen\" : 1,\n\"id\"")).value() ==
      e);
}

TEST_CASE("event: upper-case hex is read and does not change what is verified") {
  auto text = to_json(sample());
  const auto hex = sample().pubkey.hex();
  std::string upper = hex;
  for (char& c : upper)
    c = static_cast<char>(std::toupper(c));
  CHECK(verify(parse_event(replaced(text, hex, upper)).value()));
}

TEST_CASE("event: wrong members are malformed") {
  const auto good = to_json(sample());
  const auto id = sample().id.hex();
  const auto sig = to_hex(sample().sig);
  const std::vector<std::pair<std::string, std::string>> changes{
      {"\"id\":", "\"ID\":"},
      {id, id.substr(1)},
      {id, id + "0"},
      {id, "g" + id.substr(1)},
      {"\"" + id + "\"", "7"},
      {sig, sig.substr(2)},
      {"\"sig\":", "\"gis\":"},
      {"1700000000", "-1"},
      {"1700000000", "1700000000.0"},
      {"1700000000", "\"1700000000\""},
      {"1700000000", "9223372036854775808"},
      {"1700000000", "null"},
      {"\"kind\":1", "\"kind\":65536"},
      {"\"kind\":1", "\"kind\":-1"},
      {"\"kind\":1", "\"kind\":1.0"},
      {"\"kind\":1", "\"kind\":\"1\""},
      {"\"kind\":1,", ""},
      {"[\"p\"]", "[]"},
      {"[\"p\"]", "[1]"},
      {"[\"p\"]", "[null]"},
      {"[\"p\"]", "\"p\""},
      {"\"tags\":[", "\"tags\":{},\"t\":["},
      {"\"content\":\"", "\"content\":null,\"c\":\""},
      {"\"kind\":1", "\"kind\":1,\"kind\":1"},
      {"h\u00e9llo", "h\xe9llo"},
      {"h\u00e9llo", "\\ud800"},
      {"h\u00e9llo", "\n"},
  };
  for (const auto& [from, to] : changes) {
    INFO(from << " -> " << to);
    CHECK(code_of(replaced(good, from, to)) == errc::malformed);
  }
  for (const auto* text : {"", "null", "[]", "\"\"", "{}", "1"})
    CHECK(code_of(text) == errc::malformed);
  CHECK(code_of(good + "x") == errc::malformed);
  CHECK(code_of(good.substr(0, good.size() - 1)) == errc::malformed);
}

TEST_CASE("event: limits are exact") {
  const auto text = to_json(with_tags(std::vector<tag>(5, {"t", "v"})));
  CHECK(parse_event(text, {text.size(), 5}));
  CHECK(code_of(text, {text.size() - 1, 5}) == errc::too_large);
  CHECK(code_of(text, {text.size(), 4}) == errc::too_large);
  CHECK(parse_event(to_json(with_tags(std::vector<tag>(2000, {"t"})))));
  CHECK(code_of(to_json(with_tags(std::vector<tag>(2001, {"t"})))) == errc::too_large);
}

TEST_CASE("event: a megabyte of brackets does not crash") {
  const std::string brackets(1'000'000, '[');
  CHECK(code_of(brackets) == errc::too_large);
  CHECK(code_of(brackets, {2'000'000, 2000}) == errc::too_large);
  CHECK(code_of(replaced(to_json(sample()), "[\"p\"]", std::string(20'000, '['))) ==
        errc::too_large);
}

TEST_CASE("event: the first tag of a name gives the value") {
  const std::vector<tag> tags{{"a"}, {"b", "1", "2"}, {"b", "3"}, {"c", ""}};
  CHECK(first_tag_value(tags, "b") == "1");
  CHECK(first_tag_value(tags, "c") == "");
  CHECK_FALSE(first_tag_value(tags, "a"));
  CHECK_FALSE(first_tag_value(tags, "d"));
}

TEST_CASE("nip40: the expiration is a whole number of seconds or none") {
  CHECK(expiration_of(with_tags({{"expiration", "1600000000"}})) == unix_time{1600000000});
  CHECK(expiration_of(with_tags({{"expiration", "0"}})) == unix_time{0});
  CHECK_FALSE(expiration_of(with_tags({})));
  CHECK_FALSE(expiration_of(with_tags({{"expiration"}})));
  for (const auto* text :
       {"", " 1", "1 ", "1.5", "-1", "+1", "0x10", "soon", "9223372036854775808"})
    CHECK_FALSE(expiration_of(with_tags({{"expiration", text}})));
}

TEST_CASE("nip13: leading zero bits are counted across bytes") {
  CHECK(leading_zero_bits(id_of("80" + std::string(62, '0'))) == 0);
  CHECK(leading_zero_bits(id_of("01" + std::string(62, 'f'))) == 7);
  CHECK(leading_zero_bits(id_of("00ff" + std::string(60, '0'))) == 8);
  CHECK(leading_zero_bits(
            id_of("000006d8c378af1779d2feebc7603a125d99eca0ccf1085959b307f64e5dd358")) == 21);
  CHECK(leading_zero_bits(
            id_of("000000000e9d97a1ab09fc381030b346cdd7a142ad57e6df0b46dc9bef6c7e2d")) == 36);
  CHECK(leading_zero_bits(event_id{}) == 256);
}

TEST_CASE("event: kinds fall into the classes of NIP-01") {
  for (const int k : {0, 3, 10000, 19999})
    CHECK(is_replaceable(static_cast<uint16_t>(k)));
  for (const int k : {1, 2, 4, 9999, 20000, 38383})
    CHECK_FALSE(is_replaceable(static_cast<uint16_t>(k)));
  CHECK(is_ephemeral(20000));
  CHECK(is_ephemeral(kind::authentication));
  CHECK(is_ephemeral(29999));
  CHECK_FALSE(is_ephemeral(19999));
  CHECK_FALSE(is_ephemeral(30000));
  CHECK(is_addressable(30000));
  CHECK(is_addressable(kind::order));
  CHECK(is_addressable(39999));
  CHECK_FALSE(is_addressable(29999));
  CHECK_FALSE(is_addressable(40000));
}
