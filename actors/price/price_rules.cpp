// SPDX-License-Identifier: MIT
#include "actors/price/price_rules.hpp"

#include "messages/json.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace mostro {
namespace {

constexpr seconds longest_rest{1800};
constexpr size_t max_body_bytes = 1024 * 1024;

bool is_usable(double value) { return std::isfinite(value) && value > 0; }

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Of sorted values.
double median(const std::vector<double>& values) {
  const auto middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

} // namespace

std::optional<double> combine(std::vector<double> quotes, double outlier_percent) {
  std::erase_if(quotes, [](double q) { return !is_usable(q); });
  if (quotes.empty())
    return std::nullopt;
  std::sort(quotes.begin(), quotes.end());
  if (quotes.size() <= 2)
    return mean(quotes);
  const double middle = median(quotes);
  std::vector<double> kept;
  for (double q : quotes)
    if (std::abs(q - middle) <= middle * outlier_percent / 100)
      kept.push_back(q);
  return kept.empty() ? middle : mean(kept);
}

std::map<std::string, aggregate_price> aggregate(const std::vector<rate_table>& tables,
                                                 double outlier_percent) {
  std::map<std::string, std::vector<double>> quotes;
  for (const auto& table : tables)
    for (const auto& [code, value] : table)
      if (is_usable(value))
        quotes[code].push_back(value);
  std::map<std::string, aggregate_price> out;
  for (auto& [code, values] : quotes) {
    const auto count = values.size();
    if (auto value = combine(std::move(values), outlier_percent))
      out[code] = {*value, count};
  }
  return out;
}

price_quote read_price(const std::map<std::string, stored_price>& prices, std::string_view code,
                       unix_time now, seconds max_staleness) {
  auto found = prices.find(upper_case(code));
  if (found == prices.end())
    return {price_quote::state::unknown, 0};
  if (now - found->second.as_of > max_staleness)
    return {price_quote::state::stale, 0};
  return {price_quote::state::fresh, found->second.value};
}

std::string upper_case(std::string_view code) {
  std::string out{code};
  for (auto& c : out)
    if (c >= 'a' && c <= 'z')
      c = static_cast<char>(c - 'a' + 'A');
  return out;
}

seconds round_interval(seconds configured, seconds floor) { return std::max(configured, floor); }

result<rate_table> read_yadio(std::string_view body) {
  auto parsed = json::document::parse(body, {max_body_bytes, 32});
  if (!parsed)
    return parsed.why();
  auto rates = parsed->root().find("BTC");
  if (!rates || !rates->is_object())
    return fail(errc::malformed, "no rates in the answer");
  rate_table out;
  for (size_t i = 0; i < rates->size(); ++i) {
    auto member = rates->member_at(i);
    if (member.is_null())
      continue;
    auto value = member.number();
    if (!value)
      return fail(errc::malformed, "a rate is not a number");
    if (is_usable(*value) && is_known_currency(rates->name_at(i)))
      out.emplace(rates->name_at(i), *value);
  }
  return out;
}

provider_health::provider_health(unsigned threshold, seconds cooldown)
    : threshold_(std::max(threshold, 1u)), cooldown_(cooldown) {}

void provider_health::succeeded() {
  failures_ = 0;
  resting_until_ = {};
}

void provider_health::failed(unix_time now) {
  if (++failures_ < threshold_)
    return;
  // Beyond 20 doublings every cooldown has reached the longest rest.
  const auto doublings = std::min(failures_ - threshold_, 20u);
  const auto rest = std::min(cooldown_.count, longest_rest.count) << doublings;
  resting_until_ = now + std::min(seconds{rest}, longest_rest);
}

} // namespace mostro
