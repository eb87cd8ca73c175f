// SPDX-License-Identifier: MIT
//
// The values that an input chooses for a trial: people, prices, numbers, destinations.
#include "tests/fuzz/world/order_trial.hpp"

#include <limits>

namespace mostro::fuzz {

namespace {

template <class Id>
Id id_of(uint8_t fill) {
  Id out;
  out.data.fill(fill);
  return out;
}

public_key key(uint8_t fill) { return id_of<public_key>(fill); }

/// What an invoice asks for and looks like.
struct payee {
  std::optional<msats> amount;
  uint8_t number = 0;
  unix_time made;
  seconds expiry;
  uint64_t final_cltv = 18;
  friend auto operator<=>(const payee&, const payee&) = default;
};

/// Signing costs more than all the rest of a step: the few invoices of a run are kept.
const std::string& invoice_text(const payee& wanted) {
  static std::map<payee, std::string> made;
  if (made.size() > 4096)
    made.clear();
  auto& text = made[wanted];
  if (!text.empty())
    return text;
  bolt11::invoice what;
  what.amount = wanted.amount;
  what.timestamp = wanted.made;
  what.expiry = wanted.expiry;
  what.payment_hash = id_of<payment_hash>(static_cast<uint8_t>(0x80 | wanted.number));
  what.payment_secret = bytes32{1};
  what.description = "payout";
  what.min_final_cltv_expiry_delta = wanted.final_cltv;
  const auto encoded = bolt11::encode(what, secret_key{filled(33)});
  must(encoded.has_value(), "an invoice of a payee is encoded");
  text = *encoded;
  return text;
}

} // namespace

int64_t order_trial::some_number() {
  switch (in_.pick(10)) {
  case 0:
    return 0;
  case 1:
    return 1;
  case 2:
    return -1;
  case 3:
    return max_money_sats;
  case 4:
    return std::numeric_limits<int64_t>::max();
  case 5:
    return std::numeric_limits<int64_t>::min();
  case 6:
    return static_cast<int64_t>(in_.number(8));
  case 7:
    return static_cast<int64_t>(in_.number(3));
  default:
    return static_cast<int64_t>(in_.number(1)) * 100;
  }
}

party order_trial::someone() {
  switch (in_.pick(5)) {
  case 0:
    return order_.maker;
  case 1:
    return {key(2), key(0x42), 7, transport::gift_wrap};
  case 2:
    return {key(3), key(3), {}, transport::nip44}; // Without an identity.
  case 3:
    return {key(4), key(0x41), 8, transport::nip44}; // The maker's identity, another key.
  default:
    return {key(in_.byte()), key(in_.byte()), some_number(), transport::nip44};
  }
}

solver_caller order_trial::some_solver() {
  solver_caller out;
  out.identity = key(static_cast<uint8_t>(0x51 + in_.pick(3)));
  out.sender = out.identity;
  out.standing = static_cast<solver_standing>(in_.pick(4));
  if (in_.chance(20))
    out.identity = *policy_.node_key;
  if (in_.chance(50))
    out.request_id = in_.number(8);
  return out;
}

payload order_trial::some_payload() {
  switch (in_.pick(5)) {
  case 0:
    return next_trade_payload{key(4).hex(), in_.byte()};
  case 1:
    return text_payload{"x"};
  case 2:
    return next_trade_payload{"no key", 1};
  case 3:
    return bond_resolution_payload{in_.chance(50), in_.chance(50)};
  default:
    return {};
  }
}

price_quote order_trial::some_price() {
  constexpr std::array prices{50'000.0, 1e-9, 0.0, -1.0, 1e300, 65'000.5};
  return {static_cast<price_quote::state>(in_.pick(3)), prices[in_.pick(prices.size())]};
}

std::string order_trial::some_destination() {
  constexpr std::array words{"bob@example.com", "nonsense", "", "lnurl1dp68gurn8ghj7"};
  if (in_.chance(25))
    return words[in_.pick(words.size())];
  const auto* t = trade_of(order_);
  auto amount = t ? t->payout_amount() : order_.terms.amount;
  if (in_.chance(10))
    amount.value += 1;
  const bool is_payable = amount.value > 0 && amount <= sats{max_money_sats};
  payee wanted{{}, in_.pick(16), now_, {90'000}, 18};
  if (is_payable && in_.chance(80))
    wanted.amount = to_msats(amount);
  if (in_.chance(10))
    wanted.expiry = {in_.byte()};
  if (in_.chance(5))
    wanted.final_cltv = 433;
  return invoice_text(wanted);
}

escrow_key order_trial::fresh_key() {
  const preimage secret_half{filled(++secrets_)};
  return {hash_of(secret_half), secret_half};
}

/// The hash of the escrow, of the claim, of a payee, or none.
payment_hash order_trial::some_hash() {
  const auto* held = escrow_in(order_);
  const auto* opening = std::get_if<opening_escrow>(&order_.phase);
  const auto* paying = std::get_if<settled>(&order_.phase);
  switch (in_.pick(4)) {
  case 0:
  case 1:
    if (opening)
      return opening->key.hash;
    if (paying && paying->payout.claim)
      return paying->payout.claim->hash;
    return held ? held->key.hash : payment_hash{};
  case 2:
    return held ? held->key.hash : payment_hash{};
  default:
    return id_of<payment_hash>(in_.byte());
  }
}

} // namespace mostro::fuzz
