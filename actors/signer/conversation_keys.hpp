// SPDX-License-Identifier: MIT
//
// Conversation keys of the node with traders, so that a trade costs one ECDH
// and not one per message. Bounded: the oldest key is forgotten first.
#pragma once

#include "messages/nostr/nip44.hpp"

#include <deque>
#include <unordered_map>

namespace mostro {

/// A bounded cache for one thread.
class conversation_keys {
public:
  /// Keeps at most `limit` keys.
  explicit conversation_keys(size_t limit) : limit_(limit) {}

  /// The key of `mine` and `theirs`; null when `theirs` is no point of the curve.
  /// Valid until the next call.
  const nostr::conversation_key* find(const secret_key& mine, const public_key& theirs) {
    if (auto known = keys_.find(theirs); known != keys_.end())
      return &known->second;
    auto made = nostr::make_conversation_key(mine, theirs);
    if (!made)
      return nullptr;
    if (!order_.empty() && order_.size() >= limit_) {
      keys_.erase(order_.front());
      order_.pop_front();
    }
    order_.push_back(theirs);
    return &keys_.emplace(theirs, std::move(*made)).first->second;
  }

  /// How many keys are kept.
  size_t size() const { return keys_.size(); }

private:
  size_t limit_;
  std::unordered_map<public_key, nostr::conversation_key> keys_;
  std::deque<public_key> order_;
};

} // namespace mostro
