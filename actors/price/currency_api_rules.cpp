// SPDX-License-Identifier: MIT
//
// The currency-api of fawazahmed0, a file on several mirrors:
// `{"date":"…","btc":{"usd":62519.29,"eth":…}}`, crypto currencies included.
#include "actors/price/provider_rules.hpp"
#include "actors/price/rate_json_rules.hpp"

namespace mostro {
namespace {

std::vector<rate_request> requests(const provider_access& access, unix_time) {
  constexpr std::string_view path = "/currencies/btc.min.json";
  std::vector<rate_request> out{{without_slash(access.url).append(path), {}}};
  for (const auto& mirror : access.mirrors)
    out.push_back({without_slash(mirror).append(path), {}});
  return out;
}

result<quote_table> read(std::string_view body) {
  const auto parsed = parse_rates(body);
  if (!parsed)
    return parsed.why();
  auto rates = read_rate_object(parsed->root(), "btc", code_spelling::to_upper);
  if (!rates)
    return rates.why();
  return quote_table{*std::move(rates), {}};
}

} // namespace

http_provider currency_api() { return {"currency_api", &requests, &read}; }

} // namespace mostro
