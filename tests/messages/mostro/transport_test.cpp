// SPDX-License-Identifier: MIT
//
// Both transports, both directions, with an identity and in full privacy.
#include "samples.hpp"

using namespace mostro;

namespace {

author reputation_author() { return {samples::trade_key(), samples::identity_key()}; }
author private_author() { return {samples::trade_key(), std::nullopt}; }

nostr::event sent(transport via, const author& from, const message& m = samples::take_sell()) {
  auto e = wrap_for_node(m, via, from, samples::node_key().pub, samples::context());
  REQUIRE(e);
  CHECK(nostr::verify(*e));
  return *e;
}

opened_message opened(const nostr::event& e) {
  auto out = open_message(e, samples::node_key().secret);
  INFO((out ? "" : to_string(out.why())));
  REQUIRE(out);
  return *out;
}

std::string direct_plaintext(const nostr::event& e, const secret_key& mine,
                             const public_key& theirs) {
  return nostr::decrypt(nostr::make_conversation_key(mine, theirs).value(), e.content).value();
}

} // namespace

TEST_CASE("transport: a client's message arrives with its identity over either transport") {
  const auto via = GENERATE(transport::gift_wrap, transport::nip44);
  const auto got = opened(sent(via, reputation_author()));
  auto expected = samples::take_sell();
  expected.version = static_cast<uint8_t>(via);
  CHECK(got.message == expected);
  CHECK(got.sender == samples::trade_key().pub);
  CHECK(got.identity == samples::identity_key().pub);
  CHECK(got.created_at == unix_time{1'700'000'000});
  CHECK(got.signed_by_trade_key);
  CHECK(got.via == via);
}

TEST_CASE("conformance/01-18: full privacy needs no inner signature over either transport",
          "[01-18]") {
  const auto via = GENERATE(transport::gift_wrap, transport::nip44);
  const auto got = opened(sent(via, private_author()));
  CHECK(got.sender == samples::trade_key().pub);
  CHECK(got.identity == got.sender);
  CHECK_FALSE(got.signed_by_trade_key);
}

TEST_CASE("transport: a direct event of a client has a p tag and an optional expiration") {
  CHECK(sent(transport::nip44, private_author()).tags ==
        std::vector<nostr::tag>{{"p", samples::node_key().pub.hex()}});
  auto context = samples::context();
  context.expiration = unix_time{1'800'000'000};
  const auto e = wrap_for_node(samples::take_sell(), transport::nip44, private_author(),
                               samples::node_key().pub, context);
  CHECK(e->tags == std::vector<nostr::tag>{{"p", samples::node_key().pub.hex()},
                                           {"expiration", "1800000000"}});
  CHECK(e->pubkey == samples::trade_key().pub);
  CHECK(e->kind == 14);
}

TEST_CASE("transport: the direct tuple is the one of the specification, byte for byte") {
  const auto e = sent(transport::nip44, reputation_author());
  CHECK(direct_plaintext(e, samples::node_key().secret, e.pubkey) ==
        "[" + to_canonical_json(samples::take_sell()) +
            ",\"4cd67cb067ac8797b2a1bc55db060706e803e9cd3d3b08b63093c3b7b37b4441"
            "52dca884aa5c3fcc3bf90d47c46a5bfbc4a1caa351b0af8041939b4a7aee71bc\",[\"" +
            samples::identity_key().pub.hex() +
            "\",\"1c4b915e5e03e448f317b1ad309108e1058ea140988c3d3ef30d8a5a35c921c1"
            "898de5d7eeecf47376925e0dd0d01e3dc1ff5570c043dc54d19358a0d6f24e4b\"]]");
}

TEST_CASE("conformance/01-13: a direct reply has exactly p and expiration and an unsigned tuple",
          "[01-13]") {
  auto context = samples::context();
  context.expiration = unix_time{1'702'592'000};
  auto reply = samples::take_sell();
  reply.version = 1;
  const auto e = wrap_for_trader(reply, transport::nip44, samples::node_key(),
                                 samples::trade_key().pub, context);
  REQUIRE(e);
  CHECK(nostr::verify(*e));
  CHECK(e->kind == 14);
  CHECK(e->pubkey == samples::node_key().pub);
  CHECK(e->created_at == context.created_at);
  CHECK(e->tags == std::vector<nostr::tag>{{"p", samples::trade_key().pub.hex()},
                                           {"expiration", "1702592000"}});
  CHECK(direct_plaintext(*e, samples::trade_key().secret, samples::node_key().pub) ==
        "[" + to_canonical_json(samples::take_sell()) + ",null,null]");
  const auto read = open_reply(*e, samples::trade_key().secret, samples::node_key().pub);
  REQUIRE(read);
  CHECK(*read == samples::take_sell());
}

TEST_CASE("transport: a direct reply without expiration is refused") {
  const auto e = wrap_for_trader(samples::take_sell(), transport::nip44, samples::node_key(),
                                 samples::trade_key().pub, samples::context());
  REQUIRE_FALSE(e);
  CHECK(e.why().code == errc::invalid);
}

TEST_CASE("conformance/01-39: a gift-wrapped reply is by the node at every layer", "[01-39]") {
  auto context = samples::context();
  context.expiration = unix_time{1'702'592'000};
  const auto node = samples::node_key();
  const auto e = wrap_for_trader(samples::take_sell(), transport::gift_wrap, node,
                                 samples::trade_key().pub, context);
  REQUIRE(e);
  CHECK(nostr::verify(*e));
  CHECK(e->kind == 1059);
  CHECK(e->pubkey != node.pub);
  CHECK(e->tags == std::vector<nostr::tag>{{"p", samples::trade_key().pub.hex()}});
  const auto seal_json = direct_plaintext(*e, samples::trade_key().secret, e->pubkey);
  const auto seal = nostr::parse_event(seal_json);
  REQUIRE(seal);
  CHECK(seal->pubkey == node.pub);
  CHECK(seal->tags.empty());
  const auto rumor = direct_plaintext(*seal, samples::trade_key().secret, node.pub);
  CHECK(rumor.starts_with("{\"id\":\""));
  CHECK(rumor.find("\"pubkey\":\"" + node.pub.hex() +
                   "\",\"created_at\":1700000000,\"kind\":1,"
                   "\"tags\":[],\"content\":\"[{") != std::string::npos);
  CHECK(rumor.find("\\\"version\\\":1,") != std::string::npos);
  const auto read = open_reply(*e, samples::trade_key().secret, node.pub);
  REQUIRE(read);
  CHECK(read->version == 1);
}

TEST_CASE("transport: somebody who writes to himself keeps the p tag") {
  auto context = samples::context();
  context.expiration = unix_time{1};
  const auto node = samples::node_key();
  const auto e = wrap_for_trader(samples::take_sell(), transport::nip44, node, node.pub, context);
  REQUIRE(e);
  CHECK(nostr::first_tag_value(e->tags, "p") == node.pub.hex());
  CHECK(open_message(*e, node.secret));
}

TEST_CASE("transport: a reply of anybody but the node is refused") {
  const auto via = GENERATE(transport::gift_wrap, transport::nip44);
  auto context = samples::context();
  context.expiration = unix_time{1'702'592'000};
  const auto e = wrap_for_trader(samples::take_sell(), via, samples::other_trade_key(),
                                 samples::trade_key().pub, context);
  REQUIRE(e);
  const auto read = open_reply(*e, samples::trade_key().secret, samples::node_key().pub);
  REQUIRE_FALSE(read);
  CHECK(read.why().code == errc::bad_signature);
}

TEST_CASE("transport: an event for somebody else is not for us") {
  const auto via = GENERATE(transport::gift_wrap, transport::nip44);
  const auto e = sent(via, reputation_author());
  const auto got = open_message(e, samples::other_trade_key().secret);
  REQUIRE_FALSE(got);
  CHECK(got.why().code == errc::not_for_us);
}

TEST_CASE("transport: an event of another kind is malformed") {
  auto e = sent(transport::nip44, private_author());
  e.kind = 4;
  CHECK(open_message(e, samples::node_key().secret).why().code == errc::malformed);
}
