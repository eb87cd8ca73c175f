// SPDX-License-Identifier: MIT
//
// Every gRPC code and every text of LND that spec 06 lists, per call.
#include "lnd-proto/lnd_errors.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <vector>

using mostro::lnd::call_error;
using mostro::lnd::classify;
using mostro::lnd::failed_call;
using mostro::lnd::failure;
using mostro::lnd::rpc;

namespace {

constexpr int unknown = 2;

const std::vector<rpc> all_calls{
    rpc::get_info,       rpc::channel_balance, rpc::add_hold_invoice,  rpc::settle_invoice,
    rpc::cancel_invoice, rpc::look_up_invoice, rpc::subscribe_invoice, rpc::send_payment,
    rpc::track_payment,  rpc::list_payments,
};

struct expectation {
  const char* text;
  failure what;
};

void check_texts(rpc which, int code, const std::vector<expectation>& rows) {
  for (const auto& row : rows) {
    INFO(to_string(which) << ": " << row.text);
    CHECK(to_string(classify(which, code, row.text)) == std::string(to_string(row.what)));
  }
}

} // namespace

TEST_CASE("lnd/errors: wallet states mean not ready and macaroon texts mean denied in every call") {
  for (rpc which : all_calls)
    check_texts(
        which, unknown,
        {
            {"waiting to start, RPC services not available", failure::not_ready},
            {"wallet not created, create one to enable full RPC access", failure::not_ready},
            {"wallet locked, unlock it to enable full RPC access", failure::not_ready},
            {"the RPC server is in the process of starting up, but not yet ready to "
             "accept calls",
             failure::not_ready},
            {"server is still in the process of starting", failure::not_ready},
            {"expected 1 macaroon, got 0", failure::denied},
            {"encoding/hex: invalid byte: U+007A 'z'", failure::denied},
            {"verification failed: signature mismatch after caveat verification", failure::denied},
            {"cannot get macaroon: root key with id doesn't exist", failure::denied},
            {"cannot determine data format of binary-encoded macaroon", failure::denied},
            {"permission denied", failure::denied},
            {"routerrpc server shutting down", failure::unreachable},
        });
}

TEST_CASE("lnd/errors: codes of the transport mean that nothing is known") {
  for (rpc which : all_calls)
    for (int code : {1, 4, 8, 10, 13, 14, 15}) {
      INFO(to_string(which) << " code " << code);
      CHECK(classify(which, code, "invoice already settled") == failure::unreachable);
      CHECK(classify(which, code, "") == failure::unreachable);
    }
}

TEST_CASE("lnd/errors: the other codes mean the same in every call") {
  for (rpc which : all_calls) {
    INFO(to_string(which));
    for (int code : {3, 9, 11})
      CHECK(classify(which, code, "whatever") == failure::refused);
    CHECK(classify(which, 5, "whatever") == failure::not_found);
    CHECK(classify(which, 6, "whatever") == failure::already_exists);
    for (int code : {7, 12, 16})
      CHECK(classify(which, code, "unknown service invoicesrpc.Invoices") == failure::denied);
  }
}

TEST_CASE("lnd/errors: adding a hold invoice tells a taken hash from a refused request") {
  check_texts(rpc::add_hold_invoice, unknown,
              {
                  {"invoice with payment hash already exists", failure::already_exists},
                  {"sat and msat arguments are mutually exclusive", failure::refused},
                  {"amount cannot be negative", failure::refused},
                  {"memo too large: 1025 bytes (maxsize=1024)", failure::refused},
                  {"data length too big to fit within 10 bits: 1030", failure::refused},
                  {"expiry of 31536001 seconds greater than max expiry of 3.1536e+07 seconds",
                   failure::refused},
                  {"CLTV delta of 10 must be greater than minimum of 24", failure::refused},
                  {"CLTV delta of 70000 is too large, max accepted is: 65535", failure::refused},
                  {"description hash is 31 bytes, must be 32", failure::refused},
                  {"number of routing hints must not exceed maximum of 20", failure::refused},
                  {"invalid hash length of 31, want 32", failure::refused},
                  {"a text of some later LND", failure::refused},
              });
}

TEST_CASE("lnd/errors: settling tells open, canceled, unknown and malformed apart") {
  check_texts(rpc::settle_invoice, unknown,
              {
                  {"unable to locate invoice", failure::not_found},
                  {"there are no existing invoices", failure::not_found},
                  {"invoice still open", failure::still_open},
                  {"invoice already canceled", failure::already_canceled},
                  {"invoice already settled", failure::already_settled},
                  {"unable to settle hodl invoice: 7 is not a hodl invoice", failure::refused},
                  {"invalid preimage length of 31, want 32", failure::refused},
                  {"a text of some later LND", failure::unreachable},
                  {"", failure::unreachable},
              });
}

TEST_CASE("lnd/errors: canceling tells settled, unknown and malformed apart") {
  check_texts(rpc::cancel_invoice, unknown,
              {
                  {"unable to locate invoice", failure::not_found},
                  {"there are no existing invoices", failure::not_found},
                  {"invoice already settled", failure::already_settled},
                  {"invoice already canceled", failure::already_canceled},
                  {"invalid hash length of 31, want 32", failure::refused},
                  {"a text of some later LND", failure::unreachable},
              });
}

TEST_CASE("lnd/errors: a look-up finds no invoice by code and by text") {
  check_texts(rpc::look_up_invoice, 5, {{"unable to locate invoice", failure::not_found}});
  check_texts(rpc::look_up_invoice, unknown,
              {
                  {"there are no existing invoices", failure::not_found},
                  {"unable to locate invoice", failure::not_found},
                  {"payment hash must be exactly 32 bytes, is instead 31", failure::refused},
                  {"a text of some later LND", failure::unreachable},
              });
}

TEST_CASE("lnd/errors: a payment that exists is never called refused") {
  check_texts(rpc::send_payment, 6,
              {
                  {"payment already exists", failure::already_exists},
                  {"payment is in transition", failure::already_exists},
                  {"invoice is already paid", failure::already_paid},
              });
  check_texts(rpc::send_payment, unknown,
              {
                  {"payment already exists", failure::already_exists},
                  {"payment is in transition", failure::already_exists},
                  {"invoice is already paid", failure::already_paid},
                  {"a text of some later LND", failure::unreachable},
                  {"", failure::unreachable},
              });
}

TEST_CASE("lnd/errors: a payment that LND did not even begin is refused") {
  for (const char* text : {
           "invoice expired. Valid until 2024-01-01 00:00:00 +0000 UTC",
           "invoice not for current active network 'regtest'",
           "checksum failed. Expected abcdef, got fedcba.",
           "prefix should be \"ln\"",
           "invalid bech32 string length 7",
           "string not all lowercase or all uppercase",
           "short invoice",
           "amount must be specified when paying a zero amount invoice",
           "amount must not be specified when paying a non-zero amount invoice",
           "sat and msat arguments are mutually exclusive",
           "amount cannot be negative",
           "self-payments not allowed",
           "payment request must contain either a payment address or blinded paths",
           "dest and payment_request cannot appear together",
           "payment_hash and payment_request cannot appear together",
           "total time lock of 2100 exceeds max allowed 2016",
           "time preference out of range",
           "the AMP flag (--amp or SendPaymentRequest.Amp) must be set to pay an AMP invoice",
           "timeout_seconds must be specified",
       })
    check_texts(rpc::send_payment, unknown, {{text, failure::refused}});
}

TEST_CASE("lnd/errors: tracking tells no record from a malformed hash") {
  check_texts(rpc::track_payment, 5, {{"payment isn't initiated", failure::not_found}});
  check_texts(rpc::track_payment, unknown,
              {
                  {"payment isn't initiated", failure::not_found},
                  {"invalid hash length of 31, want 32", failure::refused},
                  {"a text of some later LND", failure::unreachable},
              });
  check_texts(rpc::subscribe_invoice, unknown,
              {
                  {"invalid hash length of 31, want 32", failure::refused},
                  {"a text of some later LND", failure::unreachable},
              });
}

TEST_CASE("lnd/errors: a text that Go wrapped is still recognised") {
  check_texts(rpc::settle_invoice, unknown,
              {{"settling: invoice still open", failure::still_open}});
  // But words that may stand in any error must be all there is.
  check_texts(rpc::settle_invoice, unknown,
              {{"open channel.db: permission denied", failure::unreachable}});
}

TEST_CASE("lnd/errors: a code beyond gRPC's reads as unknown, and success is a bug") {
  CHECK(classify(rpc::settle_invoice, 99, "invoice still open") == failure::still_open);
  CHECK(classify(rpc::settle_invoice, -1, "") == failure::unreachable);
  CHECK_THROWS_AS(classify(rpc::get_info, 0, ""), mostro::bug);
}

TEST_CASE("lnd/errors: a failed call names the call, the text and the code") {
  const call_error told = failed_call(rpc::settle_invoice, 2, "invoice still open");
  CHECK(told.what == failure::still_open);
  CHECK(told.text == "SettleInvoice: invoice still open (code 2)");
  CHECK(failed_call(rpc::track_payment, 14, "").text == "TrackPaymentV2: no text (code 14)");
}

TEST_CASE("lnd/errors: every failure and every call has its own name") {
  std::set<std::string> names;
  for (int i = 0; i <= static_cast<int>(failure::denied); ++i)
    names.insert(to_string(static_cast<failure>(i)));
  CHECK(names == std::set<std::string>{"unreachable", "not-ready", "not-found", "already-exists",
                                       "already-paid", "still-open", "already-settled",
                                       "already-canceled", "refused", "denied"});
  std::set<std::string> calls;
  for (rpc which : all_calls)
    calls.insert(to_string(which));
  CHECK(calls == std::set<std::string>{"GetInfo", "ChannelBalance", "AddHoldInvoice",
                                       "SettleInvoice", "CancelInvoice", "LookupInvoice",
                                       "SubscribeSingleInvoice", "SendPaymentV2", "TrackPaymentV2",
                                       "ListPayments"});
}
