// SPDX-License-Identifier: MIT
//
// yadio.io: `{"BTC":{"USD":75899.55,"BGN":null,…},"base":…}`.
#include "actors/price/provider_rules.hpp"
#include "actors/price/rate_json_rules.hpp"

namespace mostro {
namespace {

std::vector<rate_request> requests(const provider_access& access, unix_time) {
  return {{without_slash(access.url) + "/exrates/BTC", {}}};
}

result<quote_table> read(std::string_view body) {
  const auto parsed = parse_rates(body);
  if (!parsed)
    return parsed.why();
  auto rates = read_rate_object(parsed->root(), "BTC", code_spelling::as_it_is);
  if (!rates)
    return rates.why();
  return quote_table{*std::move(rates), {}};
}

} // namespace

http_provider yadio() { return {"yadio", &requests, &read}; }

} // namespace mostro
