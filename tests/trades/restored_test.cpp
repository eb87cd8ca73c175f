// SPDX-License-Identifier: MIT
//
// A backup of the middle of a trade is restored after the trade has ended, or gone
// on: the buyer is paid exactly once, whatever he is paid by.
#include "actors/mostroctl/client.hpp"
#include "storage/database.hpp"
#include "tests/trades/trade_steps.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::test;

namespace {

/// A hot backup, made as mostroctl does it.
std::filesystem::path back_up(const running_network& network, const char* name) {
  const auto home = network.database().parent_path();
  auto client = ctl::make_client({"unix:" + (home / "mostro.sock").string(), {}, {}});
  REQUIRE(client);
  const auto wanted = home / name;
  auto told = (*client)->back_up(wanted.string());
  auto* made = std::get_if<admin::backup_view>(&told);
  REQUIRE(made);
  INFO(made->result.error_text);
  REQUIRE(made->result.success);
  CHECK(made->directory == wanted.string());
  CHECK(made->open_orders == 1);
  return wanted;
}

/// Puts a backup in the place of the database, as docs/operator.md says.
void restore(running_network& network, const std::filesystem::path& backup) {
  std::filesystem::rename(network.database(), network.database().string() + ".lost");
  std::filesystem::copy(backup, network.database(), std::filesystem::copy_options::recursive);
}

order_status stored_status(const running_network& network, const order_id& id) {
  auto db = storage::database::open({network.database()});
  REQUIRE(db);
  CHECK_FALSE((*db)->recover()->copied_at);
  auto found = (*db)->find_order(id);
  REQUIRE((found && *found));
  return status_of(**found);
}

/// Starts on the restored backup and waits until the order is over.
void expect_paid_once(running_network& network, const order_id& order) {
  network.start();
  CHECK(eventually([&] { return network.daemon().open_orders() == 0; }));
  network.stop();
  CHECK(stored_status(network, order) == order_status::success);
  CHECK(network.payouts_to("bob") == std::vector<sats>{sats{49'850}});
}

} // namespace

TEST_CASE("restored: a backup of any point of a trade that has ended since pays nobody again") {
  for (auto point : {trade_point::escrow_held, trade_point::fiat_sent, trade_point::release_sent}) {
    INFO(to_string(point));
    running_network network;
    trade_pair pair{network};
    std::filesystem::path backup;
    auto order = run_trade(pair, order_kind::sell, {}, [&](trade_point reached) {
      if (reached == trade_point::fiat_sent)
        network.lightning().set_payment_mode("bob", {devnet::payment_mode::kind::hang});
      if (reached == point)
        backup = back_up(network, "copy");
      if (reached == trade_point::release_sent)
        network.lightning().set_payment_mode("bob", {devnet::payment_mode::kind::ok});
    });
    REQUIRE(order.has_value());
    check_good_end(network, pair, *order);
    network.stop();
    restore(network, backup);
    network.net().relay().forget_events(); // The release would not come again after days.
    expect_paid_once(network, *order);
  }
}

TEST_CASE("restored: a buyer with an LNURL is not paid by a second invoice") {
  running_network network;
  trade_pair pair{network};
  auto order = create(*pair.seller, usual_offer(order_kind::sell));
  take(*pair.buyer, order_kind::sell, order, pays_to(network.net().http().lnurl_of("bob")));
  fund_escrow(*pair.seller);
  expect_active(*pair.seller, *pair.buyer);
  const auto backup = back_up(network, "copy");
  send_fiat(*pair.buyer, *pair.seller);
  release(*pair.seller);
  expect_message(*pair.buyer, action::purchase_completed);
  network.stop();
  restore(network, backup);
  network.net().relay().forget_events();
  expect_paid_once(network, order);
}

TEST_CASE("restored: a payout that is under way since the backup is followed, not repeated") {
  running_network network;
  trade_pair pair{network};
  auto order = create(*pair.seller, usual_offer(order_kind::sell));
  take(*pair.buyer, order_kind::sell, order, pays_to(network.net().http().lnurl_of("bob")));
  fund_escrow(*pair.seller);
  expect_active(*pair.seller, *pair.buyer);
  const auto backup = back_up(network, "copy");
  network.lightning().set_payment_mode("bob", {devnet::payment_mode::kind::hang});
  send_fiat(*pair.buyer, *pair.seller);
  release(*pair.seller);
  REQUIRE(eventually([&] { return network.lightning().view("mostro").outgoing > msats{0}; }));
  network.stop();
  restore(network, backup);
  network.net().relay().forget_events();
  network.start();
  CHECK(network.daemon().open_orders() == 1);
  network.lightning().set_payment_mode("bob", {devnet::payment_mode::kind::ok});
  CHECK(eventually([&] { return network.daemon().open_orders() == 0; }));
  network.stop();
  CHECK(stored_status(network, order) == order_status::success);
  CHECK(network.lightning().payments("mostro").size() == 1);
}

TEST_CASE("restored: a trade that has not ended goes on and is paid") {
  running_network network;
  trade_pair pair{network};
  std::filesystem::path backup;
  auto order = run_trade(pair, order_kind::sell, {}, [&](trade_point reached) {
    if (reached != trade_point::fiat_sent)
      return;
    backup = back_up(network, "copy");
    network.stop();
    restore(network, backup);
    network.start();
  });
  REQUIRE(order.has_value());
  CHECK(network.payouts_to("bob") == std::vector<sats>{sats{49'850}});
}

TEST_CASE("restored: an order in the book stays there, and the database is no backup any more") {
  running_network network;
  auto maker = network.make_trader("alice");
  create(*maker, usual_offer(order_kind::sell));
  const auto backup = back_up(network, "copy");
  network.stop();
  restore(network, backup);
  network.start();
  CHECK(network.daemon().open_orders() == 1);
  network.stop();
  auto db = storage::database::open({network.database()});
  REQUIRE(db);
  CHECK_FALSE((*db)->recover()->copied_at);
}
