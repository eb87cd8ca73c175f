// SPDX-License-Identifier: MIT
//
// A daemon that is pointed at another LN node while trades are open does not start.
#include "tests/trades/trade_steps.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::test;

namespace {

/// Starts a daemon on the network's database with the LND of `node`; what it says.
status start_at(running_network& network, const std::string& node) {
  auto directory = network.database().parent_path();
  auto reading = read_settings(directory / "settings.toml", "");
  REQUIRE(reading.value.has_value());
  auto& lightning = reading.value->lightning;
  lightning.grpc_host = "https://127.0.0.1:" + std::to_string(network.net().node(node).port());
  lightning.cert_file = directory / node / "tls.cert";
  lightning.macaroon_file = directory / node / "admin.macaroon";
  daemon_setup setup;
  setup.settings = std::move(*reading.value);
  setup.fatal = [](const std::string&) {};
  auto started = daemon::start(std::move(setup));
  return started ? done() : status{started.why()};
}

} // namespace

TEST_CASE("node guard: a start at another LN node than the open escrow's is refused") {
  running_network network;
  trade_pair pair{network};
  auto order = create(*pair.seller, usual_offer(order_kind::sell));
  take(*pair.buyer, order_kind::sell, order);
  give_invoice(*pair.buyer);
  fund_escrow(*pair.seller);
  expect_active(*pair.seller, *pair.buyer);
  network.stop();

  auto said = start_at(network, "alice");
  REQUIRE_FALSE(said);
  INFO(said.why().text);
  CHECK(said.why().text.find(order.text()) != std::string::npos);
  for (auto* node : {"mostro", "alice"})
    CHECK(said.why().text.find(to_hex(network.lightning().view(node).identity)) !=
          std::string::npos);

  network.start(); // At its own node the trade goes on.
  send_fiat(*pair.buyer, *pair.seller);
  release(*pair.seller);
  expect_message(*pair.buyer, action::purchase_completed);
  check_good_end(network, pair, order);
  network.stop();
  CHECK(start_at(network, "alice")); // Nothing is held any more.
}
