// SPDX-License-Identifier: MIT
#include "actors/price/rate_json_rules.hpp"

#include "actors/price/currency_rules.hpp"

namespace mostro {

std::string without_slash(std::string_view url) {
  while (url.ends_with('/'))
    url.remove_suffix(1);
  return std::string{url};
}

result<json::document> parse_rates(std::string_view body) {
  return json::document::parse(body, {max_rates_bytes, 32});
}

result<std::optional<double>> read_rate(const json::value& value) {
  if (value.is_null())
    return std::optional<double>{};
  const auto number = value.number();
  if (!number)
    return fail(errc::malformed, "a rate is not a number");
  return is_usable(*number) ? number : std::nullopt;
}

result<rate_table> read_rate_object(const json::value& root, std::string_view name,
                                    code_spelling spelling) {
  const auto rates = root.find(name);
  if (!rates || !rates->is_object())
    return fail(errc::malformed, "no rates in the answer");
  rate_table out;
  for (size_t i = 0; i < rates->size(); ++i) {
    const auto rate = read_rate(rates->member_at(i));
    if (!rate)
      return rate.why();
    const auto code = rates->name_at(i);
    if (*rate)
      out.emplace(spelling == code_spelling::to_upper ? upper_case(code) : std::string{code},
                  **rate);
  }
  return out;
}

} // namespace mostro
