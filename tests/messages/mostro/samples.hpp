// SPDX-License-Identifier: MIT
//
// Keys, ids and messages that the tests of messages/mostro share. The client
// keys are those of the mnemonic in spec 01 §6.
#pragma once

#include "messages/mostro/transport.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace samples {

inline const std::string order_text = "308e1272-d5f4-47e6-bd97-3504baea9c23";

inline mostro::order_id order() { return mostro::order_id::parse(order_text).value(); }

inline mostro::nostr::key_pair key(const std::string& secret_hex) {
  return mostro::nostr::key_pair_from(
             mostro::secret_key(mostro::bytes32_from_hex(secret_hex).value()))
      .value();
}
inline mostro::nostr::key_pair identity_key() {
  return key("df5ba9d72ec62e9d39a095f1b86936fe10abfc7d56700caa1652a463a40d19b1");
}
inline mostro::nostr::key_pair trade_key() {
  return key("977b9da8056e6a83a991cb31ac507b0a618fbbee355e36e107e0e348686ab833");
}
inline mostro::nostr::key_pair other_trade_key() {
  return key("03c78114b80a2db782bb86be47c8062388d78a0585dfa79b8594e105740758c3");
}
inline mostro::nostr::key_pair node_key() { return key(std::string(63, '0') + "7"); }

/// A SmallOrder as a client sends it, without the braces' optional members.
inline const std::string client_order =
    R"({"kind":"sell","status":"pending","amount":0,"fiat_code":"VES","min_amount":null,)"
    R"("max_amount":null,"fiat_amount":100,"payment_method":"face to face","premium":1,)"
    R"("created_at":null,"expires_at":null})";

/// A whole message around a payload, canonical.
inline std::string with_payload(const std::string& action, const std::string& payload) {
  return R"({"order":{"version":2,"request_id":null,"trade_index":null,"id":")" + order_text +
         R"(","action":")" + action + R"(","payload":)" + payload + "}}";
}

/// Replaces the one occurrence of `what`.
inline std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

inline mostro::message parsed(const std::string& json) {
  INFO(json);
  auto m = mostro::parse_message(json);
  REQUIRE(m);
  return *m;
}

/// Parses and serializes again.
inline std::string canonical(const std::string& json) {
  return mostro::to_canonical_json(parsed(json));
}

inline bool is_refused(const std::string& json) { return !mostro::parse_message(json); }

inline mostro::bytes32 filled(uint8_t byte) {
  mostro::bytes32 out;
  out.fill(byte);
  return out;
}

/// Deterministic randomness for one event.
inline mostro::sending_context context(int64_t created_at = 1'700'000'000) {
  mostro::sending_context out;
  out.created_at = {created_at};
  out.nonce = filled(1);
  out.wrap.ephemeral = mostro::secret_key(filled(9));
  out.wrap.seal_nonce = filled(2);
  out.wrap.wrap_nonce = filled(3);
  out.wrap.seal_back_dating = {1000};
  out.wrap.wrap_back_dating = {2000};
  return out;
}

/// The take-sell of the vector in spec 01 §1.3.
inline mostro::message take_sell() {
  mostro::message m;
  m.version = 2;
  m.request_id = 42;
  m.trade_index = 1;
  m.id = order();
  m.action = mostro::action::take_sell;
  return m;
}

} // namespace samples
