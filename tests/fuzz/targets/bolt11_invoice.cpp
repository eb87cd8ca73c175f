// SPDX-License-Identifier: MIT
//
// BOLT 11 invoices. The first byte chooses: text as it came, 5-bit groups under a right checksum,
// or groups that are signed too (with the fields that an invoice must have), so that every field
// is reached. What decodes is encoded and decoded again without a difference.
#include "messages/bech32.hpp"
#include "messages/bolt11/field.hpp"
#include "messages/bolt11/signature.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/target.hpp"

using namespace mostro;

namespace {

constexpr std::array prefixes{"lnbc",    "lnbc25m",         "lnbc1",    "lnbc2500u",
                              "lnbc10p", "lntb20n",         "lntbs1u",  "lnbcrt5",
                              "lnsb9u",  "lnbc9678785340p", "lnbc0010u"};

secret_key node_key() { return secret_key{fuzz::filled(0x11)}; }

bool hold_the_same(const bolt11::invoice& a, const bolt11::invoice& b) {
  const auto same_hop = [](const bolt11::route_hop& x, const bolt11::route_hop& y) {
    return x.node == y.node && x.short_channel_id == y.short_channel_id &&
           x.fee_base_msat == y.fee_base_msat &&
           x.fee_proportional_millionths == y.fee_proportional_millionths &&
           x.cltv_expiry_delta == y.cltv_expiry_delta;
  };
  const auto same_route = [&](const auto& x, const auto& y) {
    return std::equal(x.begin(), x.end(), y.begin(), y.end(), same_hop);
  };
  return a.network == b.network && a.amount == b.amount && a.timestamp == b.timestamp &&
         a.payment_hash == b.payment_hash && a.payment_secret == b.payment_secret &&
         a.description == b.description && a.description_hash == b.description_hash &&
         a.expiry == b.expiry && a.min_final_cltv_expiry_delta == b.min_final_cltv_expiry_delta &&
         a.features == b.features &&
         std::equal(a.routes.begin(), a.routes.end(), b.routes.begin(), b.routes.end(), same_route);
}

void judge(const std::string& text) {
  const auto invoice = bolt11::decode(text);
  if (!invoice)
    return;
  fuzz::must(invoice->expires_at() >= invoice->timestamp, "an invoice does not expire too early");
  fuzz::must(!invoice->amount || invoice->amount->value >= 0, "an amount is not negative");
  const auto ours = bolt11::encode(*invoice, node_key());
  fuzz::must(ours.has_value(), "what was decoded is encoded");
  const auto again = bolt11::decode(*ours);
  fuzz::must(again.has_value(), "what was encoded is decoded");
  fuzz::must(hold_the_same(*invoice, *again), "an invoice is decoded as encoded");
  fuzz::must(again->payee == *bolt11::node_id_of(node_key()), "the signer is recovered");
}

std::vector<uint8_t> groups_of(byte_view raw) {
  std::vector<uint8_t> out(raw.begin(), raw.end());
  for (auto& group : out)
    group &= 31;
  return out;
}

void add_field(std::vector<uint8_t>& groups, uint8_t type, size_t size, uint8_t fill) {
  groups.push_back(type);
  groups.push_back(static_cast<uint8_t>(size >> 5));
  groups.push_back(static_cast<uint8_t>(size & 31));
  groups.insert(groups.end(), size, fill);
}

std::string checked_text(fuzz::input in) {
  const std::string prefix = prefixes[in.pick(prefixes.size())];
  return bech32::encode(prefix, groups_of(in.rest()));
}

/// A timestamp, the fields of the input, and whatever of p, s and d they lack: the first counts.
std::string signed_text(fuzz::input in) {
  const std::string prefix = prefixes[in.pick(prefixes.size())];
  auto groups = groups_of(in.rest());
  if (groups.size() < bolt11::field::timestamp_groups)
    groups.resize(bolt11::field::timestamp_groups);
  add_field(groups, bolt11::field::payment_hash, bolt11::field::hash_groups, 0);
  add_field(groups, bolt11::field::payment_secret, bolt11::field::hash_groups, 16);
  add_field(groups, bolt11::field::description, 0, 0);
  const auto digest = bolt11::signing_digest(prefix, groups);
  fuzz::must(digest.has_value(), "groups have a digest");
  const auto signature = *bolt11::sign_digest(*digest, node_key());
  const auto tail = *bech32::regroup(signature, 8, 5, true);
  groups.insert(groups.end(), tail.begin(), tail.end());
  return bech32::encode(prefix, groups);
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  fuzz::input in{data, size};
  switch (in.pick(3)) {
  case 0:
    judge(in.rest_text());
    break;
  case 1:
    judge(checked_text(in));
    break;
  default:
    judge(signed_text(in));
  }
  return 0;
}
