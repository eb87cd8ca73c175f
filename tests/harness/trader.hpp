// SPDX-License-Identifier: MIT
//
// A scripted Mostro client: keys as real clients derive them, both transports,
// one WebSocket to the relay, strict reading of what the node sends. For tests,
// demos and as an example of a client in few lines.
#pragma once

#include "messages/mostro/transport.hpp"
#include "tests/harness/wallet.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <set>

namespace mostro::test_support {
class websocket_client;
}

namespace mostro::devnet {

/// How a trader is set up.
struct trader_setup {
  std::string name;
  uint16_t relay_port = 0;
  public_key node; ///< The Mostro node.
  transport via = transport::nip44;
  std::string mnemonic;
  bool full_privacy = false; ///< Never shows an identity.
  mostro::devnet::wallet* wallet = nullptr;
  /// Hears every message that is sent ("->") or received ("<-").
  std::function<void(const std::string& direction, const message& what)> observer;
};

/// A message of the node with the event that carried it.
struct received_message {
  mostro::message what;
  event_id event;
  unix_time created_at;
  public_key to;
};

/// One client. Not thread-safe. All waiting is bounded.
class trader {
public:
  explicit trader(trader_setup how);
  ~trader();
  trader(const trader&) = delete;
  trader& operator=(const trader&) = delete;

  /// Takes the next trade key into use, as clients do for every create or take.
  void next_key();
  /// The present trade key and its index.
  const nostr::key_pair& key() const { return key_; }
  uint32_t index() const { return index_; }
  mostro::devnet::wallet& wallet() const { return *how_.wallet; }
  const std::string& name() const { return how_.name; }
  /// The order that the trader is in.
  std::optional<order_id> order;

  /// Sends a message with a fresh request id and the present index; returns the
  /// request id. Keeps trying while the relay is away, for at most 60 s.
  uint64_t send(action what, payload content = {}, envelope wrapper = envelope::order);
  /// Makes the event without sending it.
  nostr::event wrap(message m);
  /// Publishes an event; true when the relay said OK.
  bool publish(const nostr::event& e);

  /// Waits for a message that passes; what comes before it is kept in `inbox`.
  std::optional<received_message> wait(const std::function<bool(const message&)>& wanted,
                                       std::chrono::milliseconds patience = std::chrono::seconds{
                                           20});
  /// Waits for an action.
  std::optional<received_message>
  expect(action what, std::chrono::milliseconds patience = std::chrono::seconds{20});
  /// Waits for the hold invoice to pay (pay-invoice with a payment request).
  std::optional<std::string>
  expect_hold_invoice(std::chrono::milliseconds patience = std::chrono::seconds{20});
  /// Collects what comes within `time`.
  void listen(std::chrono::milliseconds time);

  /// Everything received so far, in the order of arrival; re-deliveries of an
  /// event are dropped by its id.
  const std::vector<received_message>& inbox() const { return inbox_; }
  /// True when it has not yet taken in one of these events that is addressed to it.
  bool is_behind(const std::vector<nostr::event>& stored) const;
  /// Messages that came more than once under different event ids: must stay 0.
  size_t repeated() const;

private:
  bool connected();
  void subscribe(const public_key& key);
  void take_in(const std::string& text);

  trader_setup how_;
  std::unique_ptr<test_support::websocket_client> socket_;
  std::optional<nostr::key_pair> identity_;
  nostr::key_pair key_;
  uint32_t index_ = 0;
  std::map<public_key, secret_key> keys_;
  std::vector<received_message> inbox_;
  size_t looked_at_ = 0; ///< Messages of the inbox that `wait` has passed.
  std::set<event_id> seen_;
  std::map<event_id, bool> oks_;
};

} // namespace mostro::devnet
