// SPDX-License-Identifier: MIT
//
// LND's judgement on invoice requests, with its words (spec 06 §3).
#include "tests/harness/lightning_invoice.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace mostro::devnet {

namespace {

constexpr size_t max_memo_bytes = 1024;
constexpr size_t max_field_groups = 1023;
constexpr int64_t default_expiry_seconds = 86400;
constexpr int64_t max_expiry_seconds = 365 * 86400;
constexpr uint64_t min_cltv_delta = 24; // v0.21 on; 18 before.
constexpr uint64_t max_cltv_delta = 65535;
constexpr size_t max_route_hints = 20;

/// BOLT 9: var_onion_optin, payment_secret, basic_mpp.
constexpr std::array<uint32_t, 3> our_feature_bits{8, 14, 17};

rpc_status judge_texts(const invoice_request& asked) {
  if (asked.memo.size() > max_memo_bytes)
    return refuse("memo too large: " + std::to_string(asked.memo.size()) + " bytes (maxsize=1024)");
  if (!asked.description_hash.empty() && asked.description_hash.size() != 32)
    return refuse("description hash is " + std::to_string(asked.description_hash.size()) +
                  " bytes, must be 32");
  if (asked.routes.size() > max_route_hints)
    return refuse("number of routing hints must not exceed maximum of 20");
  return succeeded();
}

rpc_answer<uint64_t> judge_cltv(uint64_t asked, uint64_t timelock_delta) {
  if (asked == 0)
    return timelock_delta;
  if (asked > max_cltv_delta)
    return refuse("CLTV delta of " + std::to_string(asked) +
                  " is too large, max accepted is: 65535");
  if (asked < min_cltv_delta)
    return refuse("CLTV delta of " + std::to_string(asked) + " must be greater than minimum of " +
                  std::to_string(min_cltv_delta));
  return asked;
}

/// Go's %v of a float at or above 1e6: the shortest digits, with an exponent.
std::string go_float(int64_t count) {
  std::array<char, 64> text{};
  const double value = static_cast<double>(count);
  for (int decimals = 0; decimals <= 17; ++decimals) {
    std::snprintf(text.data(), text.size(), "%.*e", decimals, value);
    if (std::strtod(text.data(), nullptr) == value)
      break;
  }
  return text.data();
}

} // namespace

rpc_answer<msats> amount_from_wire(int64_t in_sats, int64_t in_msats) {
  if (in_sats != 0 && in_msats != 0)
    return refuse("sat and msat arguments are mutually exclusive");
  if (in_sats < 0 || in_msats < 0)
    return refuse("amount cannot be negative");
  if (in_sats > max_money_sats || in_msats / 1000 > max_money_sats)
    return refuse("amount is beyond all bitcoin"); // Not LND's: our arithmetic ends here.
  return msats{in_sats != 0 ? in_sats * 1000 : in_msats};
}

rpc_answer<invoice_terms> judge(const invoice_request& asked, uint64_t timelock_delta) {
  const auto value = amount_from_wire(asked.value_sat, asked.value_msat);
  if (!value)
    return value.why();
  if (auto texts = judge_texts(asked); !texts)
    return texts.why();
  if (asked.expiry_seconds > max_expiry_seconds)
    return refuse("expiry of " + go_float(asked.expiry_seconds) +
                  " seconds greater than max expiry of 3.1536e+07 seconds");
  const auto cltv = judge_cltv(asked.cltv_expiry, timelock_delta);
  if (!cltv)
    return cltv.why();
  const size_t memo_groups = (asked.memo.size() * 8 + 4) / 5;
  if (asked.description_hash.empty() && memo_groups > max_field_groups)
    return refuse("data length too big to fit within 10 bits: " + std::to_string(memo_groups));
  const int64_t expiry = asked.expiry_seconds > 0 ? asked.expiry_seconds : default_expiry_seconds;
  return invoice_terms{*value, seconds{expiry}, *cltv};
}

rpc_answer<payment_hash> hash_from_wire(byte_view data) {
  if (data.size() != 32)
    return refuse("invalid hash length of " + std::to_string(data.size()) + ", want 32");
  payment_hash out;
  std::copy(data.begin(), data.end(), out.data.begin());
  return out;
}

rpc_answer<preimage> preimage_from_wire(byte_view data) {
  if (data.size() != 32)
    return refuse("invalid preimage length of " + std::to_string(data.size()) + ", want 32");
  bytes32 out;
  std::copy(data.begin(), data.end(), out.begin());
  return preimage{out};
}

bytes invoice_features() {
  bytes out(3);
  for (const uint32_t bit : our_feature_bits)
    out[out.size() - 1 - bit / 8] |= static_cast<uint8_t>(1U << (bit % 8));
  return out;
}

std::vector<uint32_t> feature_bits(const bytes& features) {
  std::vector<uint32_t> out;
  for (uint32_t bit = 0; bit < features.size() * 8; ++bit) {
    if ((features[features.size() - 1 - bit / 8] >> (bit % 8)) & 1)
      out.push_back(bit);
  }
  return out;
}

} // namespace mostro::devnet
