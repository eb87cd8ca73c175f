// SPDX-License-Identifier: MIT
#include "tests/harness/devnet.hpp"

#include "messages/json.hpp"

#include <algorithm>
#include <fstream>

namespace mostro::devnet {

namespace {

status write_file(const std::filesystem::path& path, const std::string& content) {
  std::ofstream out{path, std::ios::binary | std::ios::trunc};
  out << content;
  out.close();
  if (!out)
    return fail(errc::io, "cannot write " + path.string());
  return done();
}

std::string json_text(const std::string& text) {
  std::string out;
  json::write_string(out, text);
  return out;
}

payment_mode mode_of(payment_switch wanted) {
  payment_mode out;
  if (wanted == payment_switch::fail)
    out.how = payment_mode::kind::fail;
  if (wanted == payment_switch::hang)
    out.how = payment_mode::kind::hang;
  return out;
}

} // namespace

control_actions devnet::controls() {
  auto known = [this](const std::string& name) {
    auto& all = options_.nodes;
    return std::find(all.begin(), all.end(), name) != all.end();
  };
  control_actions out;
  out.mine = [this](uint32_t blocks) -> status {
    lightning_->mine(blocks);
    return done();
  };
  out.payments = [this, known](const std::string& name, payment_switch mode) -> status {
    if (!known(name))
      return fail(errc::not_found, "no node named " + name);
    lightning_->set_payment_mode(name, mode_of(mode));
    return done();
  };
  out.node = [this, known](const std::string& name, bool up) -> status {
    if (!known(name))
      return fail(errc::not_found, "no node named " + name);
    node(name).set_up(up);
    return done();
  };
  out.relay = [this](bool up) -> status {
    relay_->set_up(up);
    return done();
  };
  out.describe = [this] {
    std::string text = "{\"height\":" + std::to_string(lightning_->height()) +
                       ",\"conserved\":" + (lightning_->conserved() ? "true" : "false") +
                       ",\"router_msat\":" + std::to_string(lightning_->router_balance().value) +
                       ",\"balances_msat\":{";
    for (auto& name : options_.nodes)
      text += (name == options_.nodes.front() ? "" : ",") + json_text(name) + ":" +
              std::to_string(lightning_->balance(name).value);
    return text + "}}";
  };
  return out;
}

result<std::unique_ptr<devnet>> devnet::start(devnet_options options) {
  std::error_code ec;
  std::filesystem::create_directories(options.directory, ec);
  if (ec)
    return fail(errc::io, "cannot create " + options.directory.string());
  auto out = std::unique_ptr<devnet>{new devnet{std::move(options)}};
  auto& how = out->options_;
  out->lightning_ = std::make_unique<lightning_network>(system_settings());
  uint16_t port = how.lightning_port;
  for (auto& name : how.nodes) {
    out->lightning_->add_node(name, how.balance);
    out->nodes_.push_back(
        std::make_unique<grpc_node>(*out->lightning_, name, grpc_address{"127.0.0.1", port}));
    out->nodes_.back()->set_up(true);
    if (!out->nodes_.back()->is_up())
      return fail(errc::unavailable, "port " + std::to_string(port) + " is not free");
    if (auto written = out->nodes_.back()->write_credentials(how.directory); !written)
      return written.why();
    port = port == 0 ? uint16_t{0} : static_cast<uint16_t>(port + 1);
  }
  how.relay.port = how.relay_port;
  auto relay = relay_server::start(how.relay);
  if (!relay)
    return relay.why();
  out->relay_ = std::move(*relay);
  http_stub_options http;
  http.listen.port = how.http_port;
  http.controls = out->controls();
  http.invoices = [network = out->lightning_.get()](const std::string& name, msats amount,
                                                    const std::string& comment) {
    invoice_request asked;
    asked.value_msat = amount.value;
    asked.memo = comment;
    auto made = network->add_invoice(name, asked);
    return made ? result<std::string>{(*made).payment_request}
                : result<std::string>{fail(errc::invalid, made.why().text)};
  };
  auto stub = http_stub::start(std::move(http));
  if (!stub)
    return stub.why();
  out->http_ = std::move(*stub);
  out->http_->set_price("USD", 50'000);
  out->http_->set_price("EUR", 45'000);
  for (auto& name : how.nodes)
    out->http_->set_user(name, lnurl_user{name});
  return out;
}

devnet::~devnet() {
  http_.reset(); // Its controls reach into the others.
  relay_.reset();
  nodes_.clear();
}

grpc_node& devnet::node(const std::string& name) {
  for (auto& n : nodes_)
    if (n->name() == name)
      return *n;
  throw bug{"no such devnet node"};
}

std::string devnet::description() const {
  std::string out = "{\"relay\":" + json_text(relay_->url()) +
                    ",\"http\":" + json_text(http_->url()) + ",\"nodes\":{";
  bool first = true;
  for (auto& n : nodes_) {
    auto folder = options_.directory / n->name();
    auto view = lightning_->view(n->name());
    out += (first ? "" : ",") + json_text(n->name()) +
           ":{\"grpc\":" + json_text("127.0.0.1:" + std::to_string(n->port())) +
           ",\"tls_cert\":" + json_text((folder / "tls.cert").string()) +
           ",\"macaroon\":" + json_text((folder / "admin.macaroon").string()) +
           ",\"pubkey\":" + json_text(to_hex(view.identity)) + "}";
    first = false;
  }
  return out + "}}";
}

status devnet::write_settings(const std::string& nsec, const std::string& transport,
                              const std::string& extra) const {
  auto& daemon = *nodes_.front();
  auto folder = options_.directory / daemon.name();
  std::string text = "# Written by mostro-devnet: starts mostrod against this network.\n"
                     "[database]\nurl = 'sqlite://mostro.db'\n\n"
                     "[nostr]\nnsec_privkey = '" +
                     nsec + "'\nrelays = ['" + relay_->url() +
                     "']\n\n"
                     "[lightning]\nlnd_cert_file = '" +
                     (folder / "tls.cert").string() + "'\nlnd_macaroon_file = '" +
                     (folder / "admin.macaroon").string() +
                     "'\nlnd_grpc_host = 'https://127.0.0.1:" + std::to_string(daemon.port()) +
                     "'\ninvoice_expiration_window = 3600\nhold_invoice_cltv_delta = 144\n"
                     "hold_invoice_expiration_window = 300\npayment_attempts = 3\n"
                     "payment_retries_interval = 2\nallow_private_addresses = true\n\n"
                     "[mostro]\nfee = 0.006\nmax_routing_fee = 0.002\nmax_order_amount = 1000000\n"
                     "min_payment_amount = 100\nexpiration_hours = 24\nmax_expiration_days = 15\n"
                     "expiration_seconds = 900\nuser_rates_sent_interval_seconds = 3600\n"
                     "publish_relays_interval = 60\npublish_mostro_info_interval = 300\npow = 0\n"
                     "transport = '" +
                     transport +
                     "'\nfiat_currencies_accepted = ['USD', 'EUR', 'ARS', 'CUP']\n"
                     "max_orders_per_response = 10\nname = 'devnet'\n\n"
                     "[rpc]\nenabled = false\nlisten_address = '127.0.0.1'\nport = 50051\n\n"
                     "[metrics]\nenabled = false\n\n"
                     "[price]\nupdate_interval_seconds = 60\n\n"
                     "[price.providers.yadio]\nenabled = true\nurl = '" +
                     http_->url() + "'\n" + extra;
  return write_file(options_.directory / "settings.toml", text);
}

} // namespace mostro::devnet
