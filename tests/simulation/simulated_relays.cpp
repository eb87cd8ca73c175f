// SPDX-License-Identifier: MIT
#include "tests/simulation/simulated_relays.hpp"

#include "messages/nostr/frames.hpp"

namespace mostro::simulation {

/// The sockets of one life.
class simulated_sockets final : public websocket_service {
public:
  explicit simulated_sockets(simulated_relays& relays) : relays_(relays) {}
  uint64_t open(std::string url, websocket_sinks sinks) override {
    return relays_.open(url, std::move(sinks));
  }
  void send(uint64_t session, std::string text) override { relays_.send(session, std::move(text)); }
  void close(uint64_t session) override { relays_.close(session, "closed by us"); }

private:
  simulated_relays& relays_;
};

simulated_relays::simulated_relays(world& in, size_t count) : in_(in), told_(count) {
  for (size_t i = 0; i < count; ++i) {
    devnet::relay_options options;
    options.clock = [&in] { return in.time.now(); };
    options.trusts_everybody = true; // The daemon's checks are the ones that count.
    options.limits.max_seconds_ahead = {7200};
    relays_.push_back({std::make_unique<devnet::relay_hub>(options), 0});
    relays_.back().hub->set_policy([this, i](const nostr::event& e) { return judge(i, e); });
  }
}

std::vector<std::string> simulated_relays::urls() const {
  std::vector<std::string> out;
  for (size_t i = 0; i < relays_.size(); ++i)
    out.push_back("wss://relay" + std::to_string(i) + ".example");
  return out;
}

std::shared_ptr<websocket_service> simulated_relays::make_sockets() {
  return std::make_shared<simulated_sockets>(*this);
}

devnet::relay_verdict simulated_relays::judge(size_t, const nostr::event&) {
  using action = devnet::relay_verdict::action;
  auto& f = in_.faults;
  if (mended_)
    return {};
  if (in_.chance.happens(f.event_swallowed))
    return {action::swallow, {}};
  if (in_.chance.happens(f.event_muted))
    return {action::mute, {}};
  if (in_.chance.happens(f.event_refused))
    return {action::refuse, in_.chance.happens(0.5) ? "rate-limited: slow down" : "error: disk"};
  return {};
}

bool simulated_relays::publish(size_t relay, const nostr::event& e) {
  if (is_down(relay))
    return false;
  auto& hub = *relays_[relay].hub;
  auto before = hub.published().size();
  deliver(relay, hub.publish(e));
  if (hub.published().size() == before)
    return false;
  return hub.published().back().accepted;
}

world_time simulated_relays::arrival(world_time& last) {
  auto when = in_.time.now() + in_.chance.between(0, in_.faults.frame_delay);
  if (!mended_ && in_.chance.happens(in_.faults.frames_reordered))
    return when;
  last = std::max(last, when);
  return last;
}

uint64_t simulated_relays::open(const std::string& url, websocket_sinks sinks) {
  auto session = ++last_session_;
  auto& made = connections_[session];
  for (size_t i = 0; i < relays_.size(); ++i)
    if (urls()[i] == url)
      made.relay = i;
  made.client = session;
  made.sinks = std::move(sinks);
  made.alive = in_.alive;
  in_.time.after(in_.chance.between(1, 50), [this, session] {
    auto it = connections_.find(session);
    if (it == connections_.end())
      return;
    if (is_down(it->second.relay))
      return close(session, "connection refused");
    it->second.is_open = true;
    sessions_[{it->second.relay, session}] = session;
    if (*it->second.alive)
      it->second.sinks.opened(session);
    deliver(it->second.relay, relays_[it->second.relay].hub->open(session));
  });
  return session;
}

void simulated_relays::send(uint64_t session, std::string text) {
  auto it = connections_.find(session);
  if (it == connections_.end() || !*it->second.alive)
    return;
  auto when = arrival(it->second.last_up);
  in_.time.after(when - in_.time.now(),
                 [this, session, text = std::move(text)] { arrive(session, text); });
}

void simulated_relays::close(uint64_t session, const std::string& why) {
  auto it = connections_.find(session);
  if (it == connections_.end())
    return;
  auto gone = std::move(it->second);
  connections_.erase(it);
  if (gone.is_open) {
    sessions_.erase({gone.relay, gone.client});
    relays_[gone.relay].hub->close(gone.client);
  }
  in_.time.after(in_.chance.between(0, 20),
                 [alive = gone.alive, tell = gone.sinks.closed, session, why] {
                   if (*alive)
                     tell(session, why);
                 });
}

/// A lying relay says that it took an event, and forgets it. Only the first relay lies: a message
/// to which every relay lies cannot be helped by anybody.
bool simulated_relays::lies_about(size_t relay, uint64_t session, const std::string& text) {
  if (mended_ || relay != 0 || !in_.chance.happens(in_.faults.relay_lies))
    return false;
  auto frame = nostr::parse_client_frame(text);
  auto* publishing = frame ? std::get_if<nostr::publish_frame>(&*frame) : nullptr;
  if (!publishing)
    return false;
  send_down(session,
            nostr::to_json(nostr::relay_frame{nostr::ok_frame{publishing->what.id, true, ""}}));
  return true;
}

void simulated_relays::arrive(uint64_t session, const std::string& text) {
  auto it = connections_.find(session);
  if (it == connections_.end() || !it->second.is_open)
    return;
  const auto relay = it->second.relay;
  if (lies_about(relay, session, text))
    return;
  deliver(relay, relays_[relay].hub->receive(it->second.client, text));
  tell_published(relay);
}

void simulated_relays::tell_published(size_t relay) {
  auto& all = relays_[relay].hub->published();
  for (; told_[relay] < all.size(); ++told_[relay])
    if (all[told_[relay]].accepted && all[told_[relay]].from != 0 && listener_)
      listener_(relay, all[told_[relay]].what);
}

void simulated_relays::deliver(size_t relay, const std::vector<devnet::relay_delivery>& frames) {
  for (auto& frame : frames)
    if (auto it = sessions_.find({relay, frame.to}); it != sessions_.end())
      send_down(it->second, frame.text);
}

void simulated_relays::send_down(uint64_t session, const std::string& text) {
  auto it = connections_.find(session);
  if (it == connections_.end())
    return;
  const int times = !mended_ && in_.chance.happens(in_.faults.frame_twice) ? 2 : 1;
  for (int i = 0; i < times; ++i) {
    auto when = arrival(it->second.last_down);
    in_.time.after(when - in_.time.now(), [this, session, text] {
      auto to = connections_.find(session);
      if (to != connections_.end() && *to->second.alive)
        to->second.sinks.received(session, text);
    });
  }
}

void simulated_relays::begin_faults() {
  schedule_cut();
  schedule_outage();
}

void simulated_relays::schedule_cut() {
  if (in_.faults.disconnect_every == 0)
    return;
  in_.time.after(in_.chance.between(1, 2 * in_.faults.disconnect_every), [this] {
    if (mended_)
      return;
    if (!connections_.empty()) {
      auto victim = connections_.begin();
      std::advance(victim, in_.chance.below(connections_.size()));
      in_.note("a relay connection is cut");
      close(victim->first, "connection reset");
    }
    schedule_cut();
  });
}

void simulated_relays::schedule_outage() {
  if (in_.faults.relay_down_every == 0)
    return;
  in_.time.after(in_.chance.between(1, 2 * in_.faults.relay_down_every), [this] {
    if (mended_)
      return;
    auto which = in_.chance.below(relays_.size());
    in_.note("relay " + std::to_string(which) + " is down");
    relays_[which].down_until = in_.time.now() + in_.chance.between(1000, 180'000);
    std::vector<uint64_t> cut;
    for (auto& [session, one] : connections_)
      if (one.relay == which)
        cut.push_back(session);
    for (auto session : cut)
      close(session, "relay is down");
    schedule_outage();
  });
}

void simulated_relays::mend() {
  mended_ = true;
  for (auto& one : relays_)
    one.down_until = 0;
}

} // namespace mostro::simulation
