// SPDX-License-Identifier: MIT
//
// From the operator's settings to what each actor is set up with.
#pragma once

#include "actors/announcer/announcer_actor.hpp"
#include "actors/config/settings.hpp"
#include "actors/http/http_service.hpp"
#include "actors/inbox/intake_rules.hpp"
#include "actors/payee/payee_actor.hpp"
#include "actors/price/price_actor.hpp"
#include "actors/publisher/publication_mapper.hpp"
#include "actors/reconciler/book_reconciler_actor.hpp"
#include "actors/relay/relay_session.hpp"
#include "lnd-proto/lnd_client.hpp"

namespace mostro {

/// The version that --version prints and the info event shows.
const char* daemon_version();
/// The commit that it was built from, or "unknown".
const char* daemon_commit();

publication_settings publication_from(const settings& s);
intake_settings intake_from(const settings& s);
price_setup price_from(const settings& s, const environment& env,
                       std::shared_ptr<http_service> http);
payee_setup payee_from(const settings& s, const order_policy& policy, const environment& env,
                       std::shared_ptr<http_service> http);
/// All but its neighbours and what was recovered.
book_reconciler_setup reconciler_from(const settings& s, const environment& env,
                                      std::chrono::milliseconds interval);
relay_session::settings relay_session_from(const settings& s, const std::string& url);
announcer_setup announcer_from(const settings& s, const order_policy& policy,
                               publisher_actor publisher);
/// The policy with what only the Lightning node knows: its chain and its key.
order_policy policy_for(const settings& s, const lnd::node_info& info);

} // namespace mostro
