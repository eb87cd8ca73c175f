// SPDX-License-Identifier: MIT
//
// Short hands for the tests of relay sessions.
#pragma once

#include "actors/relay/relay_output.hpp"

namespace mostro::test {

/// An event of a kind with a `p` tag; its signature is not looked at by sessions.
inline nostr::event event_for(const public_key& node, uint16_t kind, int64_t created_at,
                              std::string content = "x") {
  nostr::event out;
  out.pubkey.data.fill(5);
  out.created_at = {created_at};
  out.kind = kind;
  out.tags = {{"p", node.hex()}};
  out.content = std::move(content);
  out.id = nostr::compute_id(out);
  return out;
}

/// The outputs of one type.
template <class T>
std::vector<T> all_of(const relay_outputs& outputs) {
  std::vector<T> out;
  for (const auto& one : outputs)
    if (const auto* wanted = std::get_if<T>(&one))
      out.push_back(*wanted);
  return out;
}

/// The sent frames of one type.
template <class T>
std::vector<T> frames_of(const relay_outputs& outputs) {
  std::vector<T> out;
  for (const auto& one : all_of<send_text>(outputs))
    if (auto frame = nostr::parse_client_frame(one.text))
      if (const auto* wanted = std::get_if<T>(&*frame))
        out.push_back(*wanted);
  return out;
}

} // namespace mostro::test
