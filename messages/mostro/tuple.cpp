// SPDX-License-Identifier: MIT
//
// Tuples of a message and its signatures. The received bytes of the message
// are found by walking the JSON: clients put blanks between the elements.
#include "messages/mostro/tuple.hpp"

#include "messages/hash.hpp"
#include "messages/mostro/message_reader.hpp"

namespace mostro {
namespace {

constexpr std::string_view blanks = " \t\r\n";

/// The bytes of element 0. `text` is valid JSON: an array whose first element
/// is an object.
std::string_view first_element_of(std::string_view text) {
  const auto open = text.find_first_not_of(blanks, text.find('[') + 1);
  size_t depth = 0;
  bool in_string = false;
  for (size_t i = open; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return text.substr(open, i - open + 1);
    }
  }
  expects(false, "an unbalanced tuple was parsed");
  return {};
}

/// Reads `null` or 128 hex characters.
result<std::optional<bytes64>> read_signature(const json::value& v) {
  if (v.is_null())
    return std::optional<bytes64>{};
  const auto hex = v.text();
  if (!hex)
    return fail(errc::malformed, "a trade signature is a string");
  const auto signature = bytes64_from_hex(*hex);
  if (!signature)
    return fail(errc::bad_signature, "a trade signature is not 128 hex characters");
  return std::optional<bytes64>{*signature};
}

/// Reads `null` or `[identity,signature]`.
result<std::optional<identity_proof>> read_proof(const json::value& v) {
  if (v.is_null())
    return std::optional<identity_proof>{};
  if (!v.is_array() || v.size() != 2 || !v.at(0).text() || !v.at(1).text())
    return fail(errc::malformed, "an identity proof is a pair of strings");
  const auto identity = public_key::from_hex(*v.at(0).text());
  const auto signature = bytes64_from_hex(*v.at(1).text());
  if (!identity || !signature)
    return fail(errc::bad_signature, "an identity proof is not hex of the right length");
  return std::optional<identity_proof>{identity_proof{*identity, *signature}};
}

bool signs(const bytes64& signature, std::string_view text, const public_key& key) {
  return nostr::schnorr_verify(signature, sha256(as_bytes(text)), key);
}

std::string hex_or_null(const std::optional<bytes64>& signature) {
  return signature ? "\"" + to_hex(*signature) + "\"" : "null";
}

} // namespace

result<unchecked_tuple> parse_tuple(std::string_view text, transport via) {
  const auto document = json::document::parse(text);
  if (!document)
    return document.why();
  const size_t arity = via == transport::gift_wrap ? 2 : 3;
  const auto array = document->root();
  if (!array.is_array() || array.size() != arity)
    return fail(errc::malformed, "a message travels in a tuple of " + std::to_string(arity));
  auto content = read_message(array.at(0));
  if (!content)
    return content.why();
  unchecked_tuple out;
  out.message = std::move(*content);
  out.received = first_element_of(text);
  const auto signature = read_signature(array.at(1));
  if (!signature)
    return signature.why();
  out.trade_signature = *signature;
  if (via == transport::nip44) {
    const auto proof = read_proof(array.at(2));
    if (!proof)
      return proof.why();
    out.proof = *proof;
  }
  return out;
}

bool is_trade_signature_valid(const unchecked_tuple& tuple, const public_key& trade_key) {
  expects(tuple.trade_signature.has_value(), "there is no trade signature to check");
  const auto canonical = to_canonical_json(tuple.message);
  return signs(*tuple.trade_signature, canonical, trade_key) ||
         (canonical != tuple.received && signs(*tuple.trade_signature, tuple.received, trade_key));
}

bool is_proof_valid(const unchecked_tuple& tuple, const public_key& trade_key) {
  expects(tuple.proof.has_value(), "there is no identity proof to check");
  const auto canonical = to_canonical_json(tuple.message);
  const auto& [identity, signature] = *tuple.proof;
  return signs(signature, identity_proof_text(trade_key, canonical), identity) ||
         (canonical != tuple.received &&
          signs(signature, identity_proof_text(trade_key, tuple.received), identity));
}

std::string make_gift_wrap_tuple(std::string_view canonical,
                                 const std::optional<bytes64>& trade_signature) {
  return "[" + std::string(canonical) + "," + hex_or_null(trade_signature) + "]";
}

std::string make_direct_tuple(std::string_view canonical,
                              const std::optional<bytes64>& trade_signature,
                              const std::optional<identity_proof>& proof) {
  const auto third =
      proof ? "[\"" + proof->identity.hex() + "\",\"" + to_hex(proof->signature) + "\"]" : "null";
  return "[" + std::string(canonical) + "," + hex_or_null(trade_signature) + "," + third + "]";
}

std::string identity_proof_text(const public_key& trade_key, std::string_view canonical) {
  return "mostro-transport-v2-identity:" + trade_key.hex() + ":" + std::string(canonical);
}

} // namespace mostro
