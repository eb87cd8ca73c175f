// SPDX-License-Identifier: MIT
//
// The tables behind lnd_errors.hpp: which text of LND means what, per call.
// A row that can name a call stands before the rows for all calls.
#include "lnd-proto/lnd_errors.hpp"

#include <optional>
#include <span>

namespace mostro::lnd {
namespace {

// gRPC status codes by number (grpc/status.h must stay out of this file).
constexpr int code_ok = 0;
constexpr int code_cancelled = 1;
constexpr int code_invalid_argument = 3;
constexpr int code_deadline_exceeded = 4;
constexpr int code_not_found = 5;
constexpr int code_already_exists = 6;
constexpr int code_permission_denied = 7;
constexpr int code_resource_exhausted = 8;
constexpr int code_failed_precondition = 9;
constexpr int code_aborted = 10;
constexpr int code_out_of_range = 11;
constexpr int code_unimplemented = 12;
constexpr int code_internal = 13;
constexpr int code_unavailable = 14;
constexpr int code_data_loss = 15;
constexpr int code_unauthenticated = 16;

// How a row looks at a text. Go wraps errors as "doing this: that", so most
// texts are looked for anywhere; short words must be all there is.
enum class match : uint8_t { anywhere, at_start, whole };

struct row {
  std::string_view text;
  failure what;
  match how = match::anywhere;
};

bool matches(const row& r, std::string_view text) {
  switch (r.how) {
  case match::anywhere:
    return text.find(r.text) != std::string_view::npos;
  case match::at_start:
    return text.starts_with(r.text);
  case match::whole:
    return text == r.text;
  }
  return false;
}

std::optional<failure> look_up(std::span<const row> table, std::string_view text) {
  for (const row& r : table)
    if (matches(r, text))
      return r.what;
  return std::nullopt;
}

// Spec 06 §7: wallet states and authentication, and any server on its way down.
constexpr row of_every_call[] = {
    {"waiting to start, RPC services not available", failure::not_ready},
    {"wallet not created, create one to enable full RPC access", failure::not_ready},
    {"wallet locked, unlock it to enable full RPC access", failure::not_ready},
    {"in the process of starting", failure::not_ready},
    {"shutting down", failure::unreachable},
    {"expected 1 macaroon, got", failure::denied},
    {"encoding/hex: ", failure::denied, match::at_start},
    {"verification failed: ", failure::denied, match::at_start},
    {"cannot get macaroon: ", failure::denied},
    {"binary-encoded macaroon", failure::denied},
    {"permission denied", failure::denied, match::whole},
};

// Spec 06 §3.
constexpr row of_add_hold_invoice[] = {
    {"invoice with payment hash already exists", failure::already_exists},
};

// Spec 06 §3. The last two can only come from a bug of ours or from a hash that
// belongs to an ordinary invoice: asking again would not help.
constexpr row of_settle_invoice[] = {
    {"unable to locate invoice", failure::not_found},
    {"there are no existing invoices", failure::not_found},
    {"invoice still open", failure::still_open},
    {"invoice already canceled", failure::already_canceled},
    {"invoice already settled", failure::already_settled},
    {"unable to settle hodl invoice", failure::refused},
    {"invalid preimage length", failure::refused},
};

// Spec 06 §3.
constexpr row of_cancel_invoice[] = {
    {"unable to locate invoice", failure::not_found},
    {"there are no existing invoices", failure::not_found},
    {"invoice already settled", failure::already_settled},
    {"invoice already canceled", failure::already_canceled},
    {"invalid hash length", failure::refused},
};

// Spec 06 §5.
constexpr row of_look_up_invoice[] = {
    {"unable to locate invoice", failure::not_found},
    {"there are no existing invoices", failure::not_found},
    {"payment hash must be exactly 32 bytes", failure::refused},
};

// Spec 06 §4.
constexpr row of_subscribe_invoice[] = {
    {"invalid hash length", failure::refused},
};

// Spec 06 §6. All `refused` rows are checks that LND makes before it writes a
// payment record, so nothing has been sent; a new row must keep that promise.
constexpr row of_send_payment[] = {
    {"invoice is already paid", failure::already_paid},
    {"payment is in transition", failure::already_exists},
    {"payment already exists", failure::already_exists},
    {"invoice expired. Valid until", failure::refused},
    {"invoice not for current active network", failure::refused},
    {"checksum failed", failure::refused},
    {"prefix should be \"ln\"", failure::refused},
    {"invalid bech32 string length", failure::refused},
    {"string not all lowercase or all uppercase", failure::refused},
    {"short invoice", failure::refused},
    {"amount must be specified when paying a zero amount invoice", failure::refused},
    {"amount must not be specified when paying a non-zero amount invoice", failure::refused},
    {"sat and msat arguments are mutually exclusive", failure::refused},
    {"amount cannot be negative", failure::refused},
    {"self-payments not allowed", failure::refused},
    {"payment request must contain either a payment address or blinded paths", failure::refused},
    {"dest and payment_request cannot appear together", failure::refused},
    {"payment_hash and payment_request cannot appear together", failure::refused},
    {"total time lock of", failure::refused},
    {"time preference out of range", failure::refused},
    {"the AMP flag (--amp or SendPaymentRequest.Amp) must be set", failure::refused},
    {"timeout_seconds must be specified", failure::refused},
};

// Spec 06 §6.
constexpr row of_track_payment[] = {
    {"payment isn't initiated", failure::not_found},
    {"invalid hash length", failure::refused},
};

std::span<const row> table_of(rpc which) {
  switch (which) {
  case rpc::add_hold_invoice:
    return of_add_hold_invoice;
  case rpc::settle_invoice:
    return of_settle_invoice;
  case rpc::cancel_invoice:
    return of_cancel_invoice;
  case rpc::look_up_invoice:
    return of_look_up_invoice;
  case rpc::subscribe_invoice:
    return of_subscribe_invoice;
  case rpc::send_payment:
    return of_send_payment;
  case rpc::track_payment:
    return of_track_payment;
  case rpc::get_info:
  case rpc::channel_balance:
  case rpc::list_payments:
    return {};
  }
  return {};
}

failure by_text(rpc which, std::string_view text) {
  if (auto known = look_up(table_of(which), text))
    return *known;
  if (auto known = look_up(of_every_call, text))
    return *known;
  return which == rpc::add_hold_invoice ? failure::refused : failure::unreachable;
}

} // namespace

const char* to_string(failure f) {
  switch (f) {
  case failure::unreachable:
    return "unreachable";
  case failure::not_ready:
    return "not-ready";
  case failure::not_found:
    return "not-found";
  case failure::already_exists:
    return "already-exists";
  case failure::already_paid:
    return "already-paid";
  case failure::still_open:
    return "still-open";
  case failure::already_settled:
    return "already-settled";
  case failure::already_canceled:
    return "already-canceled";
  case failure::refused:
    return "refused";
  case failure::denied:
    return "denied";
  }
  return "unknown-failure";
}

const char* to_string(rpc which) {
  switch (which) {
  case rpc::get_info:
    return "GetInfo";
  case rpc::channel_balance:
    return "ChannelBalance";
  case rpc::add_hold_invoice:
    return "AddHoldInvoice";
  case rpc::settle_invoice:
    return "SettleInvoice";
  case rpc::cancel_invoice:
    return "CancelInvoice";
  case rpc::look_up_invoice:
    return "LookupInvoice";
  case rpc::subscribe_invoice:
    return "SubscribeSingleInvoice";
  case rpc::send_payment:
    return "SendPaymentV2";
  case rpc::track_payment:
    return "TrackPaymentV2";
  case rpc::list_payments:
    return "ListPayments";
  }
  return "unknown-call";
}

failure classify(rpc which, int code, std::string_view text) {
  expects(code != code_ok, "lnd::classify() of a success");
  switch (code) {
  case code_cancelled:
  case code_deadline_exceeded:
  case code_resource_exhausted:
  case code_aborted:
  case code_internal:
  case code_unavailable:
  case code_data_loss:
    return failure::unreachable;
  case code_invalid_argument:
  case code_failed_precondition:
  case code_out_of_range:
    return failure::refused;
  case code_not_found:
    return failure::not_found;
  case code_already_exists:
    return look_up(table_of(which), text).value_or(failure::already_exists);
  case code_permission_denied:
  case code_unimplemented:
  case code_unauthenticated:
    return failure::denied;
  default:
    return by_text(which, text);
  }
}

call_error failed_call(rpc which, int code, std::string_view text) {
  std::string line = to_string(which);
  line.append(": ").append(text.empty() ? "no text" : text);
  line.append(" (code ").append(std::to_string(code)).append(")");
  return {classify(which, code, text), std::move(line)};
}

} // namespace mostro::lnd
