// SPDX-License-Identifier: MIT
#include "actors/metrics/health_rules.hpp"

#include <algorithm>

namespace mostro {

std::string health::text() const {
  if (good)
    return "ok\n";
  std::string out;
  for (auto& line : reasons)
    out += line + "\n";
  return out;
}

health readiness_of(const node_status& s, unix_time now, seconds price_limit, bool needs_prices) {
  health out;
  auto complain = [&](std::string why) {
    out.good = false;
    out.reasons.push_back(std::move(why));
  };
  if (!s.lightning.usable)
    complain("LND cannot be used");
  else if (!s.lightning.synced)
    complain("LND is not synced to the chain");
  auto connected = std::count_if(s.relays.begin(), s.relays.end(),
                                 [](const relay_status& r) { return r.connected; });
  if (connected == 0)
    complain("no relay is connected");
  if (needs_prices && !s.newest_price_at)
    complain("there is no price");
  else if (needs_prices && now.seconds - *s.newest_price_at > price_limit.count)
    complain("every price is stale");
  return out;
}

} // namespace mostro
