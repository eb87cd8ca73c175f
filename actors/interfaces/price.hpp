// SPDX-License-Identifier: MIT
//
// Messages and handle of the price. Local to the process, never stored.
#pragma once

#include "actors/interfaces/http.hpp"
#include "messages/order_event.hpp"

#include <caf/all.hpp>

namespace mostro {

/// The price of a currency now; the code is upper-cased before look-up.
struct ask_price {
  std::string fiat_code;
};
struct price_told {
  price_quote quote;
};
/// How many currencies have a price, and when the oldest and the newest were found.
struct ask_price_status {};
struct price_status_told {
  size_t count = 0;
  std::optional<unix_time> oldest;
  std::optional<unix_time> newest = {};
};
/// A timer of the price actor.
struct price_tick {};

/// The PRICE: last known good price per currency.
using price_actor = caf::typed_actor<caf::replies_to<ask_price>::with<price_told>,
                                     caf::reacts_to<http_answered>, caf::reacts_to<price_tick>>;

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::ask_price)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::ask_price_status)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::price_status_told)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::price_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::price_told)
