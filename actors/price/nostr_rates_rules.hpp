// SPDX-License-Identifier: MIT
//
// The provider `nostr`: prices that other nodes published (spec 05 §1.8). Which
// events to ask relays for, and which of them counts.
#pragma once

#include "actors/price/quote_rules.hpp"
#include "messages/nostr/filter.hpp"
#include "messages/result.hpp"

namespace mostro {

/// The largest number of events that one relay is asked for and that are kept of it.
inline constexpr uint32_t max_rates_events = 64;

/// What relays are asked: the newest rates of trusted nodes.
nostr::filter rates_filter(const std::vector<public_key>& trusted);

/// Of one relay's answer, the first 64 events that could count: of a trusted node,
/// kind and `d` tag right. Junk before them does not crowd them out, and junk of
/// one relay does not crowd out another's.
std::vector<nostr::event> plausible_rates(const std::vector<nostr::event>& answer,
                                          const std::vector<public_key>& trusted);

/// The rates of the newest event that counts: plausible, not from the future, at
/// most `max_age` old, not expired, signed, legible and with one usable rate at
/// least. `not_found` when there is none. Nothing is averaged between nodes.
result<quote_table> newest_rates(const std::vector<nostr::event>& found,
                                 const std::vector<public_key>& trusted, unix_time now,
                                 seconds max_age);

} // namespace mostro
