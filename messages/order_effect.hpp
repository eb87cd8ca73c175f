// SPDX-License-Identifier: MIT
//
// What a decision wants done. Effects are committed to the outbox together with
// the decision and performed at least once; each names its natural key.
#pragma once

#include "messages/dispute.hpp"
#include "messages/mostro/message.hpp"
#include "messages/order_terms.hpp"
#include "messages/rating.hpp"

#include <variant>

namespace mostro {

/// Tell a trader. Key: the outbox row; signed once, re-sent as the same event.
struct send_message {
  public_key to;
  transport via = transport::nip44;
  mostro::message message;
  friend bool operator==(const send_message&, const send_message&) = default;
};

/// Publish a revision of the public order (kind 38383, spec 01 §5.1). Key: `d` and stamp.
struct publish_order {
  order_id id;
  order_kind kind = order_kind::sell;
  order_status status = order_status::pending; ///< As published, not as stored.
  std::string fiat_code;
  sats amount;
  int64_t fiat_amount = 0;
  std::optional<int64_t> min_amount; ///< Set only where the `fa` tag shows a range.
  std::optional<int64_t> max_amount;
  std::string payment_method;
  int64_t premium = 0;
  unix_time expires_at;
  unix_time created_at;      ///< The stamp, fixed when decided.
  public_key maker_identity; ///< Whose rating is shown while pending.
  friend bool operator==(const publish_order&, const publish_order&) = default;
};

/// Publish a revision of a dispute (kind 38386, spec 03 §2.3). Key: `d` and stamp.
struct publish_dispute {
  dispute_id id;
  dispute_status status = dispute_status::initiated;
  std::optional<trade_role> initiator;
  unix_time opened_at;  ///< The `created_at` tag.
  unix_time created_at; ///< The stamp, fixed when decided.
  friend bool operator==(const publish_dispute&, const publish_dispute&) = default;
};

/// Publish a user's rating (kind 38384, spec 03 §5). Key: `d` and stamp. Filed by
/// the store when it applies a rating_vote; sent with the next flush of ratings.
struct publish_rating {
  public_key subject; ///< Trade key of the rated side, the `d` tag.
  rating_totals totals;
  int64_t days = 0;
  friend bool operator==(const publish_rating&, const publish_rating&) = default;
};

/// Publish that a development fee was paid (kind 8383, spec 02 §7.3). Key: hash.
struct publish_dev_fee {
  order_id order;
  sats amount;
  payment_hash hash;
  std::string destination;
  friend bool operator==(const publish_dev_fee&, const publish_dev_fee&) = default;
};

/// A development fee is due: the store files a dev_fee_payment, not an outbox row.
struct owe_dev_fee {
  order_id order;
  sats amount;
  friend bool operator==(const owe_dev_fee&, const owe_dev_fee&) = default;
};

/// Ask LND for a hold invoice. Key: payment hash.
struct open_hold_invoice {
  payment_hash hash;
  sats amount;
  std::string memo;
  seconds expiry;
  uint32_t cltv_expiry = 144;
  friend bool operator==(const open_hold_invoice&, const open_hold_invoice&) = default;
};

/// Settle a hold invoice. Key: payment hash; already settled is success.
struct settle_hold_invoice {
  payment_hash hash;
  mostro::preimage preimage;
  friend bool operator==(const settle_hold_invoice&, const settle_hold_invoice&) = default;
};

/// Cancel a hold invoice. Key: payment hash; already canceled or unknown is success.
struct cancel_hold_invoice {
  payment_hash hash;
  bool unless_accepted = false; ///< Look first; an accepted invoice is reported, not canceled.
  friend bool operator==(const cancel_hold_invoice&, const cancel_hold_invoice&) = default;
};

/// Resolve a Lightning address or LNURL to an invoice. Key: order and `claims`.
struct resolve_destination {
  std::string destination;
  sats amount;
  uint64_t claims = 0;
  friend bool operator==(const resolve_destination&, const resolve_destination&) = default;
};

/// Pay the buyer. Key: payment hash; TrackPaymentV2 before any send; with an empty `bolt11`
/// nothing is sent, LND's record alone decides (an imported payout).
struct pay_invoice {
  payment_hash hash;
  std::string bolt11;
  sats amount;
  bool amountless = false; ///< The invoice leaves the amount to us.
  sats fee_limit;
  unix_time invoice_expires_at;
  friend bool operator==(const pay_invoice&, const pay_invoice&) = default;
};

/// Tell the operator; not durable, the journal keeps the cause.
struct raise_alarm {
  std::string name; ///< Stable kebab-case event id.
  std::string text;
  friend bool operator==(const raise_alarm&, const raise_alarm&) = default;
};

/// Everything that can be wanted.
using order_effect =
    std::variant<send_message, publish_order, open_hold_invoice, settle_hold_invoice,
                 cancel_hold_invoice, resolve_destination, pay_invoice, raise_alarm,
                 publish_dispute, publish_rating, publish_dev_fee, owe_dev_fee>;

/// True for effects that the publisher performs and the store retires.
bool is_delivery(const order_effect& e);

/// The kebab-case name of an effect, for logs.
const char* name_of(const order_effect& e);

} // namespace mostro
