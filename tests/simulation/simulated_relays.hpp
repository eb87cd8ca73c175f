// SPDX-License-Identifier: MIT
//
// The relays of the simulated world: the hubs of the test relay without their sockets, and a
// network that delays, doubles, reorders, cuts and lies. Traders publish and listen here too.
#pragma once

#include "actors/relay/websocket_service.hpp"
#include "tests/harness/relay_hub.hpp"
#include "tests/simulation/world.hpp"

#include <map>
#include <set>

namespace mostro::simulation {

/// All relays, outliving the daemon.
class simulated_relays {
public:
  /// Hears every event of the daemon that a relay has taken in for real.
  using listener = std::function<void(size_t relay, const nostr::event&)>;

  simulated_relays(world& in, size_t count);

  std::vector<std::string> urls() const;
  devnet::relay_hub& hub(size_t relay) { return *relays_[relay].hub; }
  size_t count() const { return relays_.size(); }
  bool is_down(size_t relay) const { return in_.time.now() < relays_[relay].down_until; }

  /// Sockets for one life of the daemon.
  std::shared_ptr<websocket_service> make_sockets();
  /// A trader publishes at one relay; true when it was acknowledged and really stored.
  bool publish(size_t relay, const nostr::event& e);
  void listen(listener tell) { listener_ = std::move(tell); }

  /// Begins what goes wrong by itself: cut connections and relays that are down.
  void begin_faults();
  /// The end of the run: every relay works.
  void mend();

private:
  friend class simulated_sockets;
  struct connection {
    size_t relay = 0;
    devnet::client_id client = 0;
    websocket_sinks sinks;
    std::shared_ptr<bool> alive; ///< Of the life that opened it.
    bool is_open = false;
    world_time last_up = 0; ///< Frames keep their order in each direction.
    world_time last_down = 0;
  };
  struct station {
    std::unique_ptr<devnet::relay_hub> hub;
    world_time down_until = 0;
  };

  devnet::relay_verdict judge(size_t relay, const nostr::event& e);
  uint64_t open(const std::string& url, websocket_sinks sinks);
  void send(uint64_t session, std::string text);
  void close(uint64_t session, const std::string& why);
  void arrive(uint64_t session, const std::string& text);
  void deliver(size_t relay, const std::vector<devnet::relay_delivery>& frames);
  void send_down(uint64_t session, const std::string& text);
  void tell_published(size_t relay);
  bool lies_about(size_t relay, uint64_t session, const std::string& text);
  world_time arrival(world_time& last);
  void schedule_cut();
  void schedule_outage();

  world& in_;
  std::vector<station> relays_;
  std::map<uint64_t, connection> connections_;
  std::map<std::pair<size_t, devnet::client_id>, uint64_t> sessions_;
  uint64_t last_session_ = 0;
  std::vector<size_t> told_; ///< Per relay: published events that the listener has heard.
  listener listener_;
  bool mended_ = false;
};

} // namespace mostro::simulation
