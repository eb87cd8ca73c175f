// SPDX-License-Identifier: MIT
#include "tests/harness/trader.hpp"

#include "messages/nostr/frames.hpp"
#include "tests/support/websocket_client.hpp"

#include <algorithm>
#include <openssl/rand.h>
#include <thread>

namespace mostro::devnet {

namespace {

using clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

bytes32 random32() {
  bytes32 out{};
  expects(RAND_bytes(out.data(), 32) == 1, "no randomness");
  return out;
}

unix_time wall_time() {
  auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::seconds>(since).count()};
}

uint64_t random64() {
  uint64_t out = 0;
  for (auto b : random32())
    out = (out << 8) | b;
  return out;
}

sending_context fresh_context() {
  sending_context out;
  out.created_at = wall_time();
  out.nonce = random32();
  out.aux = random32();
  out.trade_aux = random32();
  out.identity_aux = random32();
  auto throw_away = random32();
  throw_away[0] &= 0x7f; // Below the group order.
  out.wrap.ephemeral = secret_key{throw_away};
  out.wrap.seal_nonce = random32();
  out.wrap.wrap_nonce = random32();
  out.wrap.seal_aux = random32();
  out.wrap.wrap_aux = random32();
  out.wrap.seal_back_dating = {static_cast<int64_t>(random64() % 172800)};
  out.wrap.wrap_back_dating = {static_cast<int64_t>(random64() % 172800)};
  return out;
}

} // namespace

trader::trader(trader_setup how) : how_(std::move(how)) {
  if (!how_.full_privacy)
    identity_ = nostr::derive_key(how_.mnemonic, 0).value();
  next_key();
}

trader::~trader() = default;

void trader::next_key() {
  key_ = nostr::derive_key(how_.mnemonic, ++index_).value();
  keys_[key_.pub] = key_.secret;
  order.reset();
  if (connected())
    subscribe(key_.pub);
}

bool trader::connected() {
  if (socket_)
    return true;
  auto opened = test_support::websocket_client::connect(how_.relay_port);
  if (!opened)
    return false;
  socket_ = std::make_unique<test_support::websocket_client>(std::move(*opened));
  for (auto& [pub, secret] : keys_)
    subscribe(pub);
  return true;
}

void trader::subscribe(const public_key& who) {
  nostr::filter wanted;
  bool direct = how_.via == transport::nip44;
  wanted.kinds = std::vector<uint16_t>{direct ? nostr::kind::direct : nostr::kind::gift_wrap};
  wanted.tags['p'] = {who.hex()};
  if (direct)
    wanted.authors = std::vector<std::string>{how_.node.hex()};
  auto id = who.hex().substr(0, 16);
  if (!socket_->send(nostr::to_json(nostr::client_frame{nostr::request_frame{id, {wanted}}})))
    socket_.reset();
}

nostr::event trader::wrap(message m) {
  author from{key_, identity_};
  return wrap_for_node(std::move(m), how_.via, from, how_.node, fresh_context()).value();
}

bool trader::publish(const nostr::event& e) {
  auto give_up = clock::now() + 60s;
  while (clock::now() < give_up) {
    if (!connected()) {
      std::this_thread::sleep_for(200ms);
      continue;
    }
    if (!socket_->send(nostr::to_json(nostr::client_frame{nostr::publish_frame{e}}))) {
      socket_.reset();
      continue;
    }
    auto patience = clock::now() + 5s;
    while (socket_ && !oks_.count(e.id) && clock::now() < patience) {
      if (auto text = socket_->receive(500ms))
        take_in(*text);
      else if (socket_->wait_closed(1ms))
        socket_.reset();
    }
    if (auto ok = oks_.find(e.id); ok != oks_.end())
      return ok->second;
  }
  return false;
}

uint64_t trader::send(action what, payload content, envelope wrapper) {
  message m;
  m.wrapper = wrapper;
  m.version = static_cast<uint8_t>(how_.via);
  m.request_id = random64();
  m.trade_index = index_;
  m.id = what == action::new_order ? std::nullopt : order;
  m.action = what;
  m.payload = std::move(content);
  if (how_.observer)
    how_.observer("->", m);
  auto id = *m.request_id;
  publish(wrap(std::move(m)));
  return id;
}

void trader::take_in(const std::string& text) {
  auto frame = nostr::parse_relay_frame(text);
  if (!frame)
    return;
  if (auto* ok = std::get_if<nostr::ok_frame>(&*frame)) {
    oks_[ok->id] = ok->accepted;
    return;
  }
  auto* arrived = std::get_if<nostr::event_frame>(&*frame);
  if (!arrived || !nostr::verify(arrived->what) || !seen_.insert(arrived->what.id).second)
    return;
  for (auto& t : arrived->what.tags) {
    if (t.size() < 2 || t[0] != "p")
      continue;
    auto to = public_key::from_hex(t[1]);
    auto mine = to ? keys_.find(*to) : keys_.end();
    if (mine == keys_.end())
      continue;
    if (auto opened = open_reply(arrived->what, mine->second, how_.node)) {
      if (how_.observer)
        how_.observer("<-", *opened);
      inbox_.push_back({*opened, arrived->what.id, arrived->what.created_at, *to});
    }
  }
}

std::optional<received_message> trader::wait(const std::function<bool(const message&)>& wanted,
                                             std::chrono::milliseconds patience) {
  auto give_up = clock::now() + patience;
  while (true) {
    while (looked_at_ < inbox_.size()) {
      auto& next = inbox_[looked_at_++];
      if (wanted(next.what))
        return next;
    }
    if (clock::now() >= give_up)
      return std::nullopt;
    if (!connected()) {
      std::this_thread::sleep_for(100ms);
      continue;
    }
    if (auto text = socket_->receive(100ms))
      take_in(*text);
    else if (socket_->wait_closed(1ms))
      socket_.reset();
  }
}

std::optional<received_message> trader::expect(action what, std::chrono::milliseconds patience) {
  return wait([what](const message& m) { return m.action == what; }, patience);
}

std::optional<std::string> trader::expect_hold_invoice(std::chrono::milliseconds patience) {
  auto found = wait(
      [](const message& m) {
        return m.action == action::pay_invoice &&
               std::holds_alternative<payment_request_payload>(m.payload);
      },
      patience);
  if (!found)
    return std::nullopt;
  return std::get<payment_request_payload>(found->what.payload).invoice;
}

void trader::listen(std::chrono::milliseconds time) {
  auto end = clock::now() + time;
  while (clock::now() < end) {
    if (!connected()) {
      std::this_thread::sleep_for(50ms);
      continue;
    }
    if (auto text = socket_->receive(50ms))
      take_in(*text);
    else if (socket_->wait_closed(1ms))
      socket_.reset();
  }
}

bool trader::is_behind(const std::vector<nostr::event>& stored) const {
  return std::any_of(stored.begin(), stored.end(), [this](const nostr::event& e) {
    auto to = public_key::from_hex(nostr::first_tag_value(e.tags, "p").value_or(""));
    return to && keys_.contains(*to) && !seen_.contains(e.id);
  });
}

size_t trader::repeated() const {
  std::map<std::string, size_t> times;
  for (auto& m : inbox_)
    ++times[m.to.hex() + to_canonical_json(m.what)];
  size_t out = 0;
  for (auto& [text, count] : times)
    out += count - 1;
  return out;
}

} // namespace mostro::devnet
