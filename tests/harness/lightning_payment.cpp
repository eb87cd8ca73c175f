// SPDX-License-Identifier: MIT
//
// LND's judgement on SendPaymentV2 requests, with its words (spec 06 §6).
#include "tests/harness/lightning_payment.hpp"

#include "tests/harness/lightning_invoice.hpp"

#include <algorithm>
#include <ctime>

namespace mostro::devnet {

namespace {

constexpr int32_t max_time_lock = 2016;
constexpr int32_t default_timeout_seconds = 60;
constexpr uint64_t default_final_cltv_delta = 80;
constexpr std::array<uint32_t, 2> amp_bits{30, 31};

/// Go's `%v` of a time.Time in UTC.
std::string go_time(unix_time t) {
  const std::time_t raw = t.seconds;
  std::tm parts{};
  gmtime_r(&raw, &parts);
  std::array<char, 64> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S +0000 UTC", &parts);
  return text.data();
}

/// The checks that come before LND looks at whom to pay.
rpc_answer<payment_intent> judge_limits(const send_request& asked) {
  if (!(asked.time_preference >= -1 && asked.time_preference <= 1))
    return refuse("time preference out of range");
  payment_intent out;
  if (asked.cltv_limit > max_time_lock)
    return refuse("total time lock of " + std::to_string(asked.cltv_limit) +
                  " exceeds max allowed 2016");
  out.cltv_limit = static_cast<uint32_t>(asked.cltv_limit > 0 ? asked.cltv_limit : max_time_lock);
  // Clients say "no limit" with numbers beyond all bitcoin.
  const auto fee_limit = amount_from_wire(std::min(asked.fee_limit_sat, max_money_sats),
                                          std::min(asked.fee_limit_msat, max_money_sats * 1000));
  if (!fee_limit)
    return fee_limit.why();
  out.fee_limit = *fee_limit;
  const int32_t timeout = asked.timeout_seconds;
  out.timeout = seconds{timeout == 0 ? default_timeout_seconds : timeout};
  const auto amount = amount_from_wire(asked.amount_sat, asked.amount_msat);
  if (!amount)
    return amount.why();
  out.amount = *amount;
  out.cancelable = asked.cancelable;
  return out;
}

bool is_amp(const bytes& features) {
  const auto bits = feature_bits(features);
  return std::any_of(bits.begin(), bits.end(), [](uint32_t bit) {
    return std::find(amp_bits.begin(), amp_bits.end(), bit) != amp_bits.end();
  });
}

rpc_status judge_alone(const send_request& asked) {
  if (!asked.destination.empty())
    return refuse("dest and payment_request cannot appear together");
  if (!asked.payment_hash.empty())
    return refuse("payment_hash and payment_request cannot appear together");
  if (asked.final_cltv_delta != 0)
    return refuse("final_cltv_delta and payment_request cannot appear together");
  return succeeded();
}

rpc_answer<payment_intent> with_invoice(payment_intent out, const send_request& asked,
                                        const sender_view& sender) {
  if (auto alone = judge_alone(asked); !alone)
    return alone.why();
  const auto decoded = decode_as_lnd(asked.payment_request, sender.network);
  if (!decoded)
    return decoded.why();
  if (sender.now > decoded->expires_at())
    return refuse("invoice expired. Valid until " + go_time(decoded->expires_at()));
  if (!decoded->amount && out.amount.value == 0)
    return refuse("amount must be specified when paying a zero amount invoice");
  if (decoded->amount && out.amount.value != 0)
    return refuse("amount must not be specified when paying a non-zero amount invoice");
  if (is_amp(decoded->features) && !asked.amp)
    return refuse("the AMP flag (--amp or SendPaymentRequest.Amp) must be set to pay an AMP "
                  "invoice");
  out.amount = decoded->amount.value_or(out.amount);
  out.hash = decoded->payment_hash;
  out.destination = decoded->payee;
  out.payment_secret = decoded->payment_secret;
  out.final_cltv_delta = final_cltv_delta_of(*decoded);
  out.payment_request = asked.payment_request;
  return out;
}

rpc_answer<payment_intent> without_invoice(payment_intent out, const send_request& asked) {
  if (asked.destination.size() != out.destination.size())
    return refuse("invalid vertex length of " + std::to_string(asked.destination.size()) +
                  ", want 33");
  std::copy(asked.destination.begin(), asked.destination.end(), out.destination.begin());
  if (out.amount.value == 0)
    return refuse("amount must be specified");
  const auto hash = hash_from_wire(asked.payment_hash);
  if (!hash)
    return hash.why();
  out.hash = *hash;
  if (asked.payment_secret.size() == 32) {
    auto& secret = out.payment_secret.emplace();
    std::copy(asked.payment_secret.begin(), asked.payment_secret.end(), secret.begin());
  }
  out.final_cltv_delta = asked.final_cltv_delta > 0 ? static_cast<uint64_t>(asked.final_cltv_delta)
                                                    : default_final_cltv_delta;
  return out;
}

} // namespace

rpc_answer<payment_intent> judge(const send_request& asked, const sender_view& sender) {
  const auto limits = judge_limits(asked);
  if (!limits)
    return limits.why();
  auto intent = asked.payment_request.empty() ? without_invoice(*limits, asked)
                                              : with_invoice(*limits, asked, sender);
  if (!intent)
    return intent;
  if (intent->destination == sender.identity && !asked.allow_self_payment)
    return refuse("self-payments not allowed");
  return intent;
}

} // namespace mostro::devnet
