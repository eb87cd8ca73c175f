// SPDX-License-Identifier: MIT
//
// Envelopes and message kinds: what parses, what does not, and how it is
// written again (spec 01 §1.1-§1.3, §7).
#include "samples.hpp"

using namespace mostro;
using samples::canonical;
using samples::is_refused;
using samples::order_text;
using samples::parsed;
using samples::replaced;
using samples::with_payload;

namespace {
const std::string full = R"({"order":{"version":2,"request_id":42,"trade_index":1,"id":")" +
                         order_text + R"(","action":"take-sell","payload":null}})";
} // namespace

TEST_CASE("conformance/01-01: absent nullable members become null, an absent id stays away",
          "[01-01]") {
  CHECK(canonical(R"({"order":{"version":2,"id":")" + order_text + R"(","action":"take-sell"}})") ==
        R"({"order":{"version":2,"request_id":null,"trade_index":null,"id":")" + order_text +
            R"(","action":"take-sell","payload":null}})");
  CHECK(canonical(R"({"restore":{"version":1,"action":"restore-session"}})") ==
        R"({"restore":{"version":1,"request_id":null,"trade_index":null,)"
        R"("action":"restore-session","payload":null}})");
}

TEST_CASE("message: members are reordered, unknown ones dropped, ids put in lower case") {
  CHECK(canonical(R"({"order":{"action":"take-sell","version":2,)"
                  R"("id":"308E1272-D5F4-47E6-BD97-3504BAEA9C23","extra":1}})") ==
        R"({"order":{"version":2,"request_id":null,"trade_index":null,"id":")" + order_text +
            R"(","action":"take-sell","payload":null}})");
}

TEST_CASE("conformance/01-03: a request_id of the full 64 bits is kept digit by digit", "[01-03]") {
  const auto request = parsed(replaced(full, "42", "18446744073709551615"));
  CHECK(request.request_id == UINT64_MAX);
  const auto reply = make_cant_do(request, refusal::invalid_amount);
  CHECK(to_canonical_json(reply) ==
        R"({"cant-do":{"version":2,"request_id":18446744073709551615,"trade_index":null,"id":")" +
            order_text + R"(","action":"cant-do","payload":{"cant_do":"invalid_amount"}}})");
  CHECK(canonical(replaced(full, "42", "9007199254740993")) ==
        replaced(full, "42", "9007199254740993"));
}

TEST_CASE("message: a cant-do reply has an id only when the request had one") {
  auto request = samples::take_sell();
  request.id.reset();
  request.wrapper = envelope::rate;
  CHECK(to_canonical_json(make_cant_do(request, refusal::not_found)) ==
        R"({"cant-do":{"version":2,"request_id":42,"trade_index":null,"action":"cant-do",)"
        R"("payload":{"cant_do":"not_found"}}})");
}

TEST_CASE("conformance/01-04: every spelling of a UUID is read and written in lower case",
          "[01-04]") {
  for (const auto* spelling :
       {"308E1272-D5F4-47E6-BD97-3504BAEA9C23", "308e1272d5f447e6bd973504baea9c23",
        "{308e1272-d5f4-47e6-bd97-3504baea9c23}", "urn:uuid:308e1272-d5f4-47e6-bd97-3504baea9c23"})
    CHECK(canonical(replaced(full, order_text, spelling)) == full);
  CHECK(is_refused(replaced(full, order_text, "308e1272-d5f4-47e6-bd97-3504baea9c2")));
  CHECK(is_refused(replaced(full, "\"" + order_text + "\"", "7")));
}

TEST_CASE("conformance/01-09: an unknown member of the message kind is ignored", "[01-09]") {
  CHECK(canonical(replaced(full, R"("action")", R"("foo":{"a":[1,2.5]},"action")")) == full);
}

TEST_CASE("conformance/01-11: numbers of the wrong type or range are refused", "[01-11]") {
  CHECK(is_refused(replaced(full, "42", R"("1")")));
  CHECK(is_refused(replaced(full, "42", "42.0")));
  CHECK(is_refused(replaced(full, "42", "4e1")));
  CHECK(is_refused(replaced(full, "42", "-1")));
  CHECK(is_refused(replaced(full, "42", "18446744073709551616")));
  CHECK(is_refused(replaced(full, R"("version":2)", R"("version":300)")));
  CHECK(is_refused(replaced(full, R"("version":2)", R"("version":-1)")));
  CHECK(is_refused(replaced(full, R"("version":2)", R"("version":2.0)")));
  CHECK(is_refused(replaced(full, R"("version":2)", R"("version":null)")));
  CHECK(is_refused(replaced(full, R"("trade_index":1)", R"("trade_index":9223372036854775808)")));
  CHECK(is_refused(replaced(full, R"("trade_index":1)", R"("trade_index":true)")));
  CHECK(is_refused(with_payload("take-sell", R"({"amount":15.0})")));
  CHECK_FALSE(is_refused(replaced(full, R"("version":2)", R"("version":255)")));
  CHECK_FALSE(is_refused(replaced(full, R"("trade_index":1)", R"("trade_index":-5)")));
}

TEST_CASE("conformance/01-11: two wrappers, an unknown wrapper or action are refused", "[01-11]") {
  const auto inner = full.substr(9, full.size() - 10);
  CHECK(is_refused("{\"order\":" + inner + ",\"dm\":" + inner + "}"));
  CHECK(is_refused("{\"order\":" + inner + ",\"order\":" + inner + "}"));
  CHECK(is_refused("{\"Order\":" + inner + "}"));
  CHECK(is_refused("{}"));
  CHECK(is_refused(inner));
  CHECK(is_refused(replaced(full, "take-sell", "Take-Sell")));
  CHECK(is_refused(replaced(full, "take-sell", "steal-sell")));
  CHECK_FALSE(is_refused("{\"dm\":" + inner + "}"));
}

TEST_CASE("message: version and action are required") {
  CHECK(is_refused(R"({"order":{"action":"orders"}})"));
  CHECK(is_refused(R"({"order":{"version":2}})"));
  CHECK(is_refused(R"({"order":null})"));
  CHECK(is_refused(R"({"order":[2,null,null,null,"orders",null]})"));
}

TEST_CASE("message: a duplicate known member is refused") {
  CHECK(is_refused(replaced(full, R"("version":2)", R"("version":2,"version":2)")));
  CHECK(is_refused(replaced(full, R"("payload":null)", R"("payload":null,"payload":null)")));
  CHECK(is_refused(replaced(full, R"("request_id":42)", R"("request_id":42,"request_id":43)")));
}

TEST_CASE("conformance/01-12: control characters are escaped, everything else stays raw",
          "[01-12]") {
  const auto text =
      with_payload("send-dm", R"({"text_message":"\u0001\u00e9\/\u2028é\u001F\u007f"})");
  CHECK(canonical(text) ==
        with_payload("send-dm", "{\"text_message\":\"\\u0001é/\u2028é\\u001f\x7f\"}"));
  CHECK(canonical(with_payload("send-dm", R"({"text_message":"\ud83e\uddc9\b\f\n\r\t\"\\"})")) ==
        with_payload("send-dm", R"({"text_message":"🧉\b\f\n\r\t\"\\"})"));
}

TEST_CASE("message: text that is no valid UTF-8 is refused") {
  CHECK(is_refused(with_payload("send-dm", R"({"text_message":"\ud83e"})")));
  CHECK(is_refused(with_payload("send-dm", R"({"text_message":"\uddc9"})")));
  CHECK(is_refused(with_payload("send-dm", "{\"text_message\":\"\xff\"}")));
  CHECK(is_refused(with_payload("send-dm", "{\"text_message\":\"\xc0\xaf\"}")));
  CHECK(is_refused(with_payload("send-dm", "{\"text_message\":\"\n\"}")));
}

TEST_CASE("message: anything but one JSON text is refused") {
  CHECK(is_refused(""));
  CHECK(is_refused("null"));
  CHECK(is_refused(full + "x"));
  CHECK(is_refused(full + full));
  CHECK(is_refused(std::string(full) + '\0' + "x"));
  CHECK(is_refused("\xEF\xBB\xBF" + full));
  CHECK(is_refused(full.substr(0, full.size() - 1)));
  CHECK_FALSE(is_refused(" \n\t" + full + " \r\n"));
}

TEST_CASE("message: size and depth are bounded") {
  const auto nested = [](size_t depth) {
    return replaced(full, R"("action")",
                    "\"foo\":" + std::string(depth, '[') + std::string(depth, ']') + ",\"action\"");
  };
  CHECK_FALSE(is_refused(nested(20)));
  CHECK(is_refused(nested(40)));
  CHECK(parse_message(std::string(60'000, '[')).why().code == errc::too_large);
  CHECK(parse_message(std::string(1'000'000, '[')).why().code == errc::too_large);
  const auto text = [](size_t size) {
    return with_payload("send-dm", "{\"text_message\":\"" + std::string(size, 'x') + "\"}");
  };
  CHECK_FALSE(is_refused(text(60'000)));
  CHECK(is_refused(text(66'000)));
  CHECK_FALSE(is_refused(text(10) + std::string(10, ' ')));
  CHECK_FALSE(is_refused(
      with_payload("send-dm", R"({"text_message":"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["})")));
}

TEST_CASE("conformance/01-35: the wrapper is not checked against the action", "[01-35]") {
  const auto m = parsed(R"({"rate":{"version":2,"action":"new-order","payload":{"order":)" +
                        samples::client_order + "}}}");
  CHECK(m.wrapper == envelope::rate);
  CHECK(m.action == action::new_order);
  CHECK(has_allowed_shape(m));
}

TEST_CASE("message: characters around the surrogates are accepted") {
  const auto text = with_payload("send-dm", "{\"text_message\":\"\xed\x9f\xbf\xee\x80\x80\"}");
  CHECK(canonical(text) == text);
  CHECK(is_refused(with_payload("send-dm", "{\"text_message\":\"\xed\xa0\x80\"}")));
  CHECK(is_refused(with_payload("send-dm", R"({"\udc00":1})")));
}
