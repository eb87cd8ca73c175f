// SPDX-License-Identifier: MIT
//
// elTOQUE, Cuba's informal market: `{"tasas":{"USD":490.0,"MLC":200.0,…}}`, in CUP
// per unit. It knows no bitcoin price: its quotes are relative to the dollar.
#include "actors/network/url_rules.hpp"
#include "actors/price/provider_rules.hpp"
#include "actors/price/rate_json_rules.hpp"

#include <array>
#include <chrono>
#include <cstdio>

namespace mostro {
namespace {

/// The service refuses windows of a day and more.
constexpr seconds window{23 * 3600};

/// `YYYY-MM-DD HH:MM:SS` in UTC, percent-encoded.
std::string encoded_moment(unix_time at) {
  using namespace std::chrono;
  const sys_seconds moment{std::chrono::seconds{at.seconds}};
  const auto day = floor<days>(moment);
  const year_month_day date{day};
  const hh_mm_ss time{moment - day};
  std::array<char, 80> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02d",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
  return percent_encoded(text.data());
}

std::vector<rate_request> requests(const provider_access& access, unix_time now) {
  return {{without_slash(access.url) + "/v1/trmi?date_from=" + encoded_moment(now - window) +
               "&date_to=" + encoded_moment(now),
           secret{"Authorization: Bearer " + access.key.reveal()}}};
}

result<quote_table> read(std::string_view body) {
  const auto parsed = parse_rates(body);
  if (!parsed)
    return parsed.why();
  const auto rates = read_rate_object(parsed->root(), "tasas", code_spelling::as_it_is);
  if (!rates)
    return rates.why();
  quote_table out;
  const auto dollar = rates->find("USD");
  if (dollar == rates->end())
    return out; // Legible, but of no use this time.
  out.per_base["CUP"] = {"USD", dollar->second};
  const auto mlc = rates->find("MLC");
  if (mlc != rates->end() && is_usable(dollar->second / mlc->second))
    out.per_base["MLC"] = {"USD", dollar->second / mlc->second};
  return out;
}

} // namespace

http_provider eltoque() { return {"eltoque", &requests, &read}; }

} // namespace mostro
