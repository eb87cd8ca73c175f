// SPDX-License-Identifier: MIT
//
// What the pure parts of a relay session want done. The relay actor does it.
#pragma once

#include "messages/nostr/frames.hpp"

#include <string>
#include <variant>
#include <vector>

namespace mostro {

/// Send this text to the relay.
struct send_text {
  std::string text;
};
/// An event for the inbox arrived.
struct take_in {
  nostr::event what;
};
/// Everything stored was delivered, up to this moment.
struct report_caught_up {
  unix_time up_to;
};
/// The relay's word on a published event; it is not kept any longer.
struct report_answer {
  event_id id;
  bool accepted = false;
  std::string text;
};
/// Have this NIP-42 draft signed by the node key and hand it to `authenticate`.
struct ask_signature {
  nostr::event_draft draft;
};
/// The end of a question for stored events; an error when `why` says something.
struct report_query {
  uint64_t number = 0;
  std::vector<nostr::event> events;
  bool complete = false;
  std::string why;
};
/// Something that the operator may want to know.
struct tell_log {
  std::string event; ///< Kebab-case id.
  std::string text;
};

using relay_output = std::variant<send_text, take_in, report_caught_up, report_answer,
                                  ask_signature, report_query, tell_log>;
using relay_outputs = std::vector<relay_output>;

} // namespace mostro
