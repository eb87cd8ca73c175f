// SPDX-License-Identifier: MIT
#include "messages/mostro/rates_event.hpp"

#include "messages/json.hpp"
#include "messages/mostro/canonical_writer.hpp"
#include "messages/mostro/event_tags.hpp"

#include <cmath>

namespace mostro {
namespace {

std::string upper_case(std::string_view code) {
  std::string out(code);
  for (char& c : out)
    if (c >= 'a' && c <= 'z')
      c = static_cast<char>(c - 'a' + 'A');
  return out;
}

} // namespace

nostr::event_draft rates_event(const published_rates& rates) {
  nostr::event_draft out;
  out.kind = nostr::kind::rates;
  out.tags = {{"d", std::string(rates_identifier)},
              {"published_at", std::to_string(rates.published_at.seconds)},
              {"source", comma_separated(rates.sources)},
              {"expiration", std::to_string(rates.expiration.seconds)}};
  {
    canonical::object_writer outer(out.content);
    outer.start("BTC");
    canonical::object_writer inner(out.content);
    for (const auto& [code, value] : rates.fiat_per_bitcoin)
      inner.member(code, value);
  }
  return out;
}

result<std::map<std::string, double>> read_rates_content(std::string_view content) {
  const auto parsed = json::document::parse(content);
  if (!parsed)
    return parsed.why();
  const auto rates = parsed->root().find("BTC");
  if (!rates || !rates->is_object())
    return fail(errc::malformed, "no rates in the event");
  std::map<std::string, double> out;
  for (size_t i = 0; i < rates->size(); ++i) {
    const auto value = rates->member_at(i);
    if (value.is_null())
      continue;
    const auto number = value.number();
    if (!number)
      return fail(errc::malformed, "a rate is not a number");
    if (std::isfinite(*number) && *number > 0)
      out.emplace(upper_case(rates->name_at(i)), *number);
  }
  return out;
}

} // namespace mostro
