// SPDX-License-Identifier: MIT
//
// blockchain.info: `{"USD":{"15m":…,"last":…,"buy":…,"sell":…,"symbol":"$"},…}`;
// only `last` is used.
#include "actors/price/provider_rules.hpp"
#include "actors/price/rate_json_rules.hpp"

namespace mostro {
namespace {

std::vector<rate_request> requests(const provider_access& access, unix_time) {
  return {{without_slash(access.url) + "/ticker", {}}};
}

result<quote_table> read(std::string_view body) {
  const auto parsed = parse_rates(body);
  if (!parsed)
    return parsed.why();
  const auto root = parsed->root();
  if (!root.is_object())
    return fail(errc::malformed, "no rates in the answer");
  quote_table out;
  for (size_t i = 0; i < root.size(); ++i) {
    const auto entry = root.member_at(i);
    const auto last = entry.find("last");
    if (!last)
      return fail(errc::malformed, "a currency without its last price");
    const auto rate = read_rate(*last);
    if (!rate)
      return rate.why();
    if (*rate)
      out.per_bitcoin.emplace(root.name_at(i), **rate);
  }
  return out;
}

} // namespace

http_provider blockchain() { return {"blockchain", &requests, &read}; }

} // namespace mostro
