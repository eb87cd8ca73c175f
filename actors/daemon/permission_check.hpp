// SPDX-License-Identifier: MIT
//
// Does the macaroon permit everything that we shall ask of LND? Found out at the start
// and by `--check-config`: a payout that is refused is noticed too late.
#pragma once

#include "lnd-proto/lnd_client.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace mostro {

/// Every call that we make, as `lncli bakemacaroon` wants it: `uri:/package.Service/Method`.
std::vector<std::string> needed_permissions();

/// The needed permissions that the macaroon lacks, in the order above. Each call is made
/// once in a way that can do nothing (an unknown hash, a negative amount, a payment
/// request that is none). A call without an answer within `patience` counts as permitted.
std::vector<std::string> lacking_permissions(lnd::client& with, std::chrono::milliseconds patience);

/// The complaint about these lacking permissions and how to mend it.
std::string complaint_about(const std::vector<std::string>& lacking);

} // namespace mostro
