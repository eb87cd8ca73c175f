// SPDX-License-Identifier: MIT
//
// Payments of a simulated node: what is asked for, what is kept, and LND's
// judgement on what is asked (spec 06 §6).
#pragma once

#include "messages/bolt11/invoice.hpp"
#include "tests/harness/rpc_answer.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mostro::devnet {

/// lnrpc.Payment.PaymentStatus; the numbers are LND's.
enum class payment_status : uint8_t { in_flight = 1, succeeded = 2, failed = 3, initiated = 4 };

/// lnrpc.PaymentFailureReason; the numbers are LND's.
enum class failure_reason : uint8_t {
  none = 0,
  timeout = 1,
  no_route = 2,
  error = 3,
  incorrect_payment_details = 4,
  insufficient_balance = 5,
  canceled = 6,
};

/// lnrpc.HTLCAttempt.HTLCStatus; the numbers are LND's.
enum class attempt_status : uint8_t { in_flight = 0, succeeded = 1, failed = 2 };

/// True for SUCCEEDED and FAILED.
inline bool is_final(payment_status s) {
  return s == payment_status::succeeded || s == payment_status::failed;
}

/// What SendPaymentV2 is asked for, as it is on the wire.
struct send_request {
  std::string payment_request;
  bytes destination;
  bytes payment_hash;
  bytes payment_secret;
  int64_t amount_sat = 0;
  int64_t amount_msat = 0;
  int64_t fee_limit_sat = 0;
  int64_t fee_limit_msat = 0;
  int32_t final_cltv_delta = 0;
  int32_t cltv_limit = 0;
  int32_t timeout_seconds = 0; ///< 0: 60.
  double time_preference = 0;
  bool amp = false;
  bool allow_self_payment = false;
  bool cancelable = false;
};

/// A judged request: what will be sent to whom.
struct payment_intent {
  mostro::payment_hash hash;
  bolt11::node_id destination{};
  msats amount;
  msats fee_limit;
  std::optional<bytes32> payment_secret;
  uint64_t final_cltv_delta = 0;
  uint32_t cltv_limit = 0;
  seconds timeout;
  std::string payment_request;
  bool cancelable = false;
};

/// One HTLC sent for a payment.
struct payment_attempt {
  uint64_t id = 0;
  attempt_status status = attempt_status::in_flight;
  unix_time sent_at;
  unix_time resolved_at; ///< 0 while in flight.
  msats amount;
  msats fee;
  uint32_t expiry_height = 0;
  bool by_router = true; ///< False: a direct channel, without fee.
};

/// A payment of one node.
struct payment_record {
  payment_intent intent;
  payment_status status = payment_status::initiated;
  failure_reason reason = failure_reason::none;
  msats fee;                       ///< Of settled HTLCs.
  std::optional<bytes32> preimage; ///< Once succeeded.
  unix_time created_at;
  uint64_t index = 0;
  std::vector<payment_attempt> attempts;
  /// SendPaymentV2 calls for this hash that LND took up (first and retries).
  uint64_t sends = 0;
  /// Calls refused with ALREADY_EXISTS.
  uint64_t duplicates = 0;
};

/// Decodes a payment request as LND on `network` does, with LND's refusals (spec 06 §5).
rpc_answer<bolt11::invoice> decode_as_lnd(std::string_view text, bolt11::network network);

/// The final CLTV delta that LND reads from an invoice: 24 where the tag is
/// absent (our decoder reports BOLT 11's 18 there).
uint64_t final_cltv_delta_of(const bolt11::invoice& decoded);

/// What the judgement must know about the sender.
struct sender_view {
  bolt11::node_id identity{};
  bolt11::network network = bolt11::network::regtest;
  unix_time now;
};

/// Judges a SendPaymentV2 request as LND does, in LND's order and words.
rpc_answer<payment_intent> judge(const send_request& asked, const sender_view& sender);

} // namespace mostro::devnet
