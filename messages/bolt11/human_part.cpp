// SPDX-License-Identifier: MIT
//
// Prefixes and amounts of invoices. Amounts are counted in millisatoshis; the
// multiplier `p` is a tenth of one, so its number must end in 0.
#include "messages/bolt11/human_part.hpp"

#include <algorithm>
#include <utility>

namespace mostro::bolt11 {

namespace {

constexpr std::array<std::pair<network, std::string_view>, 5> prefixes{{
    {network::mainnet, "bc"},
    {network::testnet, "tb"},
    {network::signet, "tbs"},
    {network::regtest, "bcrt"},
    {network::simnet, "sb"},
}};

struct unit {
  char letter; ///< 0: whole bitcoin.
  int64_t msats;
};

/// Largest first: the writer takes the first that divides the amount.
constexpr std::array<unit, 4> units{{
    {0, 100'000'000'000},
    {'m', 100'000'000},
    {'u', 100'000},
    {'n', 100},
}};

constexpr int64_t max_msats = max_money_sats * 1000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

error amount_error(const char* text) { return fail(errc::invalid, text); }

result<msats> multiply(std::string_view digits, int64_t unit_msats) {
  if (digits.empty() || !std::all_of(digits.begin(), digits.end(), is_digit))
    return amount_error("invoice amount is not a number");
  if (digits.front() == '0')
    return amount_error("invoice amount is zero or has leading zeros");
  const int64_t limit = max_msats / unit_msats;
  int64_t value = 0;
  for (const char c : digits) {
    const int64_t digit = c - '0';
    if (value > (limit - digit) / 10)
      return amount_error("invoice amount exceeds 21 million bitcoin");
    value = value * 10 + digit;
  }
  return msats{value * unit_msats};
}

result<msats> parse_amount(std::string_view text) {
  if (is_digit(text.back()))
    return multiply(text, units[0].msats);
  const char letter = text.back();
  text.remove_suffix(1);
  if (letter == 'p') {
    if (!text.ends_with('0'))
      return amount_error("invoice amount has a fraction of a millisatoshi");
    text.remove_suffix(1);
    return multiply(text, 1);
  }
  for (const auto& u : units) {
    if (u.letter == letter)
      return multiply(text, u.msats);
  }
  return amount_error("invoice amount has an unknown multiplier");
}

std::string amount_text(int64_t amount) {
  for (const auto& u : units) {
    if (amount % u.msats != 0)
      continue;
    std::string out = std::to_string(amount / u.msats);
    if (u.letter != 0)
      out += u.letter;
    return out;
  }
  return std::to_string(amount) + "0p";
}

} // namespace

result<human_part> parse_human_part(std::string_view text) {
  if (!text.starts_with("ln"))
    return fail(errc::malformed, "not a Lightning invoice");
  text.remove_prefix(2);
  const auto letters =
      static_cast<size_t>(std::find_if(text.begin(), text.end(), is_digit) - text.begin());
  human_part out;
  const auto* found = std::find_if(prefixes.begin(), prefixes.end(), [&](const auto& known) {
    return known.second == text.substr(0, letters);
  });
  if (found == prefixes.end())
    return fail(errc::invalid, "invoice for an unknown chain");
  out.network = found->first;
  text.remove_prefix(letters);
  if (text.empty())
    return out;
  auto amount = parse_amount(text);
  if (!amount)
    return amount.why();
  out.amount = *amount;
  return out;
}

result<std::string> to_text(const human_part& part) {
  std::string out = "ln";
  for (const auto& [value, prefix] : prefixes) {
    if (value == part.network)
      out += prefix;
  }
  if (!part.amount)
    return out;
  if (part.amount->value < 1 || part.amount->value > max_msats)
    return fail(errc::out_of_range, "invoice amount is not within 1 msat to 21 million bitcoin");
  return out + amount_text(part.amount->value);
}

} // namespace mostro::bolt11
