// SPDX-License-Identifier: MIT
#include "tests/harness/lightning_network.hpp"
#include "tests/harness/wallet.hpp"

namespace mostro::devnet {

namespace {

class network_wallet final : public wallet {
public:
  network_wallet(lightning_network& network, std::string node)
      : network_(network), node_(std::move(node)) {}

  result<std::string> make_invoice(sats amount) override {
    invoice_request asked;
    asked.value_sat = amount.value;
    asked.memo = "payout";
    auto made = network_.add_invoice(node_, asked);
    if (!made)
      return fail(errc::invalid, made.why().text);
    return made->payment_request;
  }

  status pay(const std::string& bolt11) override {
    auto started = network_.pay(node_, bolt11);
    if (!started)
      return fail(errc::invalid, started.why().text);
    return done();
  }

  result<msats> balance() override { return network_.balance(node_); }

private:
  lightning_network& network_;
  std::string node_;
};

} // namespace

std::unique_ptr<wallet> make_network_wallet(lightning_network& network, std::string node) {
  return std::make_unique<network_wallet>(network, std::move(node));
}

} // namespace mostro::devnet
