// SPDX-License-Identifier: MIT
#include "tests/daemon/node_home.hpp"

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>

namespace mostro::test {

using namespace std::chrono_literals;

namespace {

constexpr auto node_key = "1111111111111111111111111111111111111111111111111111111111111111";

} // namespace

node_home::node_home(const std::filesystem::path& at) : path(at) {
  auto name = (std::filesystem::temp_directory_path() / "mostro-home-XXXXXX").string();
  logs = mkdtemp(name.data());
  if (path.empty())
    path = logs / "home";
  std::filesystem::create_directories(path);
  devnet::devnet_options how;
  how.directory = path;
  auto started = devnet::devnet::start(std::move(how));
  REQUIRE(started.has_value());
  net = std::move(*started);
  REQUIRE(net->write_settings(node_key, "both").has_value());
}

node_home::~node_home() {
  std::error_code ignored;
  std::filesystem::remove_all(logs, ignored);
}

void node_home::change_settings(const std::string& from, const std::string& to) const {
  const auto file = path / "settings.toml";
  std::ifstream in{file};
  std::string text{std::istreambuf_iterator<char>{in}, {}};
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  std::ofstream{file} << text.replace(at, from.size(), to);
}

void node_home::expect_sound() {
  process daemon{{MOSTROD, "-d", path.string()}, next_log()};
  INFO(daemon.output());
  REQUIRE(daemon.says("daemon-ready", 60s));
  daemon.signal(SIGTERM);
  CHECK(daemon.wait(30s) == 0);
}

void node_home::expect_refusal(const std::vector<std::string>& texts) {
  process daemon{{MOSTROD, "-d", path.string()}, next_log()};
  CHECK(daemon.wait(60s) == 1);
  for (auto& text : texts)
    CHECK_THAT(daemon.output(), Catch::Contains(text));
}

order_maker::order_maker(devnet::devnet& net)
    : wallet(devnet::make_network_wallet(net.lightning(), "alice")) {
  devnet::trader_setup how;
  how.relay_port = net.relay().port();
  how.node = nostr::parse_secret_key(node_key)->pub;
  how.mnemonic = "a maker of many orders";
  how.wallet = wallet.get();
  who = std::make_unique<devnet::trader>(std::move(how));
}

bool make_order(devnet::trader& maker) {
  small_order wanted;
  wanted.kind = order_kind::sell;
  wanted.status = order_status::pending;
  wanted.amount = 50'000;
  wanted.fiat_code = "USD";
  wanted.fiat_amount = 20;
  wanted.payment_method = std::string(150, 'x');
  maker.next_key();
  maker.send(action::new_order, order_payload{wanted});
  return maker.wait([](const message& m) { return m.action == action::new_order; }, 3s).has_value();
}

} // namespace mostro::test
