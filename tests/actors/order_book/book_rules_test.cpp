// SPDX-License-Identifier: MIT
//
// Rules that span orders (spec 02 §2.1 check 2, spec 01 §3.1).
#include "actors/order_book/book_rules.hpp"

#include "tests/actors/order/order_fixture.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

TEST_CASE("conformance/02-29: a buyer who owes an invoice may not take another sell order",
          "[02-29]") {
  auto o = waiting_invoice_order(sell);
  CHECK(blocks_take(o, taker().identity, trade_role::buyer));
  CHECK_FALSE(blocks_take(o, taker().identity, trade_role::seller));
  CHECK_FALSE(blocks_take(o, maker().identity, trade_role::buyer));
  CHECK_FALSE(blocks_take(o, taker().trade_key, trade_role::buyer));
  CHECK(blocks_take(opening_order(sell, true), taker().identity, trade_role::buyer));
  // The maker of a buy order owes the invoice there.
  CHECK(blocks_take(waiting_invoice_order(buy), maker().identity, trade_role::buyer));
}

TEST_CASE("book: a seller who owes a payment may not take another buy order") {
  auto o = waiting_payment_order(buy, false);
  CHECK(blocks_take(o, taker().identity, trade_role::seller));
  CHECK_FALSE(blocks_take(o, maker().identity, trade_role::seller));
  CHECK_FALSE(blocks_take(o, maker().identity, trade_role::buyer));
  CHECK(blocks_take(waiting_payment_order(sell, true), maker().identity, trade_role::seller));
}

TEST_CASE("book: whoever owes nothing blocks nothing") {
  for (auto& o : {pending_order(sell), active_order(pending_order(sell)), paying_order(sell),
                  closed_order(sell, order_status::success, true)})
    for (auto role : {trade_role::buyer, trade_role::seller})
      for (auto& who : {maker(), taker()})
        CHECK_FALSE(blocks_take(o, who.identity, role));
}

TEST_CASE("book: identities stand on their sides, the taker's only after the take") {
  CHECK(identity_on(pending_order(sell), trade_role::seller) == maker().identity);
  CHECK_FALSE(identity_on(pending_order(sell), trade_role::buyer));
  CHECK(identity_on(waiting_payment_order(buy, false), trade_role::seller) == taker().identity);
}

TEST_CASE("book: the solver of a dispute is known until it is over") {
  auto o = active_order(pending_order(sell));
  dispute d;
  d.status = dispute_status::in_progress;
  d.solver = key(9);
  o.dispute = d;
  CHECK(known_keys_of(o) == std::vector{maker().trade_key, taker().trade_key, key(9)});
  o.dispute->solver = taker().trade_key;
  CHECK(known_keys_of(o) == std::vector{maker().trade_key, taker().trade_key});
  o.dispute->solver = key(9);
  o.dispute->status = dispute_status::seller_refunded;
  CHECK(known_keys_of(o) == std::vector{maker().trade_key, taker().trade_key});
}

TEST_CASE("book: the trade keys of an order are the maker's and, once taken, the taker's") {
  CHECK(known_keys_of(pending_order(sell)) == std::vector{maker().trade_key});
  CHECK(known_keys_of(active_order(pending_order(sell))) ==
        std::vector{maker().trade_key, taker().trade_key});
}
