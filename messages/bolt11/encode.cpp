// SPDX-License-Identifier: MIT
//
// Encoding of invoices for the simulated Lightning nodes. Defaults (expiry 3600,
// final CLTV 18, no features) are left out.
#include "messages/bech32.hpp"
#include "messages/bolt11/field.hpp"
#include "messages/bolt11/human_part.hpp"
#include "messages/bolt11/signature.hpp"
#include "messages/bolt11/utf8.hpp"

#include <algorithm>

namespace mostro::bolt11 {

namespace {

using groups = std::vector<uint8_t>;

constexpr int64_t max_timestamp = (int64_t{1} << 35) - 1;
constexpr uint64_t max_number = (uint64_t{1} << 60) - 1;

/// 5-bit groups of a byte string, filled with zero bits at the end.
groups from_bytes(byte_view data) {
  auto out = bech32::regroup(data, 8, 5, true);
  expects(out.has_value(), "padding regroup of bytes failed");
  return *std::move(out);
}

/// A big-endian number without leading zero groups.
groups from_number(uint64_t value) {
  groups out;
  for (; value != 0; value >>= 5)
    out.insert(out.begin(), static_cast<uint8_t>(value & 31));
  return out;
}

/// Features are a number of any width: grouped from the last bit, no leading zero groups.
groups from_features(const bytes& features) {
  groups out((features.size() * 8 + 4) / 5);
  for (size_t bit = 0; bit < features.size() * 8; ++bit) {
    if ((features[features.size() - 1 - bit / 8] >> (bit % 8)) & 1)
      out[out.size() - 1 - bit / 5] |= static_cast<uint8_t>(1U << (bit % 5));
  }
  const auto first = std::find_if(out.begin(), out.end(), [](uint8_t g) { return g != 0; });
  out.erase(out.begin(), first);
  return out;
}

void append_big_endian(bytes& out, uint64_t value, int size) {
  for (int i = size - 1; i >= 0; --i)
    out.push_back(static_cast<uint8_t>(value >> (8 * i)));
}

groups from_route(const std::vector<route_hop>& hops) {
  bytes out;
  for (const auto& hop : hops) {
    out.insert(out.end(), hop.node.begin(), hop.node.end());
    append_big_endian(out, hop.short_channel_id, 8);
    append_big_endian(out, hop.fee_base_msat, 4);
    append_big_endian(out, hop.fee_proportional_millionths, 4);
    append_big_endian(out, hop.cltv_expiry_delta, 2);
  }
  return from_bytes(out);
}

/// Collects the data part; remembers when a field was too long for its length.
class writer {
public:
  explicit writer(int64_t timestamp) {
    for (size_t i = field::timestamp_groups; i-- > 0;)
      data_.push_back(static_cast<uint8_t>((timestamp >> (5 * i)) & 31));
  }

  void add(uint8_t type, const groups& content) {
    too_long_ = too_long_ || content.size() > field::max_length;
    data_.push_back(type);
    data_.push_back(static_cast<uint8_t>((content.size() >> 5) & 31));
    data_.push_back(static_cast<uint8_t>(content.size() & 31));
    data_.insert(data_.end(), content.begin(), content.end());
  }

  void sign_with(const recoverable_signature& signature) {
    const auto content = from_bytes(signature);
    data_.insert(data_.end(), content.begin(), content.end());
  }

  bool too_long() const { return too_long_; }
  const groups& data() const { return data_; }

private:
  groups data_;
  bool too_long_ = false;
};

status check(const invoice& what) {
  if (!what.payment_secret)
    return fail(errc::invalid, "invoice without a payment secret");
  if (what.description_hash && !what.description.empty())
    return fail(errc::invalid, "invoice with a description and a hash of one");
  if (!is_utf8(what.description))
    return fail(errc::invalid, "invoice description is not UTF-8");
  if (what.timestamp.seconds < 0 || what.timestamp.seconds > max_timestamp)
    return fail(errc::out_of_range, "invoice timestamp is not within 35 bits");
  if (what.expiry.count < 0 || static_cast<uint64_t>(what.expiry.count) > max_number ||
      what.min_final_cltv_expiry_delta > max_number)
    return fail(errc::out_of_range, "invoice number is not within 60 bits");
  const bool empty_route = std::any_of(what.routes.begin(), what.routes.end(),
                                       [](const auto& hops) { return hops.empty(); });
  if (empty_route)
    return fail(errc::invalid, "invoice with a route without hops");
  return done();
}

/// The fields in the order s, p, d or h, x, c, 9, r.
void add_fields(writer& out, const invoice& what) {
  const invoice defaults;
  out.add(field::payment_secret, from_bytes(*what.payment_secret));
  out.add(field::payment_hash, from_bytes(what.payment_hash.data));
  if (what.description_hash)
    out.add(field::description_hash, from_bytes(*what.description_hash));
  else
    out.add(field::description, from_bytes(as_bytes(what.description)));
  if (what.expiry != defaults.expiry)
    out.add(field::expiry, from_number(static_cast<uint64_t>(what.expiry.count)));
  if (what.min_final_cltv_expiry_delta != defaults.min_final_cltv_expiry_delta)
    out.add(field::min_final_cltv, from_number(what.min_final_cltv_expiry_delta));
  if (auto features = from_features(what.features); !features.empty())
    out.add(field::features, features);
  for (const auto& hops : what.routes)
    out.add(field::route, from_route(hops));
}

} // namespace

result<std::string> encode(const invoice& what, const secret_key& node_key) {
  if (auto ok = check(what); !ok)
    return ok.why();
  auto prefix = to_text({what.network, what.amount});
  if (!prefix)
    return prefix.why();
  writer out{what.timestamp.seconds};
  add_fields(out, what);
  if (out.too_long())
    return fail(errc::too_large, "invoice field is longer than 639 bytes");
  auto digest = signing_digest(*prefix, out.data());
  if (!digest)
    return digest.why();
  auto signature = sign_digest(*digest, node_key);
  if (!signature)
    return signature.why();
  out.sign_with(*signature);
  return bech32::encode(*prefix, out.data());
}

} // namespace mostro::bolt11
