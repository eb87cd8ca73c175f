// SPDX-License-Identifier: MIT
//
// new-order (spec 02 §1): T1 and the refusals, in the order of the checks.
#include "tests/actors/order/new_order_request.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

TEST_CASE("conformance/02-1: a sell order of 50000 sats is pending, told and published", "[02-1]") {
  auto t = accept(request());
  CHECK(text_of(decision{t}) == accepted);
  CHECK(t.next.seq == 1);
  CHECK(t.next.id == id_of<order_id>(0xaa));
  CHECK(t.next.maker == maker());
  CHECK(t.next.terms.created_at == start);
  CHECK(t.next.terms.expires_at == start + seconds{86'400});
  CHECK(t.next.last_stamp == start);
  CHECK(t.uses_index == std::pair{maker().identity, int64_t{3}});
  CHECK_FALSE(t.child);

  auto& sent = effect<send_message>(t, 0);
  CHECK(sent.to == maker().trade_key);
  CHECK(sent.via == transport::nip44);
  CHECK(sent.message.wrapper == envelope::order);
  CHECK(sent.message.request_id == 41);
  CHECK(sent.message.trade_index == 3);
  CHECK(sent.message.id == t.next.id);
  small_order m1;
  m1.id = t.next.id;
  m1.kind = sell;
  m1.status = order_status::pending;
  m1.amount = 50'000;
  m1.fiat_code = "USD";
  m1.fiat_amount = 20;
  m1.payment_method = "cash";
  m1.created_at = start.seconds;
  m1.expires_at = start.seconds + 86'400;
  CHECK(shown_order(sent.message) == m1);

  auto& event = effect<publish_order>(t, 1);
  CHECK(event.created_at == start);
  CHECK(event.expires_at == t.next.terms.expires_at);
  CHECK(event.amount == sats{50'000});
  CHECK(event.fiat_amount == 20);
  CHECK_FALSE(event.min_amount);
  CHECK(event.maker_identity == maker().identity);
}

TEST_CASE("conformance/02-2: a premium on a fixed amount is refused", "[02-2]") {
  auto r = request();
  r.wanted.premium = 1;
  CHECK(result_of(r) == "invalid_parameters");
}

TEST_CASE("conformance/02-3: a currency that is not accepted is refused, letter case counts",
          "[02-3]") {
  auto r = request();
  for (auto code : {"XXX", "usd", ""}) {
    r.wanted.fiat_code = code;
    CHECK(result_of(r) == "invalid_fiat_currency");
  }
  auto any = policy();
  any.fiat_currencies.clear();
  r.wanted.fiat_code = "XXX";
  CHECK(text_of(created(r, any)) == accepted);
}

TEST_CASE("conformance/02-4: a fiat amount of 0 or less is refused", "[02-4]") {
  auto r = request();
  for (int64_t fiat : {0, -100}) {
    r.wanted.fiat_amount = fiat;
    CHECK(result_of(r) == "invalid_amount");
  }
}

TEST_CASE("conformance/02-5: a negative amount is refused", "[02-5]") {
  auto r = request();
  r.wanted.amount = -1;
  CHECK(result_of(r) == "invalid_amount");
}

TEST_CASE("conformance/02-6: amounts from 100 to 1000000 sats are allowed", "[02-6]") {
  const std::pair<int64_t, std::string> cases[] = {
      {99, "out_of_range_sats_amount"},
      {100, accepted},
      {1'000'000, accepted},
      {1'000'001, "out_of_range_sats_amount"},
      {std::numeric_limits<int64_t>::max(), "out_of_range_sats_amount"}};
  auto r = request();
  for (auto& [amount, expected] : cases) {
    r.wanted.amount = amount;
    CHECK(result_of(r) == expected);
  }
}

TEST_CASE("conformance/02-7: a range that is no range is refused", "[02-7]") {
  CHECK(result_of(range(10, 10)) == "invalid_amount");
  CHECK(result_of(range(20, 10)) == "invalid_amount");
  CHECK(result_of(range(-1, 5)) == "invalid_amount");
  auto fixed = range(10, 20);
  fixed.wanted.amount = 500;
  CHECK(result_of(fixed) == "invalid_amount");
}

TEST_CASE("conformance/02-8: a range is published with both ends and no fiat amount", "[02-8]") {
  auto r = range(10, 20);
  r.wanted.fiat_amount = 15; // Gap (b): forced to 0.
  auto t = accept(r);
  CHECK(t.next.terms.fiat_amount == 0);
  CHECK(shown_order(told(t, 0)).fiat_amount == 0);
  auto& event = effect<publish_order>(t, 1);
  CHECK(event.fiat_amount == 0);
  CHECK(event.min_amount == 10);
  CHECK(event.max_amount == 20);
}

TEST_CASE("conformance/02-9: both ends of a range must quote within the limits", "[02-9]") {
  CHECK(result_of(range(10, 2000)) == "out_of_range_sats_amount");
  CHECK(result_of(range(0, 20)) == "out_of_range_sats_amount");
}

TEST_CASE("conformance/02-10: one end of a range alone is refused", "[02-10]") {
  auto r = request();
  r.wanted.fiat_amount = -5;
  r.wanted.min_amount = 5;
  CHECK(result_of(r) == "invalid_amount");
  r.wanted.fiat_amount = 20;
  CHECK(result_of(r) == "invalid_amount");
  r.wanted.min_amount.reset();
  r.wanted.max_amount = 5;
  CHECK(result_of(r) == "invalid_amount");
}

TEST_CASE("conformance/02-11: a market order needs a price that is not stale", "[02-11]") {
  auto r = market(20);
  CHECK(result_of(r) == accepted);
  r.price.what = price_quote::state::stale;
  CHECK(result_of(r) == "price_too_stale");
}

TEST_CASE("conformance/02-12: a currency without any price makes no order", "[02-12]") {
  // The reference is silent; by decision 4 the trader is told.
  auto r = market(20);
  r.price = {};
  CHECK(result_of(r) == "price_too_stale");
}

TEST_CASE("conformance/02-13: a later expiry is cut to 15 days", "[02-13]") {
  auto r = request();
  r.wanted.expires_at = start.seconds + 60 * 86'400;
  CHECK(accept(r).next.terms.expires_at == start + seconds{15 * 86'400});
  r.wanted.expires_at = start.seconds + 1;
  CHECK(accept(r).next.terms.expires_at == start + seconds{1});
}

TEST_CASE("conformance/02-14: an expiry of 0 or less means the default", "[02-14]") {
  auto r = request();
  for (int64_t at : {0, -5}) {
    r.wanted.expires_at = at;
    CHECK(accept(r).next.terms.expires_at == start + seconds{86'400});
  }
  r.wanted.expires_at = start.seconds; // Gap (g): a past value.
  CHECK(result_of(r) == "invalid_parameters");
}

TEST_CASE("conformance/02-15: a buy order keeps an invoice of the payout after the fee",
          "[02-15]") {
  auto r = request(buy);
  r.wanted.buyer_invoice = good_invoice();
  auto t = accept(r);
  CHECK(t.next.terms.maker_invoice == good_invoice());
  CHECK(shown_order(told(t, 0)).buyer_invoice == good_invoice());
  r.wanted.buyer_invoice = invoice_text({std::nullopt});
  CHECK(result_of(r) == accepted);
}

TEST_CASE("conformance/02-16: an invoice of the amount before the fee is refused", "[02-16]") {
  auto r = request(buy);
  r.wanted.buyer_invoice = invoice_text({msats{50'000'000}});
  CHECK(result_of(r) == "invalid_invoice");
  // The smallest fixed amount is one, too: this invoice fits it, and the limits refuse it.
  r.wanted.amount = 1;
  r.wanted.buyer_invoice = invoice_text({msats{1000}});
  CHECK(result_of(r) == "out_of_range_sats_amount");
}

TEST_CASE("conformance/02-17: a premium beyond 99 percent is refused", "[02-17]") {
  auto r = market(20);
  for (int64_t premium : {100, 150, -100}) {
    r.wanted.premium = premium;
    CHECK(result_of(r) == "invalid_parameters");
  }
  r.wanted.premium = 99;
  CHECK(result_of(r) == accepted);
}
