// SPDX-License-Identifier: MIT
//
// No message of a user is unanswered and unexplained: what a relay took in was kept, and what was
// kept was answered to the one who asked. The contract's silences are named here.
#include "tests/simulation/auditor.hpp"

#include <algorithm>

namespace mostro::simulation {

namespace {

/// What opens a trade is dropped when it is more than a minute old, or when its trade index was
/// used by an earlier copy (decision 0006, spec 01 §3): clients ask again.
bool may_be_dropped(action what) {
  return what == action::new_order || what == action::take_sell || what == action::take_buy;
}

/// A rating by or of somebody without an identity, and a second one, are taken silently (spec 03
/// §5); an order's trade key is changed for its maker's identity only (spec 03 §6.4), and who hides
/// it is a stranger under the next key.
bool may_be_silent(const unanswered_request& request) {
  return request.what == action::rate_user ||
         (request.what == action::trade_pubkey && request.who->is_private);
}

} // namespace

void auditor::check_answers_at_end() {
  for (auto& request : people_.unanswered()) {
    auto name = std::string{to_string(request.what)} + " of " + request.who->name + ", request " +
                std::to_string(request.request);
    const bool is_kept = std::any_of(request.events.begin(), request.events.end(),
                                     [this](auto& id) { return kept_.contains(id); });
    if (is_kept && !may_be_silent(request))
      in_.broken("no message is unanswered", name + " was kept");
    if (!is_kept && !may_be_dropped(request.what))
      in_.broken("no message is unanswered", name + " is at a relay and was never kept");
  }
}

} // namespace mostro::simulation
