// SPDX-License-Identifier: MIT
//
// Gift wraps: the round trip, the shape of every layer, and each way in which a
// layer can be broken.
#include "messages/json.hpp"
#include "messages/nostr/gift_wrap.hpp"
#include "messages/nostr/nip44.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::nostr;

namespace {

key_pair key_number(uint8_t n) {
  bytes32 out{};
  out[31] = n;
  return key_pair_from(secret_key{out}).value();
}

const key_pair node = key_number(10);
const key_pair identity = key_number(20);
const key_pair trade = key_number(30);
const key_pair ephemeral = key_number(40);
constexpr unix_time now{1700000000};

gift_wrap_randomness fixed_randomness() {
  gift_wrap_randomness out;
  out.ephemeral = ephemeral.secret;
  out.seal_nonce.fill(1);
  out.wrap_nonce.fill(2);
  out.seal_back_dating = seconds{100};
  out.wrap_back_dating = seconds{172799};
  return out;
}

event make(std::string_view content, std::optional<unix_time> expiration = std::nullopt) {
  return make_gift_wrap(content, trade.pub, identity, node.pub, now, fixed_randomness(), expiration)
      .value();
}

std::string encrypted(const secret_key& from, const public_key& to, std::string_view text) {
  return encrypt(make_conversation_key(from, to).value(), text, bytes32{}).value();
}

std::string decrypted(const secret_key& receiver, const event& e) {
  return decrypt(make_conversation_key(receiver, e.pubkey).value(), e.content).value();
}

event seal_in(const event& wrap) { return parse_event(decrypted(node.secret, wrap)).value(); }

/// Wraps any text in place of a seal.
event wrap_text(std::string_view text) {
  return sign({now, kind::gift_wrap, {}, encrypted(ephemeral.secret, node.pub, text)},
              ephemeral.secret, {});
}

/// Seals and wraps any text in place of a rumor.
event wrap_rumor(std::string_view rumor, uint16_t seal_kind = kind::seal) {
  return wrap_text(to_json(sign({now, seal_kind, {}, encrypted(identity.secret, node.pub, rumor)},
                                identity.secret, {})));
}

std::string rumor(std::string_view number = "1", std::string_view more = "") {
  return "{" + std::string{more} + "\"pubkey\":\"" + trade.pub.hex() +
         "\",\"created_at\":1700000000,\"kind\":" + std::string{number} + ",\"content\":\"text\"}";
}

errc code_of(const event& wrap) { return open_gift_wrap(wrap, node.secret).why().code; }

} // namespace

TEST_CASE("gift wrap: what is wrapped is opened by the receiver") {
  const auto wrap = make("[{\"order\":\"\u00e9\"},null]");
  REQUIRE(verify(wrap));
  const auto opened = open_gift_wrap(wrap, node.secret);
  REQUIRE(opened);
  CHECK(opened->seal_author == identity.pub);
  CHECK(opened->rumor_author == trade.pub);
  CHECK(opened->rumor_created_at == now);
  CHECK(opened->rumor_content == "[{\"order\":\"\u00e9\"},null]");
}

TEST_CASE("gift wrap: the wrap is by a throw-away key, back-dated, for the receiver") {
  const auto wrap = make("text");
  CHECK(wrap.kind == 1059);
  CHECK(wrap.pubkey == ephemeral.pub);
  CHECK(wrap.created_at == unix_time{now.seconds - 172799});
  CHECK(wrap.tags == std::vector<tag>{{"p", node.pub.hex()}});
  CHECK(make("text", unix_time{1700000099}).tags ==
        std::vector<tag>{{"expiration", "1700000099"}, {"p", node.pub.hex()}});
}

TEST_CASE("gift wrap: the seal is complete, without tags, back-dated and by the identity") {
  const auto seal = seal_in(make("text"));
  CHECK(verify(seal));
  CHECK(seal.kind == 13);
  CHECK(seal.pubkey == identity.pub);
  CHECK(seal.created_at == unix_time{now.seconds - 100});
  CHECK(seal.tags.empty());
}

TEST_CASE("gift wrap: the rumor has exactly the six members that clients want") {
  const auto text = decrypted(node.secret, seal_in(make("a\"b")));
  const auto id = compute_id({now, 1, {}, "a\"b"}, trade.pub);
  CHECK(text == "{\"id\":\"" + id.hex() + "\",\"pubkey\":\"" + trade.pub.hex() +
                    "\",\"created_at\":1700000000,\"kind\":1,\"tags\":[],\"content\":\"a\\\"b\"}");
}

TEST_CASE("gift wrap: the node's own replies have one author in both layers") {
  const auto wrap = make_gift_wrap("text", node.pub, node, trade.pub, now, fixed_randomness());
  REQUIRE(wrap);
  const auto opened = open_gift_wrap(*wrap, trade.secret);
  REQUIRE(opened);
  CHECK(opened->seal_author == node.pub);
  CHECK(opened->rumor_author == node.pub);
}

TEST_CASE("gift wrap: another receiver cannot open it") {
  CHECK(open_gift_wrap(make("text"), trade.secret).why().code == errc::not_for_us);
}

TEST_CASE("gift wrap: outer content that does not decrypt is not for us") {
  auto wrap = make("text");
  wrap.content = "not base64";
  CHECK(code_of(wrap) == errc::not_for_us);
  wrap = make("text");
  wrap.pubkey = public_key{};
  CHECK(code_of(wrap) == errc::not_for_us);
}

TEST_CASE("gift wrap: another kind is malformed") {
  auto wrap = make("text");
  wrap.kind = kind::direct;
  CHECK(code_of(wrap) == errc::malformed);
}

TEST_CASE("conformance/01-41: a seal with a bad signature is refused", "[01-41]") {
  auto seal = seal_in(make("text"));
  seal.sig[10] ^= 1;
  CHECK(code_of(wrap_text(to_json(seal))) == errc::bad_signature);
}

TEST_CASE("gift wrap: a seal whose stated id is not its own is refused") {
  auto seal = seal_in(make("text"));
  seal.id.data[0] ^= 1;
  CHECK(code_of(wrap_text(to_json(seal))) == errc::bad_signature);
  bytes32 raw = identity.secret.reveal();
  event_draft other{now, kind::seal, {}, "other"};
  auto genuine = sign(other, secret_key{raw}, {});
  genuine.content = seal.content; // signed id, foreign content
  CHECK(code_of(wrap_text(to_json(genuine))) == errc::bad_signature);
}

TEST_CASE("gift wrap: a seal in another's name is refused") {
  auto seal = seal_in(make("text"));
  seal.pubkey = trade.pub;
  CHECK(code_of(wrap_text(to_json(seal))) == errc::bad_signature);
}

TEST_CASE("gift wrap: a seal of another kind is malformed") {
  CHECK(code_of(wrap_rumor(rumor(), kind::direct)) == errc::malformed);
  CHECK(code_of(wrap_rumor(rumor(), kind::rumor)) == errc::malformed);
}

TEST_CASE("gift wrap: a wrap without a seal in it is malformed") {
  CHECK(code_of(wrap_text("hello")) == errc::malformed);
  CHECK(code_of(wrap_text("{}")) == errc::malformed);
  CHECK(code_of(wrap_text(rumor())) == errc::malformed);
  CHECK(code_of(wrap_text(std::string(60'000, '['))) == errc::malformed);
}

TEST_CASE("gift wrap: a seal whose content is for somebody else is malformed") {
  const auto seal = sign({now, kind::seal, {}, encrypted(identity.secret, trade.pub, rumor())},
                         identity.secret, {});
  CHECK(code_of(wrap_text(to_json(seal))) == errc::malformed);
}

TEST_CASE("conformance/01-41: a rumor of another kind is refused", "[01-41]") {
  CHECK(code_of(wrap_rumor(rumor("14"))) == errc::malformed);
  CHECK(code_of(wrap_rumor(rumor("\"1\""))) == errc::malformed);
}

TEST_CASE("gift wrap: a rumor without id or with extra members is opened") {
  REQUIRE(open_gift_wrap(wrap_rumor(rumor()), node.secret));
  const auto extra = R"("id":"wrong","sig":"","tags":[["p","x"]],)";
  const auto opened = open_gift_wrap(wrap_rumor(rumor("1", extra)), node.secret);
  REQUIRE(opened);
  CHECK(opened->rumor_content == "text");
  CHECK(opened->seal_author == identity.pub);
}

TEST_CASE("gift wrap: a rumor without a needed member is malformed") {
  for (const std::string member : {"pubkey", "created_at", "kind", "content"}) {
    auto text = rumor();
    text.replace(text.find("\"" + member), member.size() + 1, "\"x");
    CHECK(code_of(wrap_rumor(text)) == errc::malformed);
  }
  CHECK(code_of(wrap_rumor("[]")) == errc::malformed);
  CHECK(code_of(wrap_rumor("text")) == errc::malformed);
  CHECK(code_of(wrap_rumor(rumor("1", "\"kind\":1,"))) == errc::malformed);
}

TEST_CASE("gift wrap: content that does not fit is an error and not a cut message") {
  const auto wrap = make_gift_wrap(std::string(65535, 'x'), trade.pub, identity, node.pub, now,
                                   fixed_randomness());
  CHECK(wrap.why().code == errc::too_large);
  CHECK(make_gift_wrap(std::string(50000, 'x'), trade.pub, identity, node.pub, now,
                       fixed_randomness())
            .why()
            .code == errc::too_large); // the seal of this does not fit into the wrap
}

TEST_CASE("gift wrap: invalid keys are errors and wrong randomness is a bug") {
  CHECK_FALSE(make_gift_wrap("x", trade.pub, identity, public_key{}, now, fixed_randomness()));
  auto random = fixed_randomness();
  random.ephemeral = secret_key{};
  CHECK_FALSE(make_gift_wrap("x", trade.pub, identity, node.pub, now, random));
  random = fixed_randomness();
  random.wrap_back_dating = seconds{172800};
  CHECK_THROWS_AS(make_gift_wrap("x", trade.pub, identity, node.pub, now, random), bug);
  random.wrap_back_dating = seconds{-1};
  CHECK_THROWS_AS(make_gift_wrap("x", trade.pub, identity, node.pub, now, random), bug);
}
