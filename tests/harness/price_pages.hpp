// SPDX-License-Identifier: MIT
//
// One table of prices as five price services tell it, each at its own path and in
// its own shape: yadio, CoinGecko, currency-api, blockchain.info and elTOQUE.
#pragma once

#include "tests/harness/http_server.hpp"

namespace mostro::devnet {

/// Answers `GET /exrates/BTC`, `/simple/price`, `/currencies/btc.min.json`,
/// `/ticker` and `/v1/trmi` out of prices of one bitcoin by currency; none for any
/// other path. Refuses what the real service refuses: 400 for missing parameters
/// and for a window of a day or more.
std::optional<http_response> answer_price(const http_request& request,
                                          const std::map<std::string, double>& prices);

} // namespace mostro::devnet
