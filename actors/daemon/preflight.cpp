// SPDX-License-Identifier: MIT
#include "actors/daemon/preflight.hpp"

#include "actors/daemon/permission_check.hpp"
#include "actors/relay/websocket_client.hpp"
#include "lnd-proto/grpc_lnd_client.hpp"

#include <condition_variable>
#include <future>
#include <map>
#include <mutex>

namespace mostro {

namespace {

/// The outcome of one call, or none when it took too long.
template <class T>
std::optional<lnd::outcome<T>> wait_for(std::chrono::milliseconds patience,
                                        const std::function<void(lnd::answer<T>)>& call) {
  auto promise = std::make_shared<std::promise<lnd::outcome<T>>>();
  auto future = promise->get_future();
  call([promise](lnd::outcome<T> o) { promise->set_value(std::move(o)); });
  if (future.wait_for(patience) != std::future_status::ready)
    return std::nullopt;
  return future.get();
}

std::string mend_of(lnd::failure what, const settings& s) {
  switch (what) {
  case lnd::failure::denied:
    return "bake a macaroon as the operator's guide shows and set lnd_macaroon_file";
  case lnd::failure::not_ready:
    return "unlock LND's wallet and wait until it has started";
  default:
    return "is LND running at " + s.lightning.grpc_host +
           ", and is lnd_cert_file its present certificate?";
  }
}

void judge_node(const settings& s, const lnd::node_info& info, preflight_report& out) {
  out.good.push_back("LND answers: alias '" + info.alias + "', version " + info.version + ", " +
                     info.network + ", block " + std::to_string(info.block_height) + ", key " +
                     info.identity_pubkey);
  if (!info.synced_to_chain)
    out.problems.push_back("[lightning] lnd_grpc_host: LND at " + s.lightning.grpc_host +
                           " is not synced to the chain; mend: wait until `lncli getinfo` says "
                           "synced_to_chain");
}

void try_lnd(const settings& s, std::chrono::milliseconds patience, preflight_report& out) {
  auto client = lnd::make_grpc_client(
      {s.lightning.grpc_host, s.lightning.cert_file, s.lightning.macaroon_file, patience});
  if (!client) {
    out.problems.push_back("[lightning] " + client.why().text);
    return;
  }
  auto complain = [&](const std::string& what, const std::optional<lnd::call_error>& why) {
    auto kind = why ? why->what : lnd::failure::unreachable;
    out.problems.push_back("[lightning] " + what + ": " + (why ? why->text : "no answer in time") +
                           "; mend: " + mend_of(kind, s));
  };
  auto info = wait_for<lnd::node_info>(
      patience, [&](lnd::answer<lnd::node_info> to) { (*client)->fetch_info(std::move(to)); });
  if (info && std::holds_alternative<lnd::node_info>(*info))
    judge_node(s, std::get<lnd::node_info>(*info), out);
  else
    complain("lnd_grpc_host: LND does not answer",
             info ? std::optional{std::get<lnd::call_error>(*info)} : std::nullopt);
  if (info && std::holds_alternative<lnd::node_info>(*info))
    if (auto lacking = lacking_permissions(**client, patience); !lacking.empty())
      out.problems.push_back(complaint_about(lacking));
  (*client)->close();
}

/// What became of each connection.
struct relay_board {
  std::mutex mutex;
  std::condition_variable changed;
  std::map<uint64_t, std::string> said; ///< Empty = opened.

  void note(uint64_t session, const std::string& text) {
    std::lock_guard lock{mutex};
    said.emplace(session, text);
    changed.notify_all();
  }
};

void try_relays(const settings& s, std::chrono::milliseconds patience, preflight_report& out) {
  auto board = std::make_shared<relay_board>();
  websocket_client sockets;
  std::vector<std::pair<std::string, uint64_t>> sessions;
  for (auto& url : s.nostr.relays) {
    websocket_sinks sinks;
    sinks.opened = [board](uint64_t session) { board->note(session, ""); };
    sinks.received = [](uint64_t, const std::string&) {};
    sinks.closed = [board](uint64_t session, const std::string& why) {
      board->note(session, why.empty() ? "closed" : why);
    };
    sessions.emplace_back(url, sockets.open(url, std::move(sinks)));
  }
  {
    std::unique_lock lock{board->mutex};
    board->changed.wait_for(lock, patience, [&] { return board->said.size() == sessions.size(); });
    for (auto& [url, session] : sessions) {
      auto found = board->said.find(session);
      if (found != board->said.end() && found->second.empty())
        out.good.push_back("relay " + url + " answers");
      else
        out.problems.push_back(
            "[nostr] relays: " + url + " cannot be reached: " +
            (found == board->said.end() ? std::string{"no answer in time"} : found->second) +
            "; mend: check the URL, or remove it if the relay is gone");
    }
  }
  sockets.stop();
}

} // namespace

preflight_report try_neighbours(const settings& s, std::chrono::milliseconds patience) {
  preflight_report out, of_relays;
  auto relays = std::async(std::launch::async, [&] { try_relays(s, patience, of_relays); });
  try_lnd(s, patience, out);
  relays.get();
  out.good.insert(out.good.end(), of_relays.good.begin(), of_relays.good.end());
  out.problems.insert(out.problems.end(), of_relays.problems.begin(), of_relays.problems.end());
  return out;
}

} // namespace mostro
