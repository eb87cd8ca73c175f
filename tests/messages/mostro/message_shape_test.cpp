// SPDX-License-Identifier: MIT
//
// The whole matrix of spec 01 §1.9: every action with every payload, with and
// without an id.
#include "samples.hpp"

#include <map>
#include <set>

using namespace mostro;

namespace {

/// One payload of every kind, by its index in the variant.
std::vector<payload> every_payload() {
  return {std::monostate{},
          order_payload{},
          payment_request_payload{},
          text_payload{},
          peer_payload{},
          rating_payload{},
          amount_payload{},
          dispute_payload{},
          cant_do_payload{},
          next_trade_payload{},
          payment_failed_payload{},
          restore_payload{},
          ids_payload{},
          orders_payload{},
          bond_resolution_payload{},
          bond_payout_request_payload{},
          cashu_lock_proof_payload{},
          cashu_signatures_payload{{cashu_signature{}}}};
}

template <class Kind>
size_t index_of() {
  return payload{Kind{}}.index();
}

struct rule {
  bool needs_id;
  std::set<size_t> allowed;
};

/// The rows of the matrix that differ from "all others".
std::map<action, rule> special_rows() {
  const auto nothing = index_of<std::monostate>();
  const auto request = index_of<payment_request_payload>();
  return {
      {action::new_order, {false, {index_of<order_payload>()}}},
      {action::pay_invoice, {true, {request}}},
      {action::pay_bond_invoice, {true, {request}}},
      {action::add_invoice, {true, {request}}},
      {action::add_bond_invoice, {true, {request, index_of<bond_payout_request_payload>()}}},
      {action::admin_settle, {true, {nothing, index_of<bond_resolution_payload>()}}},
      {action::admin_cancel, {true, {nothing, index_of<bond_resolution_payload>()}}},
      {action::add_cashu_escrow, {true, {index_of<cashu_lock_proof_payload>()}}},
      {action::cashu_pm_signature, {true, {index_of<cashu_signatures_payload>()}}},
      {action::payment_failed, {true, {index_of<payment_failed_payload>()}}},
      {action::rate_user, {false, {index_of<rating_payload>()}}},
      {action::cant_do, {false, {index_of<cant_do_payload>()}}},
      {action::orders, {false, {index_of<ids_payload>(), index_of<orders_payload>()}}},
      {action::restore_session, {false, {nothing}}},
      {action::last_trade_index, {false, {nothing}}},
  };
}

rule rule_of(action a) {
  const auto rows = special_rows();
  if (const auto row = rows.find(a); row != rows.end())
    return row->second;
  rule out{a != action::admin_add_solver, {}};
  for (size_t i = 0; i < std::variant_size_v<payload>; ++i)
    out.allowed.insert(i);
  out.allowed.erase(index_of<bond_resolution_payload>());
  out.allowed.erase(index_of<bond_payout_request_payload>());
  return out;
}

bool allowed(action a, payload p, bool with_id = true) {
  message m;
  m.action = a;
  m.payload = std::move(p);
  if (with_id)
    m.id = samples::order();
  return has_allowed_shape(m);
}

} // namespace

TEST_CASE("shape: every action allows exactly the payloads of the matrix") {
  const auto payloads = every_payload();
  REQUIRE(payloads.size() == std::variant_size_v<payload>);
  for (size_t i = 0; i <= static_cast<size_t>(action::cashu_pm_signature); ++i) {
    const auto a = static_cast<action>(i);
    const auto expected = rule_of(a);
    for (size_t p = 0; p < payloads.size(); ++p) {
      INFO(to_string(a) << " with payload " << to_canonical_json(payloads[p]));
      REQUIRE(payloads[p].index() == p);
      CHECK(allowed(a, payloads[p], true) == (expected.allowed.count(p) > 0));
      CHECK(allowed(a, payloads[p], false) ==
            (!expected.needs_id && expected.allowed.count(p) > 0));
    }
  }
}

TEST_CASE("conformance/01-31: a missing id and a payload of another kind are refused", "[01-31]") {
  CHECK_FALSE(allowed(action::take_sell, std::monostate{}, false));
  CHECK(allowed(action::take_sell, std::monostate{}, true));
  CHECK_FALSE(allowed(action::rate_user, amount_payload{5}));
  CHECK(allowed(action::rate_user, rating_payload{200}));
  CHECK_FALSE(allowed(action::restore_session, text_payload{"x"}));
}

TEST_CASE("conformance/01-32: a bond resolution belongs to the solver's actions only", "[01-32]") {
  CHECK_FALSE(allowed(action::cancel, bond_resolution_payload{true, false}));
  CHECK_FALSE(allowed(action::release, bond_resolution_payload{}));
  CHECK(allowed(action::admin_cancel, bond_resolution_payload{true, false}));
}

TEST_CASE("shape: pay-invoice, released and send-dm are well-formed and left to the dispatch") {
  CHECK(allowed(action::pay_invoice, payment_request_payload{}));
  CHECK(allowed(action::released, std::monostate{}));
  CHECK(allowed(action::send_dm, text_payload{"x"}));
}

TEST_CASE("shape: cashu signatures must not be empty") {
  CHECK_FALSE(allowed(action::cashu_pm_signature, cashu_signatures_payload{}));
}

TEST_CASE("shape: a new solver may be announced without id as the protocol book shows") {
  CHECK(allowed(action::admin_add_solver, text_payload{"npub1"}, false));
}

TEST_CASE("conformance/03-43: a verdict with a payload of another kind is dropped", "[03-43]") {
  for (auto a : {action::admin_settle, action::admin_cancel}) {
    CHECK_FALSE(allowed(a, amount_payload{1}));
    CHECK_FALSE(allowed(a, std::monostate{}, false));
    CHECK(allowed(a, std::monostate{}));
    CHECK(allowed(a, bond_resolution_payload{}));
  }
}

TEST_CASE("conformance/03-57: a vote beyond a byte, or none, is dropped", "[03-57]") {
  auto vote = [](const std::string& value) {
    return parse_message(R"({"order":{"version":1,"request_id":7,"trade_index":null,"id":")" +
                         samples::order().text() + R"(","action":"rate-user","payload":)" + value +
                         "}}");
  };
  REQUIRE(vote(R"({"rating_user":5})"));
  CHECK(has_allowed_shape(*vote(R"({"rating_user":5})")));
  CHECK_FALSE(vote(R"({"rating_user":300})"));
  CHECK_FALSE(vote(R"({"rating_user":-1})"));
  REQUIRE(vote("null"));
  CHECK_FALSE(has_allowed_shape(*vote("null")));
}
