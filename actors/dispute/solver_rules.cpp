// SPDX-License-Identifier: MIT
#include "actors/dispute/solver_rules.hpp"

#include "messages/nostr/keys.hpp"

#include <optional>

namespace mostro {

namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n\f\v";
  auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Case-sensitive, like every other word of the protocol.
std::optional<solver_standing> standing_of(std::string_view permission) {
  if (permission == "read")
    return solver_standing::read;
  if (permission == "read-write" || permission == "write")
    return solver_standing::read_write;
  return std::nullopt;
}

/// Only the bech32 spelling: a hex key may be a secret key that was pasted by mistake.
std::optional<public_key> key_of_npub(std::string_view npub) {
  constexpr size_t hex_size = 64;
  if (npub.size() == hex_size)
    return std::nullopt;
  auto parsed = nostr::parse_public_key(npub);
  return parsed ? std::optional{*parsed} : std::nullopt;
}

} // namespace

solver_text read_solver_text(std::string_view text) {
  auto colon = text.find(':');
  auto npub = trimmed(text.substr(0, colon));
  if (npub.empty())
    return refusal::invalid_text_message;
  solver_grant out;
  if (colon != std::string_view::npos) {
    // A second colon ends up in the permission, which then is none.
    auto standing = standing_of(trimmed(text.substr(colon + 1)));
    if (!standing)
      return refusal::invalid_parameters;
    out.standing = *standing;
  }
  auto key = key_of_npub(npub);
  if (!key)
    return unreadable_solver_key{};
  out.identity = *key;
  return out;
}

} // namespace mostro
