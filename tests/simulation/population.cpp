// SPDX-License-Identifier: MIT
//
// Who there is, how they speak, and how a trade begins.
#include "tests/simulation/population.hpp"

#include <algorithm>

namespace mostro::simulation {

namespace {

nostr::key_pair draw_key(dice& from) {
  auto raw = from.random32();
  raw[0] &= 0x7f; // Below the group order.
  return nostr::key_pair_from(secret_key{raw}).value();
}

/// A request that opens a trade must be young when it arrives: clients ask again.
constexpr int64_t ask_again_after = 90'000;
constexpr size_t most_tries = 8;

bool opens_a_trade(action a) {
  return a == action::new_order || a == action::take_sell || a == action::take_buy;
}

} // namespace

population::population(population_setup how, size_t people) : how_(std::move(how)), in_(how_.in) {
  for (size_t i = 0; i < people; ++i) {
    auto& one = people_.emplace_back();
    one.name = "person" + std::to_string(i);
    one.identity = draw_key(in_.chance);
    one.is_private = in_.chance.happens(0.4);
    one.via = in_.chance.happens(0.7) ? transport::nip44 : transport::gift_wrap;
    one.clock_error = in_.chance.between(-3, 3);
    how_.lightning.network().add_node(one.name, sats{100'000'000});
    how_.lightning.may_misbehave(one.name);
  }
}

seat& population::take_seat(person& who) {
  auto& s = seats_.emplace_back();
  s.who = &who;
  s.key = draw_key(in_.chance);
  s.index = ++who.last_index;
  by_key_[s.key.pub] = &s;
  return s;
}

void population::appoint_solver() {
  auto& boss = people_.emplace_back();
  boss.name = "operator";
  boss.identity = how_.node;
  boss.is_private = true;
  operator_ = &take_seat(boss);
  by_key_.erase(operator_->key.pub);
  operator_->key = how_.node;
  by_key_[how_.node.pub] = operator_;
  auto& judge = people_.emplace_back();
  judge.name = "solver";
  judge.identity = draw_key(in_.chance);
  judge.is_private = true; // A solver writes with the identity that has the permission.
  solver_ = &take_seat(judge);
  by_key_.erase(solver_->key.pub);
  solver_->key = judge.identity;
  by_key_[judge.identity.pub] = solver_;
  ask(*operator_, action::admin_add_solver,
      text_payload{nostr::to_npub(judge.identity.pub) + ":read-write"}, order_id{},
      envelope::dispute);
}

void population::begin_trade() {
  ++trades_;
  auto& maker = take_seat(people_[in_.chance.below(people_.size() - 2)]);
  maker.is_maker = true;
  maker.offer = draw_offer(*maker.who);
  maker.kind = *maker.offer.kind;
  maker.role = maker.kind == order_kind::sell ? trade_role::seller : trade_role::buyer;
  ask(maker, action::new_order, order_payload{maker.offer});
}

void population::offer_to_takers(seat& maker) {
  if (maker.gave_up || ++maker.openings > 3 || !maker.order)
    return;
  size_t takers = !concluding_ && in_.chance.happens(in_.faults.racing_takers) ? 3 : 1;
  auto first = in_.chance.between(100, 60'000);
  for (size_t i = 0; i < takers; ++i) {
    auto* who = &people_[in_.chance.below(people_.size() - 2)];
    if (who == maker.who)
      continue;
    // Takers that race do so within a moment.
    in_.time.after(first + in_.chance.between(0, 300),
                   [this, order = *maker.order, offer = maker.offer, who] {
                     if (!concluding_)
                       take(order, offer, *who);
                   });
  }
}

void population::ask(seat& s, action what, payload content, std::optional<order_id> about,
                     envelope wrapper) {
  message m;
  m.wrapper = wrapper;
  m.version = static_cast<uint8_t>(s.who->via);
  m.request_id = in_.chance.next() >> 1;
  m.trade_index = s.index;
  m.id = about;
  if (!about && what != action::new_order)
    m.id = s.order;
  m.action = what;
  m.payload = std::move(content);
  auto id = *m.request_id;
  s.open[id] = {std::move(m), in_.time.now(), 0, {}};
  send(s, id);
  if (what != action::new_order && misbehaves(in_.faults.trader_repeats))
    in_.time.after(in_.chance.between(0, 2000), [this, &s, id] { send(s, id); });
}

/// Publishes until some relay has it; what opens a trade is repeated until it is answered.
void population::send(seat& s, uint64_t request) {
  auto it = s.open.find(request);
  if (it == s.open.end() || it->second.sent >= most_tries)
    return;
  auto stored = publish(s, it->second.what);
  it = s.open.find(request); // The answer to an earlier copy may have come by.
  if (it == s.open.end())
    return;
  if (stored) {
    ++it->second.sent;
    it->second.events.push_back(*stored);
  }
  if (!stored)
    in_.time.after(in_.chance.between(1000, 5000), [this, &s, request] { send(s, request); });
  else if (opens_a_trade(it->second.what.action))
    in_.time.after(ask_again_after, [this, &s, request] { send(s, request); });
}

std::optional<event_id> population::publish(seat& s, const message& m) {
  sending_context context;
  context.created_at = in_.true_time() + seconds{s.who->clock_error};
  context.nonce = in_.chance.random32();
  context.aux = in_.chance.random32();
  context.trade_aux = in_.chance.random32();
  context.identity_aux = in_.chance.random32();
  if (s.who->via == transport::gift_wrap)
    context.wrap.ephemeral = draw_key(in_.chance).secret;
  context.wrap.seal_nonce = in_.chance.random32();
  context.wrap.wrap_nonce = in_.chance.random32();
  context.wrap.seal_back_dating = {in_.chance.between(0, 172'799)};
  context.wrap.wrap_back_dating = {in_.chance.between(0, 172'799)};
  author from{s.key, s.who->is_private ? std::nullopt : std::optional{s.who->identity}};
  auto made = wrap_for_node(m, s.who->via, from, how_.node.pub, context);
  if (!made) {
    in_.broken("simulation", "a trader cannot wrap: " + to_string(made.why()));
    return event_id{};
  }
  bool stored = false;
  for (size_t i = 0; i < how_.relays.count(); ++i)
    stored = how_.relays.publish(i, *made) || stored;
  if (!stored)
    return std::nullopt;
  in_.note(s.who->name + " says " + std::string{to_string(m.action)} + " " +
           (m.id ? m.id->text().substr(0, 8) : "") + " rid " + std::to_string(*m.request_id));
  return made->id;
}

void population::hear(const nostr::event& e) {
  if (e.kind != nostr::kind::direct && e.kind != nostr::kind::gift_wrap)
    return;
  auto to = public_key::from_hex(nostr::first_tag_value(e.tags, "p").value_or(""));
  auto found = to ? by_key_.find(*to) : by_key_.end();
  if (found == by_key_.end() || !found->second->events.insert(e.id).second)
    return;
  auto& s = *found->second;
  auto opened = open_reply(e, s.key.secret, how_.node.pub);
  if (!opened) {
    if (e.pubkey == how_.node.pub && found->first != how_.node.pub)
      in_.broken("wire", "a trader cannot read a message of the daemon");
    return;
  }
  s.heard.emplace_back(e.created_at, to_canonical_json(*opened));
  if (on_heard_)
    on_heard_(s.key.pub, *opened, e.created_at);
  in_.note(s.who->name + " hears " + std::string{to_string(opened->action)} + " " +
           (opened->id ? opened->id->text().substr(0, 8) : ""));
  if (opened->request_id)
    s.open.erase(*opened->request_id);
  else if (opened->action == action::restore_session) // It names no request (spec 03 §6.1).
    std::erase_if(s.open,
                  [](auto& one) { return one.second.what.action == action::restore_session; });
  react(s, *opened);
}

std::set<std::string> population::keys_of(const public_key& one) const {
  std::set<std::string> out{one.hex()};
  auto found = by_key_.find(one);
  if (found == by_key_.end() || found->second->who->is_private)
    return out;
  for (auto& s : seats_)
    if (s.who == found->second->who)
      out.insert(s.key.pub.hex());
  return out;
}

std::vector<unanswered_request> population::unanswered() const {
  std::vector<unanswered_request> out;
  for (auto& s : seats_)
    for (auto& [id, request] : s.open)
      if (!request.events.empty())
        out.push_back({s.who, request.what.action, id, request.events});
  return out;
}

} // namespace mostro::simulation
