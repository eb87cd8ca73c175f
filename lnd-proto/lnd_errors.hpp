// SPDX-License-Identifier: MIT
//
// What LND means by a gRPC status. Nearly every error of LND is UNKNOWN with a
// text, so the text decides (spec 06 §3-§7). Knows no gRPC: codes are numbers.
#pragma once

#include "lnd-proto/lnd_client.hpp"

#include <string>
#include <string_view>

namespace mostro::lnd {

/// The calls whose errors we read.
enum class rpc : uint8_t {
  get_info,
  channel_balance,
  add_hold_invoice,
  settle_invoice,
  cancel_invoice,
  look_up_invoice,
  subscribe_invoice,
  send_payment,
  track_payment,
  list_payments,
};

/// Returns LND's name of the call, for logs.
const char* to_string(rpc which);

/// Says what a status other than OK means. `code` is the gRPC status code
/// (1..16; anything else reads as UNKNOWN); passing 0, OK, is a bug.
///
/// A text that no table knows means `unreachable` ("nothing is known"): the
/// caller asks again, and a payment or a settlement is never given up because
/// LND worded an error anew. Only AddHoldInvoice, where nothing is at stake
/// yet, reads an unknown text as `refused`.
failure classify(rpc which, int code, std::string_view text);

/// Makes the error that the caller of `which` gets; the text names the call.
call_error failed_call(rpc which, int code, std::string_view text);

} // namespace mostro::lnd
