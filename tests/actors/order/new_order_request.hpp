// SPDX-License-Identifier: MIT
//
// new-order requests for the tests of create_order, and what becomes of them.
#pragma once

#include "tests/actors/order/outcome_text.hpp"

namespace mostro::order_fixture {

inline order_requested request(order_kind kind = sell) {
  order_requested r;
  r.fresh_id = id_of<order_id>(0xaa);
  r.maker = maker();
  r.request_id = 41;
  r.wanted.kind = kind;
  r.wanted.amount = 50'000;
  r.wanted.fiat_code = "USD";
  r.wanted.fiat_amount = 20;
  r.wanted.payment_method = "cash";
  return r;
}

inline order_requested market(int64_t fiat, double at = 50'000) {
  auto r = request();
  r.wanted.amount = 0;
  r.wanted.fiat_amount = fiat;
  r.price = price(at);
  return r;
}

inline order_requested range(int64_t min, int64_t max) {
  auto r = market(0);
  r.wanted.min_amount = min;
  r.wanted.max_amount = max;
  return r;
}

inline decision created(const order_requested& r, const order_policy& p = policy()) {
  auto d = create_order(r, start, p);
  CHECK(same(d, create_order(r, start, p)));
  return d;
}

inline std::string result_of(const order_requested& r) { return text_of(created(r)); }

inline const std::string accepted = "pending: new-order>maker publish:pending";

inline transition accept(const order_requested& r) {
  auto d = created(r);
  INFO(text_of(d));
  REQUIRE(std::holds_alternative<transition>(d));
  return std::get<transition>(d);
}

} // namespace mostro::order_fixture
