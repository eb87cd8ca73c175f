// SPDX-License-Identifier: MIT
//
// Messages and handle of the signer. Local to the process, never stored.
#pragma once

#include "messages/mostro/transport.hpp"

#include <caf/all.hpp>

namespace mostro {

/// Verify id and signature of an event and open what it holds for the node.
struct open_event {
  nostr::event what;
};
/// The opened message, or why it stays closed.
struct opened_event {
  result<opened_message> outcome = fail(errc::invalid, "");
};
/// Wrap a message for a trader and sign it.
struct wrap_message {
  message what;
  transport via = transport::nip44;
  public_key to;
  unix_time created_at;
  unix_time expiration; ///< Used on nip44 only.
};
/// Sign a public event with the node key.
struct sign_event {
  nostr::event_draft draft;
};
struct signed_event {
  nostr::event what;
};

/// The SIGNER: owns the node key; spreads the CPU work over workers, keeping the
/// order of one author.
using signer_actor = caf::typed_actor<caf::replies_to<open_event>::with<opened_event>,
                                      caf::replies_to<wrap_message>::with<signed_event>,
                                      caf::replies_to<sign_event>::with<signed_event>>;

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::open_event)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::opened_event)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::sign_event)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::signed_event)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::wrap_message)
