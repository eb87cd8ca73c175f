// SPDX-License-Identifier: MIT
#include "tests/harness/demo.hpp"

#include "messages/json.hpp"
#include "messages/nostr/frames.hpp"
#include "tests/harness/trade_script.hpp"
#include "tests/support/websocket_client.hpp"

#include <fstream>
#include <iomanip>
#include <sstream>

namespace mostro::devnet {

namespace {

using namespace std::chrono_literals;

/// What devnet.json says.
struct network_description {
  uint16_t relay_port = 0;
  std::map<std::string, std::string> grpc;
};

result<uint16_t> port_of(const std::string& url) {
  auto colon = url.rfind(':');
  int port = colon == std::string::npos ? 0 : std::atoi(url.c_str() + colon + 1);
  if (port <= 0 || port > 65535)
    return fail(errc::malformed, "no port in " + url);
  return static_cast<uint16_t>(port);
}

/// The text between `"key":"` and the next quote; devnet.json is our own writing.
std::string text_after(const std::string& text, const std::string& key, size_t from) {
  auto at = text.find("\"" + key + "\":\"", from);
  if (at == std::string::npos)
    return {};
  at += key.size() + 4;
  return text.substr(at, text.find('"', at) - at);
}

result<network_description> read_description(const std::filesystem::path& directory) {
  std::ifstream in{directory / "devnet.json"};
  std::ostringstream whole;
  whole << in.rdbuf();
  auto text = whole.str();
  network_description out;
  auto port = port_of(text_after(text, "relay", 0));
  if (!port)
    return fail(errc::io, (directory / "devnet.json").string() + " cannot be read");
  out.relay_port = *port;
  for (auto* name : {"mostro", "alice", "bob"})
    out.grpc[name] = text_after(text, "grpc", text.find("\"" + std::string{name} + "\":{"));
  return out;
}

using wallets = std::map<std::string, std::unique_ptr<wallet>>;

result<wallets> open_wallets(const std::filesystem::path& directory,
                             const network_description& network) {
  wallets out;
  for (auto& [name, address] : network.grpc) {
    auto folder = directory / name;
    auto opened = make_grpc_wallet(address, (folder / "tls.cert").string(),
                                   (folder / "admin.macaroon").string());
    if (!opened)
      return opened.why();
    out[name] = std::move(*opened);
  }
  return out;
}

struct balances {
  std::map<std::string, int64_t> msat;
  int64_t total = 0;
};

result<balances> read_balances(wallets& all) {
  balances out;
  for (auto& [name, wallet] : all) {
    auto amount = wallet->balance();
    if (!amount)
      return amount.why();
    out.msat[name] = amount->value;
    out.total += amount->value;
  }
  return out;
}

/// The newest public revision of an order, as anybody sees it.
result<nostr::event> book_event(uint16_t port, const public_key& node, const order_id& id) {
  auto line = test_support::websocket_client::connect(port);
  if (!line)
    return line.why();
  nostr::filter wanted;
  wanted.kinds = std::vector<uint16_t>{nostr::kind::order};
  wanted.authors = std::vector<std::string>{node.hex()};
  wanted.tags['d'] = {id.text()};
  for (int i = 0; i < 50; ++i) {
    line->send(nostr::to_json(
        nostr::client_frame{nostr::request_frame{"b" + std::to_string(i), {wanted}}}));
    while (auto text = line->receive(2s)) {
      auto frame = nostr::parse_relay_frame(*text);
      if (!frame || std::holds_alternative<nostr::end_of_stored_frame>(*frame))
        break;
      if (auto* found = std::get_if<nostr::event_frame>(&*frame))
        if (nostr::first_tag_value(found->what.tags, "s") == "success")
          return found->what;
    }
    line->send(nostr::to_json(nostr::client_frame{nostr::close_frame{"b" + std::to_string(i)}}));
    (void)line->receive(100ms);
  }
  return fail(errc::timed_out, "the book does not show the order as success");
}

std::unique_ptr<trader> make_trader(const std::string& name, const std::string& mnemonic,
                                    transport via, const network_description& network,
                                    const public_key& node, wallet& purse, std::ostream& out) {
  trader_setup how;
  how.name = name;
  how.relay_port = network.relay_port;
  how.node = node;
  how.via = via;
  how.mnemonic = mnemonic;
  how.wallet = &purse;
  how.observer = [&out, name](const std::string& direction, const message& m) {
    out << "  " << std::left << std::setw(7) << name << direction << " " << to_string(m.action);
    if (auto* p = std::get_if<order_payload>(&m.payload))
      out << "  (" << p->order.amount << " sats, " << p->order.fiat_amount << " "
          << p->order.fiat_code << ")";
    if (auto* p = std::get_if<payment_request_payload>(&m.payload))
      out << "  (" << p->invoice.substr(0, 24) << "…)";
    if (auto* p = std::get_if<cant_do_payload>(&m.payload); p && p->reason)
      out << "  (" << to_string(*p->reason) << ")";
    out << std::endl;
  };
  return std::make_unique<trader>(std::move(how));
}

/// Random words serve as well as a real mnemonic: NIP-06 only hashes them.
std::string fresh_words(const std::string& name) {
  auto now = std::chrono::system_clock::now().time_since_epoch().count();
  return "devnet demo " + name + " " + std::to_string(now);
}

} // namespace

status run_demo(const std::filesystem::path& directory, const public_key& node, std::ostream& out) {
  auto network = read_description(directory);
  if (!network)
    return network.why();
  auto all = open_wallets(directory, *network);
  if (!all)
    return all.why();
  auto before = read_balances(*all);
  if (!before)
    return before.why();
  trade_terms terms;
  for (auto via : {transport::nip44, transport::gift_wrap}) {
    bool sell = via == transport::nip44;
    out << (sell ? "\n== A sell order, both traders over NIP-44 direct messages\n"
                 : "\n== A buy order, both traders over NIP-59 gift wraps\n");
    auto seller =
        make_trader("alice", fresh_words("alice"), via, *network, node, *(*all)["alice"], out);
    auto buyer = make_trader("bob", fresh_words("bob"), via, *network, node, *(*all)["bob"], out);
    auto traded =
        sell ? run_sell_trade(*seller, *buyer, terms) : run_buy_trade(*buyer, *seller, terms);
    if (!traded)
      return traded.why();
    auto shown = book_event(network->relay_port, node, *traded);
    if (!shown)
      return shown.why();
    out << "  book   " << nostr::to_json(*shown) << "\n";
  }
  auto after = read_balances(*all);
  if (!after)
    return after.why();
  out << "\n== Balances (msat)\n";
  for (auto& [name, amount] : before->msat)
    out << "  " << std::left << std::setw(8) << name << std::right << std::setw(14) << amount
        << "  ->" << std::setw(14) << after->msat[name] << "   (" << std::showpos
        << after->msat[name] - amount << std::noshowpos << ")\n";
  auto routing = before->total - after->total;
  out << "  routing fees paid to the network: " << routing << " msat\n";
  auto expected = 2 * to_msats(terms.amount - sats{150}).value;
  if (after->msat["bob"] - before->msat["bob"] != expected)
    return fail(errc::invalid, "the buyer did not receive twice 49850 sats");
  if (routing < 0)
    return fail(errc::invalid, "sats appeared from nowhere");
  return done();
}

} // namespace mostro::devnet
