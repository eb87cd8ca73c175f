// SPDX-License-Identifier: MIT
//
// Messages and handle of the payee. Local to the process, never stored.
#pragma once

#include "actors/interfaces/http.hpp"
#include "messages/money.hpp"
#include "messages/order_event.hpp"

#include <caf/all.hpp>

namespace mostro {

/// Does this Lightning address or LNURL exist (LNURL-pay metadata fetched)?
struct probe_destination {
  std::string destination;
};
struct probed_destination {
  destination_probe outcome = destination_probe::unreachable;
};
/// Fetch an invoice for exactly this amount.
struct resolve_payee {
  std::string destination;
  sats amount;
  std::string comment = {}; ///< Sent if the payee takes one of this length.
};
struct resolved_payee {
  result<std::string> bolt11 = fail(errc::unavailable, "");
};

/// The PAYEE: LNURL-pay over HTTP (spec 05 §3).
using payee_actor = caf::typed_actor<caf::replies_to<probe_destination>::with<probed_destination>,
                                     caf::replies_to<resolve_payee>::with<resolved_payee>,
                                     caf::reacts_to<http_answered>>;

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::probe_destination)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::probed_destination)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::resolve_payee)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::resolved_payee)
