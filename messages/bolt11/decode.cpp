// SPDX-License-Identifier: MIT
//
// Decoding of invoices. Fields that repeat count once, the first; p, h, s and n
// of a wrong length are skipped, as the BOLT demands.
#include "messages/bech32.hpp"
#include "messages/bolt11/field.hpp"
#include "messages/bolt11/human_part.hpp"
#include "messages/bolt11/signature.hpp"
#include "messages/bolt11/utf8.hpp"

#include <algorithm>

namespace mostro::bolt11 {

namespace {

/// The most that a QR code holds; LND refuses longer ones too.
constexpr size_t max_invoice_length = 7089;

/// The widest number that we read: 60 bits leave room for adding a timestamp.
constexpr size_t max_number_groups = 12;

/// Even feature bits that a payer of ours (LND) understands: var_onion, payment_secret,
/// basic_mpp, route_blinding, amp, attribution_data, payment_metadata (BOLT 9).
constexpr std::array<size_t, 7> known_required_features{8, 14, 16, 24, 30, 36, 48};

error malformed(const char* text) { return fail(errc::malformed, text); }
error invalid(const char* text) { return fail(errc::invalid, text); }

/// What the tagged fields said, before the checks that need all of them.
struct fields {
  invoice out;
  bool has_payment_hash = false;
  std::optional<std::string> description;
  std::optional<node_id> payee;
  std::optional<uint64_t> expiry;
  std::optional<uint64_t> min_final_cltv;
  bool has_features = false;
};

template <size_t Size>
result<std::array<uint8_t, Size>> fixed_bytes(byte_view groups) {
  auto data = bech32::regroup(groups, 5, 8, false);
  if (!data)
    return data.why();
  if (data->size() != Size)
    return malformed("invoice field of a wrong length");
  std::array<uint8_t, Size> out;
  std::copy(data->begin(), data->end(), out.begin());
  return out;
}

/// Reads a big-endian number of at most 60 significant bits.
result<uint64_t> number(byte_view groups) {
  while (!groups.empty() && groups.front() == 0)
    groups = groups.subspan(1);
  if (groups.size() > max_number_groups)
    return invalid("invoice holds a number beyond 60 bits");
  uint64_t out = 0;
  for (const uint8_t group : groups)
    out = (out << 5) | group;
  return out;
}

/// Features are a number: the last bit of the last group is bit 0, so the spare bits are in front.
bytes feature_bytes(byte_view groups) {
  bytes out((groups.size() * 5 + 7) / 8);
  size_t bit = 0;
  for (auto group = groups.rbegin(); group != groups.rend(); ++group) {
    for (int i = 0; i < 5; ++i, ++bit) {
      if ((*group >> i) & 1)
        out[out.size() - 1 - bit / 8] |= static_cast<uint8_t>(1U << (bit % 8));
    }
  }
  const auto first = std::find_if(out.begin(), out.end(), [](uint8_t b) { return b != 0; });
  out.erase(out.begin(), first);
  return out;
}

status check_features(const bytes& features) {
  for (size_t bit = 0; bit < features.size() * 8; bit += 2) {
    const bool set = (features[features.size() - 1 - bit / 8] >> (bit % 8)) & 1;
    if (set && std::find(known_required_features.begin(), known_required_features.end(), bit) ==
                   known_required_features.end())
      return invalid("invoice requires an unknown feature");
  }
  return done();
}

uint64_t big_endian(byte_view data) {
  uint64_t out = 0;
  for (const uint8_t b : data)
    out = (out << 8) | b;
  return out;
}

route_hop read_hop(byte_view data) {
  route_hop hop;
  std::copy_n(data.begin(), hop.node.size(), hop.node.begin());
  hop.short_channel_id = big_endian(data.subspan(33, 8));
  hop.fee_base_msat = static_cast<uint32_t>(big_endian(data.subspan(41, 4)));
  hop.fee_proportional_millionths = static_cast<uint32_t>(big_endian(data.subspan(45, 4)));
  hop.cltv_expiry_delta = static_cast<uint16_t>(big_endian(data.subspan(49, 2)));
  return hop;
}

status read_route(fields& into, byte_view groups) {
  auto data = bech32::regroup(groups, 5, 8, false);
  if (!data)
    return data.why();
  if (data->empty() || data->size() % field::hop_bytes != 0)
    return malformed("invoice route of a wrong length");
  std::vector<route_hop> hops;
  for (byte_view rest = *data; !rest.empty(); rest = rest.subspan(field::hop_bytes))
    hops.push_back(read_hop(rest.first(field::hop_bytes)));
  into.out.routes.push_back(std::move(hops));
  return done();
}

status read_hash(byte_view groups, bytes32& into) {
  auto data = fixed_bytes<32>(groups);
  if (!data)
    return data.why();
  into = *data;
  return done();
}

status read_optional_hash(byte_view groups, std::optional<bytes32>& into) {
  return read_hash(groups, into.emplace());
}

status read_number(byte_view groups, std::optional<uint64_t>& into) {
  auto value = number(groups);
  if (!value)
    return value.why();
  into = *value;
  return done();
}

status read_description(byte_view groups, std::optional<std::string>& into) {
  auto data = bech32::regroup(groups, 5, 8, false);
  if (!data)
    return data.why();
  into.emplace(data->begin(), data->end());
  if (!is_utf8(*into))
    return malformed("invoice description is not UTF-8");
  return done();
}

status read_payee(byte_view groups, std::optional<node_id>& into) {
  auto data = fixed_bytes<33>(groups);
  if (!data)
    return data.why();
  into = *data;
  return done();
}

status read_features(byte_view groups, fields& into) {
  into.has_features = true;
  into.out.features = feature_bytes(groups);
  return check_features(into.out.features);
}

/// Reads one field; what we do not know or have already is skipped.
status read_field(uint8_t type, byte_view data, fields& into) {
  switch (type) {
  case field::payment_hash:
    if (data.size() != field::hash_groups || into.has_payment_hash)
      return done();
    into.has_payment_hash = true;
    return read_hash(data, into.out.payment_hash.data);
  case field::payment_secret:
    if (data.size() != field::hash_groups || into.out.payment_secret)
      return done();
    return read_optional_hash(data, into.out.payment_secret);
  case field::description_hash:
    if (data.size() != field::hash_groups || into.out.description_hash)
      return done();
    return read_optional_hash(data, into.out.description_hash);
  case field::payee:
    if (data.size() != field::key_groups || into.payee)
      return done();
    return read_payee(data, into.payee);
  case field::description:
    return into.description ? done() : read_description(data, into.description);
  case field::expiry:
    return into.expiry ? done() : read_number(data, into.expiry);
  case field::min_final_cltv:
    return into.min_final_cltv ? done() : read_number(data, into.min_final_cltv);
  case field::features:
    return into.has_features ? done() : read_features(data, into);
  case field::route:
    return read_route(into, data);
  default:
    return done();
  }
}

status read_fields(byte_view groups, fields& into) {
  while (!groups.empty()) {
    if (groups.size() < 3)
      return malformed("invoice field is cut off");
    const uint8_t type = groups[0];
    const size_t length = groups[1] * size_t{32} + groups[2];
    groups = groups.subspan(3);
    if (groups.size() < length)
      return malformed("invoice field is cut off");
    if (auto ok = read_field(type, groups.first(length), into); !ok)
      return ok;
    groups = groups.subspan(length);
  }
  return done();
}

result<invoice> complete(fields&& from) {
  if (!from.has_payment_hash)
    return invalid("invoice without a payment hash");
  if (!from.out.payment_secret)
    return invalid("invoice without a payment secret");
  if (from.description.has_value() == from.out.description_hash.has_value())
    return invalid("invoice needs a description or a hash of one, and not both");
  invoice out = std::move(from.out);
  out.description = from.description.value_or("");
  if (from.expiry)
    out.expiry = seconds{static_cast<int64_t>(*from.expiry)};
  if (from.min_final_cltv)
    out.min_final_cltv_expiry_delta = *from.min_final_cltv;
  return out;
}

result<node_id> check_signature(const bech32::decoded& text, const std::optional<node_id>& stated) {
  const byte_view groups{text.groups};
  const size_t signed_groups = groups.size() - field::signature_groups;
  auto signature = fixed_bytes<65>(groups.subspan(signed_groups));
  if (!signature)
    return signature.why();
  auto digest = signing_digest(text.prefix, groups.first(signed_groups));
  if (!digest)
    return digest.why();
  if (!stated)
    return recover_signer(*signature, *digest);
  if (auto ok = verify_signer(*signature, *digest, *stated); !ok)
    return ok.why();
  return *stated;
}

} // namespace

result<invoice> decode(std::string_view text) {
  if (text.size() > max_invoice_length)
    return fail(errc::too_large, "invoice is too long");
  auto raw = bech32::decode(text);
  if (!raw)
    return raw.why();
  auto head = parse_human_part(raw->prefix);
  if (!head)
    return head.why();
  if (raw->groups.size() < field::timestamp_groups + field::signature_groups)
    return malformed("invoice is too short");
  const byte_view body = byte_view{raw->groups}.first(raw->groups.size() - field::signature_groups);
  fields found;
  found.out.network = head->network;
  found.out.amount = head->amount;
  const auto timestamp = number(body.first(field::timestamp_groups));
  found.out.timestamp = unix_time{static_cast<int64_t>(*timestamp)};
  if (auto ok = read_fields(body.subspan(field::timestamp_groups), found); !ok)
    return ok.why();
  auto payee = check_signature(*raw, found.payee);
  if (!payee)
    return payee.why();
  found.out.payee = *payee;
  return complete(std::move(found));
}

} // namespace mostro::bolt11
