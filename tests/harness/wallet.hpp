// SPDX-License-Identifier: MIT
//
// A trader's Lightning wallet: one node of the simulated network, reached inside
// the process or over its gRPC like any LND.
#pragma once

#include "messages/ids.hpp"
#include "messages/money.hpp"

#include <memory>
#include <string>

namespace mostro::devnet {

class lightning_network;

/// What a trader needs of a wallet.
class wallet {
public:
  virtual ~wallet() = default;
  /// Makes an invoice (0 = the payer chooses the amount).
  virtual result<std::string> make_invoice(sats amount) = 0;
  /// Starts to pay; a hold invoice stays under way until it is settled or canceled.
  virtual status pay(const std::string& bolt11) = 0;
  /// Spendable money.
  virtual result<msats> balance() = 0;
};

/// The wallet of a node inside this process.
std::unique_ptr<wallet> make_network_wallet(lightning_network& network, std::string node);

/// The wallet of an LND at `host:port`, with its certificate and macaroon files.
result<std::unique_ptr<wallet>> make_grpc_wallet(const std::string& address,
                                                 const std::string& tls_cert_file,
                                                 const std::string& macaroon_file);

} // namespace mostro::devnet
