// SPDX-License-Identifier: MIT
//
// LNURL-pay without the network (spec 05 §3): where to ask, and what an answer
// is worth. Bodies come from strangers; none of their text is ever logged.
#pragma once

#include "messages/bolt11/invoice.hpp"
#include "messages/money.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mostro {

/// What the invoice of a payee must obey (spec 05 §3.7).
struct payee_policy {
  std::optional<bolt11::network> network; ///< Our chain; none = not checked.
  uint32_t max_final_cltv_expiry_delta = 432;
};

/// The pay request that a payee offers.
struct pay_offer {
  std::string callback;
  msats min_sendable;
  msats max_sendable;
  int64_t comment_allowed = 0; ///< Characters.
  /// SHA-256 of the metadata, to which an invoice may commit; none = no metadata.
  std::optional<bytes32> metadata_hash = {};
};

/// The URL of a destination's metadata (spec 05 §3.2): a bech32 LNURL, or
/// `user@host`. https is demanded, but for `.onion` hosts, and with
/// `allow_private` (regtest and the devnet): there LNURLs may be http, and
/// `user@<address>[:port]` or `user@localhost` is. `malformed` or `invalid`.
result<std::string> destination_url(std::string_view destination, bool allow_private);

/// True when the body is metadata of a pay request; amounts are not looked at
/// (spec 05 §3.5).
bool is_pay_request(std::string_view body);

/// Reads the metadata; missing limits are 0 (spec 05 §3.6). `invalid` when the
/// payee reports an error: the text tells only its length.
result<pay_offer> read_offer(std::string_view body);

/// The URL that asks for an invoice of exactly `amount` (spec 05 §3.6).
/// `out_of_range` beyond the offer's limits; a comment that does not fit is left
/// out. The callback obeys the same rule of schemes as `destination_url`.
result<std::string> callback_url(const pay_offer& offer, sats amount, std::string_view comment,
                                 bool allow_private);

/// The `pr` of an answer of the callback; not yet judged.
result<std::string> read_invoice(std::string_view body);

/// Judges that invoice: it decodes, is for exactly `amount`, for our chain, with
/// a bearable final CLTV, not expired, and if it commits to a description, then to
/// the metadata (spec 05 §3.7; decision record 0014).
status judge_invoice(std::string_view bolt11, sats amount,
                     const std::optional<bytes32>& metadata_hash, unix_time now,
                     const payee_policy& policy);

} // namespace mostro
