// SPDX-License-Identifier: MIT
//
// Private to messages/mostro: the two transports behind transport.hpp.
#pragma once

#include "messages/mostro/tuple.hpp"

namespace mostro {

/// One side of the wire of a transport; sending and opening know nothing of the other one.
namespace direct {
/// Opens a kind 14 event; `known` may be null.
result<opened_message> open(const nostr::event& e, const secret_key& receiver,
                            const nostr::conversation_key* known);
/// Encrypts a v2 tuple and signs the event with the trade key (or the node's).
result<nostr::event> send(std::string_view tuple, const nostr::key_pair& from, const public_key& to,
                          const sending_context& context);
} // namespace direct

namespace wrapped {
/// Opens a kind 1059 event.
result<opened_message> open(const nostr::event& e, const secret_key& receiver);
} // namespace wrapped

/// Checks the signatures of a tuple and says whose message it is. `stated_identity`
/// is the seal's author on gift wraps; on nip44 the proof tells.
result<opened_message> judge(unchecked_tuple tuple, const public_key& sender,
                             const std::optional<public_key>& stated_identity, unix_time created_at,
                             transport via);

} // namespace mostro
