// SPDX-License-Identifier: MIT
//
// Foreign spellings that must be accepted and forgeries that must not be.
#include "hand_made_events.hpp"

using namespace mostro;
using hand_made::direct;
using hand_made::fault_of;
using hand_made::open;
using hand_made::proof;
using hand_made::signature;
using hand_made::wrapped;

namespace {
const auto canonical = to_canonical_json(samples::take_sell());
const auto trade = samples::trade_key();
const auto identity = samples::identity_key();
const auto other = samples::other_trade_key();

/// A whole v2 tuple of the usual trader around `element`, signed over `text`.
std::string tuple_of(const std::string& element, const std::string& text) {
  return "[" + element + "," + signature(text, trade) + "," + proof(text, identity, trade.pub) +
         "]";
}
} // namespace

TEST_CASE("conformance/01-04: a signature over the canonical form covers an upper-case id",
          "[01-04]") {
  const auto upper = samples::replaced(canonical, "308e1272-d5f4", "308E1272-D5F4");
  CHECK(open(direct(tuple_of(upper, canonical), trade)));
}

TEST_CASE("conformance/01-05: a signature over the received bytes is accepted", "[01-05]") {
  // The order of the protocol book: id first, no nulls (decision 11).
  const std::string book = R"({"order": {"id":")" + samples::order_text +
                           R"(", "version":2, "request_id":42,"action":"take-sell" }})";
  const auto got = open(direct(tuple_of(book, book), trade));
  REQUIRE(got);
  CHECK(got->identity == identity.pub);
  CHECK(got->signed_by_trade_key);
  CHECK(open(direct("[ \n" + book + " , " + signature(book, trade) + " , null ]", trade)));
  CHECK(fault_of(direct(tuple_of(book, book + " "), trade)) == errc::bad_signature);
}

TEST_CASE("transport: the received bytes end where the message ends, whatever its strings hold") {
  const std::string tricky = R"({"order":{"action":"send-dm","version":2,"id":")" +
                             samples::order_text +
                             R"(","payload":{"text_message":"}]{[\"\\"},"x":[{"a":"]"}]}})";
  CHECK(open(direct(tuple_of(tricky, tricky), trade)));
}

TEST_CASE("conformance/01-06: blanks between the elements of a tuple do not matter", "[01-06]") {
  const auto spaced = " [ " + canonical + " ,\n" + signature(canonical, trade) + ",\t" +
                      proof(canonical, identity, trade.pub) + " ] ";
  CHECK(open(direct(spaced, trade)));
}

TEST_CASE("conformance/01-09: a signature over the canonical form survives an unknown member",
          "[01-09]") {
  const auto extra = samples::replaced(canonical, "\"action\"", "\"foo\":1,\"action\"");
  CHECK(open(direct(tuple_of(extra, canonical), trade)));
}

TEST_CASE("conformance/01-16: a proof lifted onto another author is refused", "[01-16]") {
  const auto lifted = proof(canonical, identity, trade.pub);
  CHECK(fault_of(direct("[" + canonical + "," + signature(canonical, other) + "," + lifted + "]",
                        other)) == errc::bad_signature);
  CHECK(fault_of(direct(tuple_of(canonical, canonical), other)) == errc::bad_signature);
}

TEST_CASE("conformance/01-17: a proof without trade signature is refused", "[01-17]") {
  CHECK(fault_of(direct("[" + canonical + ",null," + proof(canonical, identity, trade.pub) + "]",
                        trade)) == errc::bad_signature);
}

TEST_CASE("transport: a trade signature without proof is accepted as full privacy") {
  const auto got =
      open(direct("[" + canonical + "," + signature(canonical, trade) + ",null]", trade));
  REQUIRE(got);
  CHECK(got->identity == trade.pub);
  CHECK(got->signed_by_trade_key);
}

TEST_CASE("conformance/01-19: a tuple of the other transport's size is refused", "[01-19]") {
  const auto sig = signature(canonical, trade);
  CHECK(fault_of(direct("[" + canonical + "," + sig + "]", trade)) == errc::malformed);
  CHECK(fault_of(direct("[" + canonical + "," + sig + ",null,null]", trade)) == errc::malformed);
  CHECK(fault_of(direct(canonical, trade)) == errc::malformed);
  const auto in_wrap = [&](const std::string& tuple) {
    return fault_of(wrapped(hand_made::dart_rumor(tuple, trade.pub), trade));
  };
  CHECK(in_wrap("[" + canonical + ",null,null]") == errc::malformed);
  CHECK(in_wrap("[" + canonical + "]") == errc::malformed);
  CHECK(in_wrap("[]") == errc::malformed);
}

TEST_CASE("transport: tampered messages, signatures and proofs are refused") {
  const auto good = tuple_of(canonical, canonical);
  REQUIRE(open(direct(good, trade)));
  CHECK(fault_of(direct(samples::replaced(good, ":42", ":43"), trade)) == errc::bad_signature);
  const auto sig = signature(canonical, trade);
  const auto other_sig = signature(canonical, other);
  CHECK(fault_of(direct(samples::replaced(good, sig, other_sig), trade)) == errc::bad_signature);
  const auto own = proof(canonical, identity, trade.pub);
  const auto claimed = "[\"" + other.pub.hex() + "\"" + own.substr(own.find(','));
  CHECK(fault_of(direct(samples::replaced(good, own, claimed), trade)) == errc::bad_signature);
  const auto unbound = "[\"" + identity.pub.hex() + "\"," + signature(canonical, identity) + "]";
  CHECK(fault_of(direct(samples::replaced(good, own, unbound), trade)) == errc::bad_signature);
}

TEST_CASE("transport: signatures that are no hex of the right length are refused") {
  const auto with = [&](const std::string& second, const std::string& third) {
    return fault_of(direct("[" + canonical + "," + second + "," + third + "]", trade));
  };
  CHECK(with("\"\"", "null") == errc::bad_signature);
  CHECK(with("\"zz\"", "null") == errc::bad_signature);
  CHECK(with("1", "null") == errc::malformed);
  CHECK(with("null", "\"x\"") == errc::malformed);
  CHECK(with("null", "[]") == errc::malformed);
  CHECK(with("null", "[\"a\",\"b\",\"c\"]") == errc::malformed);
  CHECK(with("null", "[\"a\",\"b\"]") == errc::bad_signature);
  CHECK(with("null", "[null,null]") == errc::malformed);
}

TEST_CASE("conformance/01-39: a wrap as the Dart client makes it is accepted", "[01-39]") {
  const auto tuple = "[" + canonical + ", " + signature(canonical, trade) + "]";
  const auto got = open(wrapped(hand_made::dart_rumor(tuple, trade.pub), identity));
  REQUIRE(got);
  CHECK(got->sender == trade.pub);
  CHECK(got->identity == identity.pub);
  CHECK(got->created_at == unix_time{1'700'000'001});
  CHECK(got->via == transport::gift_wrap);
  CHECK(got->signed_by_trade_key);
}

TEST_CASE("conformance/01-41: a seal with a bad signature and a rumor of kind 14 are refused",
          "[01-41]") {
  const auto tuple = "[" + canonical + "," + signature(canonical, trade) + "]";
  const auto rumor = hand_made::dart_rumor(tuple, trade.pub);
  auto seal = hand_made::signed_event(13, rumor, identity);
  REQUIRE(open(hand_made::wrap_of(seal)));
  auto forged = seal;
  forged.sig[0] ^= 1;
  CHECK(fault_of(hand_made::wrap_of(forged)) == errc::bad_signature);
  forged = seal;
  forged.id.data[0] ^= 1;
  CHECK(fault_of(hand_made::wrap_of(forged)) == errc::bad_signature);
  CHECK(fault_of(wrapped(hand_made::dart_rumor(tuple, trade.pub, "14"), identity)) ==
        errc::malformed);
}

TEST_CASE("transport: nobody can put words into a trade key's mouth") {
  // A rumor of the victim's trade key, sealed by the attacker, unsigned or signed by himself.
  const auto unsigned_tuple = "[" + canonical + ",null]";
  CHECK(fault_of(wrapped(hand_made::dart_rumor(unsigned_tuple, trade.pub), other)) ==
        errc::bad_signature);
  const auto own = "[" + canonical + "," + signature(canonical, other) + "]";
  CHECK(fault_of(wrapped(hand_made::dart_rumor(own, trade.pub), other)) == errc::bad_signature);
}
