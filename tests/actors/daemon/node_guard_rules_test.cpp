// SPDX-License-Identifier: MIT
//
// The daemon does not start at another LN node than the one that holds the escrows.
#include "actors/daemon/node_guard_rules.hpp"

#include "tests/actors/order/order_fixture.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

bolt11::node_id node(uint8_t byte) {
  bolt11::node_id out{};
  out.fill(byte);
  return out;
}

order pinned(uint8_t byte) {
  auto out = active_order(pending_order(order_kind::sell));
  std::get<active>(out.phase).trade.ln_node = node(byte);
  return out;
}

} // namespace

TEST_CASE("node guard: the node that holds the escrows is accepted") {
  CHECK(check_node_of_orders({}, to_hex(node(2))));
  CHECK(check_node_of_orders({pinned(2), pending_order(order_kind::buy)}, to_hex(node(2))));
}

TEST_CASE("node guard: another node is refused with order, both nodes and the mend") {
  auto o = pinned(2);
  auto refused =
      check_node_of_orders({pending_order(order_kind::buy), o, pinned(2)}, to_hex(node(3)));
  REQUIRE_FALSE(refused);
  CHECK(refused.why().code == errc::conflict);
  auto& text = refused.why().text;
  CHECK(text.find(o.id.text()) != std::string::npos);
  CHECK(text.find("1 more") != std::string::npos);
  CHECK(text.find(to_hex(node(2))) != std::string::npos);
  CHECK(text.find(to_hex(node(3))) != std::string::npos);
  CHECK(text.find("mend: point lnd_grpc_host") != std::string::npos);
}

TEST_CASE("node guard: orders without a trade or a pin are nobody's") {
  auto unpinned = active_order(pending_order(order_kind::sell));
  std::get<active>(unpinned.phase).trade.ln_node.reset();
  CHECK(check_node_of_orders({unpinned, pending_order(order_kind::buy)}, to_hex(node(3))));
}

TEST_CASE("node guard: closed orders hold nothing") {
  auto over = closed_order(order_kind::sell, order_status::success, true);
  std::get<closed>(over.phase).trade->ln_node = node(2);
  CHECK(check_node_of_orders({over}, to_hex(node(3))));
}
