// SPDX-License-Identifier: MIT
//
// Every payload, byte for byte in both directions (spec 01 §1.4, §1.5).
#include "samples.hpp"

using namespace mostro;
using samples::canonical;
using samples::client_order;
using samples::is_refused;
using samples::order_text;
using samples::parsed;
using samples::replaced;
using samples::with_payload;

namespace {

const std::string key_hex(64, 'a');

const std::string full_order =
    R"({"id":")" + order_text +
    R"(","kind":"sell","status":"pending","amount":0,"fiat_code":"VES","min_amount":10,)"
    R"("max_amount":20,"fiat_amount":0,"payment_method":"face to face","premium":1,)"
    R"("buyer_trade_pubkey":"b","seller_trade_pubkey":"s","buyer_invoice":"lnbc1",)"
    R"("created_at":1698870173,"expires_at":1698956573})";

const std::string dispute_info =
    R"({"id":")" + order_text +
    R"(","kind":"sell","status":"dispute","hash":null,"preimage":null,)"
    R"("order_previous_status":"active","initiator_pubkey":"i","buyer_pubkey":"b",)"
    R"("seller_pubkey":null,"initiator_full_privacy":false,"counterpart_full_privacy":true,)"
    R"("initiator_info":{"rating":4.5,"reviews":2,"operating_days":30},"counterpart_info":null,)"
    R"("premium":-3,"payment_method":"a,b","amount":1000,"fiat_amount":5,"fee":6,)"
    R"("routing_fee":1,"buyer_invoice":null,"invoice_held_at":7,"taken_at":8,"created_at":9})";

/// Parses a message around the payload and expects the very same bytes again.
void check_round_trip(const std::string& payload_json) {
  const auto json = with_payload("send-dm", payload_json);
  INFO(json);
  const auto m = parsed(json);
  CHECK(to_canonical_json(m) == json);
  CHECK(to_canonical_json(m.payload) == payload_json);
  CHECK(parsed(to_canonical_json(m)) == m);
}

bool payload_is_refused(const std::string& payload_json) {
  return is_refused(with_payload("send-dm", payload_json));
}

} // namespace

TEST_CASE("payload: every kind is written as it was read") {
  check_round_trip("null");
  check_round_trip(R"({"order":)" + client_order + "}");
  check_round_trip(R"({"order":)" + full_order + "}");
  check_round_trip(R"({"payment_request":[null,"lnbc1",null]})");
  check_round_trip(R"({"payment_request":[)" + full_order + R"(,"lnbc1",-5]})");
  check_round_trip(R"({"text_message":"hello \"you\""})");
  check_round_trip(R"({"peer":{"pubkey":")" + key_hex + R"(","reputation":null}})");
  check_round_trip(
      R"({"peer":{"pubkey":"","reputation":{"rating":4.0,"reviews":1,"operating_days":30}}})");
  check_round_trip(R"({"rating_user":5})");
  check_round_trip(R"({"amount":-9223372036854775808})");
  check_round_trip(R"({"dispute":[")" + order_text + R"(",null]})");
  check_round_trip(R"({"dispute":[")" + order_text + R"(",)" + dispute_info + "]}");
  check_round_trip(R"({"cant_do":"out_of_range_sats_amount"})");
  check_round_trip(R"({"cant_do":null})");
  check_round_trip(R"({"next_trade":[")" + key_hex + R"(",4294967295]})");
  check_round_trip(R"({"payment_failed":{"payment_attempts":2,"payment_retries_interval":60}})");
  check_round_trip(R"({"ids":[")" + order_text + R"("]})");
  check_round_trip(R"({"ids":[]})");
  check_round_trip(R"({"orders":[)" + client_order + "," + full_order + "]}");
  check_round_trip(R"({"bond_resolution":{"slash_seller":true,"slash_buyer":false}})");
  check_round_trip(R"({"bond_payout_request":{"order":)" + client_order +
                   R"(,"slashed_at":1734000000}})");
  check_round_trip(R"({"cashu_signatures":[{"secret":"a","signature":"b"}]})");
}

TEST_CASE("payload: the cashu lock proof omits an absent fee token") {
  const std::string proof = R"({"cashu_lock_proof":{"token":"t","mint_url":"u","buyer_pubkey":"b",)"
                            R"("seller_pubkey":"s","mostro_pubkey":"m"}})";
  check_round_trip(proof);
  check_round_trip(replaced(proof, R"("m"})", R"("m","fee_token":"f"})"));
  CHECK(
      canonical(with_payload("send-dm", replaced(proof, R"("m"})", R"("m","fee_token":null})"))) ==
      with_payload("send-dm", proof));
}

TEST_CASE("conformance/01-38: a restore answer carries both arrays", "[01-38]") {
  message m;
  m.wrapper = envelope::restore;
  m.version = 2;
  m.action = action::restore_session;
  restore_payload data;
  data.orders.push_back({samples::order(), 1, order_status::pending});
  m.payload = data;
  CHECK(to_canonical_json(m) ==
        R"({"restore":{"version":2,"request_id":null,"trade_index":null,)"
        R"("action":"restore-session","payload":{"restore_data":{"orders":[{"order_id":")" +
            order_text + R"(","trade_index":1,"status":"pending"}],"disputes":[]}}}})");
  CHECK(to_canonical_json(payload{restore_payload{}}) ==
        R"({"restore_data":{"orders":[],"disputes":[]}})");
  check_round_trip(R"({"restore_data":{"orders":[],"disputes":[{"dispute_id":")" + order_text +
                   R"(","order_id":")" + order_text +
                   R"(","trade_index":3,"status":"in-progress","initiator":"buyer",)"
                   R"("solver_pubkey":null}]}})");
  CHECK(payload_is_refused(R"({"restore_data":{"orders":[],"disputes":[{"dispute_id":")" +
                           order_text + R"(","order_id":")" + order_text +
                           R"(","trade_index":3,"status":"initiated","initiator":"solver"}]}})"));
}

TEST_CASE("payload: the messages of the specification are written exactly so") {
  message m;
  m.version = 2;
  m.request_id = 7;
  m.trade_index = 2;
  m.id = samples::order();
  m.action = action::new_order;
  small_order order;
  order.id = samples::order();
  order.kind = order_kind::sell;
  order.status = order_status::pending;
  order.fiat_code = "VES";
  order.min_amount = 10;
  order.max_amount = 20;
  order.payment_method = "face to face";
  order.premium = 1;
  order.created_at = 1698870173;
  order.expires_at = 1698956573;
  m.payload = order_payload{order};
  const std::string order_json =
      R"({"id":")" + order_text +
      R"(","kind":"sell","status":"pending","amount":0,"fiat_code":"VES","min_amount":10,)"
      R"("max_amount":20,"fiat_amount":0,"payment_method":"face to face","premium":1,)"
      R"("created_at":1698870173,"expires_at":1698956573})";
  const std::string head = R"({"order":{"version":2,"request_id":7,"trade_index":2,"id":")" +
                           order_text + R"(","action":")";
  CHECK(to_canonical_json(m) == head + R"(new-order","payload":{"order":)" + order_json + "}}}");

  m.action = action::pay_invoice;
  m.payload = payment_request_payload{order, "lnbc1", std::nullopt};
  CHECK(to_canonical_json(m) == head + R"(pay-invoice","payload":{"payment_request":[)" +
                                    order_json + R"(,"lnbc1",null]}}})");

  m.wrapper = envelope::restore;
  m.request_id = 5;
  m.trade_index = 42;
  m.id.reset();
  m.action = action::last_trade_index;
  m.payload = std::monostate{};
  CHECK(to_canonical_json(m) ==
        R"({"restore":{"version":2,"request_id":5,"trade_index":42,"action":"last-trade-index",)"
        R"("payload":null}})");
}

TEST_CASE("conformance/01-07: a null optional of a SmallOrder is dropped from the canonical form",
          "[01-07]") {
  const auto with_null =
      replaced(client_order, R"("created_at")", R"("buyer_invoice":null,"id":null,"created_at")");
  CHECK(canonical(with_payload("new-order", R"({"order":)" + with_null + "}")) ==
        with_payload("new-order", R"({"order":)" + client_order + "}"));
}

TEST_CASE("payload: absent nullable members of a SmallOrder become null") {
  CHECK(canonical(with_payload("new-order",
                               R"({"order":{"premium":1,"payment_method":"face to face",)"
                               R"("fiat_amount":100,"fiat_code":"VES","amount":0,)"
                               R"("status":"pending","kind":"sell"}})")) ==
        with_payload("new-order", R"({"order":)" + client_order + "}"));
}

TEST_CASE("conformance/01-08: an unknown member of a SmallOrder spoils the whole message",
          "[01-08]") {
  const auto extra =
      replaced(client_order, R"("created_at")", R"("master_buyer_pubkey":null,"created_at")");
  CHECK(payload_is_refused(R"({"order":)" + extra + "}"));
  CHECK(payload_is_refused(R"({"payment_request":[)" + extra + R"(,"lnbc1",null]})"));
  CHECK(payload_is_refused(R"({"orders":[)" + client_order + "," + extra + "]}"));
  CHECK(payload_is_refused(R"({"bond_payout_request":{"order":)" + extra + R"(,"slashed_at":1}})"));
}

TEST_CASE("conformance/01-11: an integer written as a float spoils a SmallOrder", "[01-11]") {
  CHECK(payload_is_refused(R"({"order":)" +
                           replaced(client_order, R"("amount":0)", R"("amount":15.0)") + "}"));
}

TEST_CASE("payload: every member of a SmallOrder is checked") {
  const auto spoiled = [](const std::string& what, const std::string& by) {
    return payload_is_refused(R"({"order":)" + replaced(full_order, what, by) + "}");
  };
  CHECK(spoiled(order_text, "x"));
  CHECK(spoiled(R"("sell")", R"("Sell")"));
  CHECK(spoiled(R"("pending")", R"("open")"));
  CHECK(spoiled(R"("amount":0,)", ""));
  CHECK(spoiled(R"("amount":0)", R"("amount":null)"));
  CHECK(spoiled(R"("amount":0)", R"("amount":9223372036854775808)"));
  CHECK(spoiled(R"("amount":0)", R"("amount":0,"amount":0)"));
  CHECK(spoiled(R"("VES")", "null"));
  CHECK(spoiled(R"("min_amount":10)", R"("min_amount":"10")"));
  CHECK(spoiled(R"("fiat_amount":0,)", ""));
  CHECK(spoiled(R"("payment_method":"face to face",)", ""));
  CHECK(spoiled(R"("premium":1,)", ""));
  CHECK(spoiled(R"("premium":1)", R"("premium":0.5)"));
  CHECK(spoiled(R"("lnbc1")", "1"));
  CHECK(spoiled("1698870173", "1698870173.5"));
  CHECK_FALSE(spoiled(R"("premium":1)", R"("premium":-100)"));
}

TEST_CASE("conformance/01-10: payment_request takes two or three elements, never four", "[01-10]") {
  // Decision 11: the book's two elements are accepted, three are always sent.
  CHECK(canonical(with_payload("add-invoice", R"({"payment_request":[null,"lnbc1"]})")) ==
        with_payload("add-invoice", R"({"payment_request":[null,"lnbc1",null]})"));
  CHECK_FALSE(payload_is_refused(R"({"payment_request":[null,"lnbc1",100]})"));
  CHECK(payload_is_refused(R"({"payment_request":[null,"lnbc1",null,null]})"));
  CHECK(payload_is_refused(R"({"payment_request":[null]})"));
  CHECK(payload_is_refused(R"({"payment_request":[null,null,null]})"));
  CHECK(payload_is_refused(R"({"payment_request":[null,"lnbc1",1.5]})"));
  CHECK(payload_is_refused(R"({"payment_request":{"0":null}})"));
}

TEST_CASE("payload: an object with no, two or unknown keys is refused") {
  CHECK(payload_is_refused("{}"));
  CHECK(payload_is_refused("[]"));
  CHECK(payload_is_refused(R"("order")"));
  CHECK(payload_is_refused("1"));
  CHECK(payload_is_refused(R"({"amount":1,"rating_user":1})"));
  CHECK(payload_is_refused(R"({"amount":1,"amount":1})"));
  CHECK(payload_is_refused(R"({"Amount":1})"));
  CHECK(payload_is_refused(R"({"textMessage":"x"})"));
}

TEST_CASE("payload: ranges and arities of the small payloads are exact") {
  CHECK(payload_is_refused(R"({"rating_user":256})"));
  CHECK(payload_is_refused(R"({"rating_user":-1})"));
  CHECK_FALSE(payload_is_refused(R"({"rating_user":255})"));
  CHECK(payload_is_refused(R"({"amount":null})"));
  CHECK(payload_is_refused(R"({"dispute":")" + order_text + R"("})"));
  CHECK(payload_is_refused(R"({"dispute":[")" + order_text + R"("]})"));
  CHECK(payload_is_refused(R"({"dispute":[")" + order_text + R"(",null,null]})"));
  CHECK(payload_is_refused(R"({"cant_do":"no_such_reason"})"));
  CHECK(payload_is_refused(R"({"cant_do":"invalid-signature"})"));
  CHECK(payload_is_refused(R"({"next_trade":["k",4294967296]})"));
  CHECK(payload_is_refused(R"({"next_trade":["k",-1]})"));
  CHECK(payload_is_refused(R"({"next_trade":["k"]})"));
  CHECK(payload_is_refused(R"({"bond_resolution":{"slash_seller":true}})"));
  CHECK(payload_is_refused(R"({"bond_resolution":{"slash_seller":true,"slash_buyer":1}})"));
  CHECK(payload_is_refused(
      R"({"payment_failed":{"payment_attempts":-1,"payment_retries_interval":1}})"));
  CHECK(payload_is_refused(R"({"ids":["x"]})"));
  CHECK(payload_is_refused(R"({"ids":null})"));
  CHECK(payload_is_refused(R"({"cashu_signatures":[{"secret":"a"}]})"));
  CHECK(payload_is_refused(R"({"peer":{"reputation":null}})"));
  CHECK(payload_is_refused(R"({"text_message":null})"));
}

TEST_CASE("payload: unknown members are ignored everywhere but in a SmallOrder") {
  CHECK(canonical(with_payload("send-dm", R"({"peer":{"pubkey":"","x":1}})")) ==
        with_payload("send-dm", R"({"peer":{"pubkey":"","reputation":null}})"));
  CHECK_FALSE(payload_is_refused(
      R"({"bond_resolution":{"slash_seller":true,"slash_buyer":true,"why":"x"}})"));
}

TEST_CASE("payload: a rating is a float whatever its spelling") {
  const auto rating = [](const std::string& written) {
    const auto json = canonical(
        with_payload("send-dm", R"({"peer":{"pubkey":"","reputation":{"rating":)" + written +
                                    R"(,"reviews":1,"operating_days":18446744073709551615}}})"));
    const auto from = json.find("rating\":") + 8;
    return json.substr(from, json.find(',', from) - from);
  };
  CHECK(rating("4") == "4.0");
  CHECK(rating("4.50") == "4.5");
  CHECK(rating("4.166666666666667") == "4.166666666666667");
  CHECK(rating("0.30000000000000004") == "0.30000000000000004");
  CHECK(rating("1E2") == "100.0");
  CHECK(payload_is_refused(
      R"({"peer":{"pubkey":"","reputation":{"rating":1e999,"reviews":1,"operating_days":1}}})"));
  CHECK(payload_is_refused(
      R"({"peer":{"pubkey":"","reputation":{"rating":"4","reviews":1,"operating_days":1}}})"));
}

TEST_CASE("payload: every required member of a solver's dispute info is required") {
  const auto whole = R"({"dispute":[")" + order_text + R"(",)" + dispute_info + "]}";
  for (const std::string member :
       {R"("kind":"sell",)", R"("status":"dispute",)", R"("order_previous_status":"active",)",
        R"("initiator_pubkey":"i",)", R"("initiator_full_privacy":false,)", R"("premium":-3,)",
        R"("amount":1000,)", R"("fee":6,)", R"("routing_fee":1,)", R"("taken_at":8,)"})
    CHECK(payload_is_refused(replaced(whole, member, "")));
  CHECK_FALSE(payload_is_refused(replaced(whole, R"("hash":null,)", "")));
}
