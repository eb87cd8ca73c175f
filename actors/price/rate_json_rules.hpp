// SPDX-License-Identifier: MIT
//
// Shared by the readers of providers: the one way in which a body becomes JSON
// and an object of numbers becomes rates (spec 05 §1.3).
#pragma once

#include "actors/price/quote_rules.hpp"
#include "messages/json.hpp"

namespace mostro {

/// The longest answer of a provider.
inline constexpr size_t max_rates_bytes = 1024 * 1024;

/// A base URL without the slashes at its end.
std::string without_slash(std::string_view url);

/// Parses a body; `malformed` or `too_large`.
result<json::document> parse_rates(std::string_view body);

/// How an object spells the codes of currencies.
enum class code_spelling : uint8_t { as_it_is, to_upper };

/// The number of one rate: nothing for null and for what is no price; an error
/// for any type but number and null.
result<std::optional<double>> read_rate(const json::value& value);

/// The numbers of the member `name`, which must be an object.
result<rate_table> read_rate_object(const json::value& root, std::string_view name,
                                    code_spelling spelling);

} // namespace mostro
