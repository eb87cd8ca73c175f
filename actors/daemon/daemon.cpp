// SPDX-License-Identifier: MIT
//
// The start: database, Lightning node, then the actors.
#include "actors/daemon/daemon.hpp"

#include "actors/daemon/node_guard_rules.hpp"
#include "actors/daemon/permission_check.hpp"
#include "actors/daemon/restored_database.hpp"
#include "actors/daemon/running_daemon.hpp"
#include "actors/daemon/setups.hpp"
#include "actors/log.hpp"
#include "lnd-proto/grpc_lnd_client.hpp"

#include <future>

namespace mostro {

namespace {

using namespace std::chrono_literals;

/// How long one call to LND may take.
constexpr auto call_deadline = 15000ms;

/// One GetInfo, waited for.
lnd::outcome<lnd::node_info> ask_info(lnd::client& client) {
  auto promise = std::make_shared<std::promise<lnd::outcome<lnd::node_info>>>();
  client.fetch_info(
      [promise](lnd::outcome<lnd::node_info> o) { promise->set_value(std::move(o)); });
  return promise->get_future().get();
}

/// Asks until LND answers: it may be starting, locked or away for a while.
result<lnd::node_info> wait_for_node(lnd::client& client, const daemon_setup& how) {
  auto until = std::chrono::steady_clock::now() + how.patience_for_lnd;
  std::string said;
  while (true) {
    auto outcome = ask_info(client);
    if (auto* info = std::get_if<lnd::node_info>(&outcome))
      return *info;
    auto& why = std::get<lnd::call_error>(outcome);
    if (why.what == lnd::failure::denied)
      return fail(errc::invalid,
                  "LND refuses the macaroon (" + why.text +
                      "); mend: set [lightning] lnd_macaroon_file to a macaroon with "
                      "invoices, offchain and info permissions");
    if (said != why.text)
      log::warn("waiting-for-lnd", "failure={} text=\"{}\"", lnd::to_string(why.what), why.text);
    said = why.text;
    if (std::chrono::steady_clock::now() > until)
      return fail(errc::unavailable, "LND does not answer: " + why.text +
                                         "; mend: start LND, unlock its wallet, check [lightning] "
                                         "lnd_grpc_host, then start again");
    for (int i = 0; i < 10; ++i) {
      if (how.give_up && how.give_up())
        return fail(errc::unavailable, "stopped while waiting for LND");
      std::this_thread::sleep_for(100ms);
    }
  }
}

} // namespace

result<std::unique_ptr<daemon>> daemon::start(daemon_setup setup) {
  expects(static_cast<bool>(setup.fatal), "a daemon needs to know whom to tell of its end");
  auto& s = setup.settings;
  auto database = storage::database::open({s.directory / "mostro.lmdb"});
  if (!database)
    return database.why();
  auto recovered = (*database)->recover();
  if (!recovered)
    return recovered.why();
  auto client = lnd::make_grpc_client(
      {s.lightning.grpc_host, s.lightning.cert_file, s.lightning.macaroon_file, call_deadline});
  if (!client)
    return client.why();
  auto info = wait_for_node(**client, setup);
  if (!info)
    return info.why();
  if (auto lacking = lacking_permissions(**client, call_deadline); !lacking.empty())
    return fail(errc::invalid, complaint_about(lacking));
  log::info("lnd-found", "alias={} version=\"{}\" network={} synced={}", info->alias, info->version,
            info->network, info->synced_to_chain);
  if (auto ours = check_node_of_orders(recovered->open_orders, info->identity_pubkey); !ours)
    return ours.why();
  if (recovered->copied_at) {
    if (auto agreed = agree_with_lnd(**database, *recovered, **client, s.policy, setup.env.now());
        !agreed)
      return agreed.why();
    recovered = (*database)->recover();
    if (!recovered)
      return recovered.why();
  }
  auto out =
      std::make_unique<running_daemon>(std::move(setup), std::move(*database), std::move(*client));
  out->spawn(std::move(*recovered), *info);
  return std::unique_ptr<daemon>{std::move(out)};
}

} // namespace mostro
