// SPDX-License-Identifier: MIT
//
// The public events of a node, tag by tag (spec 01 §5). Pure: every builder leaves
// `created_at` at 0; whoever publishes stamps it. Retentions come in as expirations.
#pragma once

#include "messages/ids.hpp"
#include "messages/mostro/vocabulary.hpp"
#include "messages/nostr/event.hpp"
#include "messages/time.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mostro {

/// The reputation shown with a pending order; all zero for a private maker.
struct maker_rating {
  int64_t days = 0; ///< Whole days since the maker's first trade.
  double total_rating = 0;
  int64_t total_reviews = 0;
};

/// One revision of a public order (kind 38383).
struct published_order {
  order_id id;
  order_kind kind = order_kind::sell;
  order_status status = order_status::pending; ///< As published; see published_status.
  std::string fiat_code;
  int64_t amount = 0;      ///< Satoshis; 0 = market price not fixed yet.
  int64_t fiat_amount = 0; ///< Shown unless the order is a pending range.
  std::optional<int64_t> min_amount;
  std::optional<int64_t> max_amount;
  std::string payment_method; ///< As the client wrote it, comma-separated.
  int64_t premium = 0;
  std::optional<maker_rating> rating; ///< Shown while pending; absent counts as all zero.
  std::vector<std::string> relays;    ///< As configured; shown while pending.
  public_key node;
  std::vector<std::string> networks; ///< Of the Lightning node; none = unknown.
  unix_time expires_at;              ///< From when takes are refused.
  unix_time expiration;              ///< NIP-40, used unless pending with an expires_at.
  std::string instance_name;         ///< Blank = none.
};

/// The public reputation of a user (kind 38384).
struct published_rating {
  public_key subject; ///< The trade key in the `d` tag.
  unix_time expiration;
  int64_t total_reviews = 0;
  double total_rating = 0;
  int64_t last_rating = 0;
  int64_t max_rating = 0;
  int64_t min_rating = 0;
  int64_t days = 0;
};

/// What a node with bonds announces.
struct published_bond_policy {
  double amount_pct = 0;
  int64_t base_amount_sats = 0;
  std::string apply_to; ///< take, make or both.
  bool slash_on_waiting_timeout = false;
  double slash_node_share_pct = 0;
  int64_t payout_claim_window_days = 0;
};

/// What a node announces of its Lightning node.
struct published_lightning_node {
  std::string version;
  std::string pubkey;
  std::string commit_hash;
  std::string alias;
  std::vector<std::string> chains;
  std::vector<std::string> networks;
  std::vector<std::string> uris;
};

/// What a node announces of itself (kind 38385).
struct published_info {
  public_key node;
  std::string mostro_version;
  std::string mostro_commit_hash;
  int64_t max_order_amount = 0; ///< Satoshis.
  int64_t min_order_amount = 0; ///< Satoshis.
  int64_t expiration_hours = 0;
  int64_t expiration_seconds = 0;
  std::vector<std::string> fiat_currencies_accepted; ///< None = all.
  int64_t max_orders_per_response = 0;
  double fee = 0; ///< Fraction, for example 0.006.
  unsigned pow = 0;
  unsigned pow_first_contact = 0;
  unsigned protocol_version = 2;
  int64_t hold_invoice_expiration_window = 0; ///< Seconds.
  int64_t hold_invoice_cltv_delta = 0;        ///< Blocks.
  published_lightning_node lightning;
  std::string instance_name;
  std::optional<published_bond_policy> bonds; ///< Absent = bonds are off.
};

/// Who opened a dispute, as its event tells.
enum class dispute_opener : uint8_t { buyer, seller, unknown };

/// One revision of a public dispute (kind 38386).
struct published_dispute {
  dispute_id id;
  dispute_status status = dispute_status::initiated;
  dispute_opener initiator = dispute_opener::unknown;
  unix_time opened_at;
  unix_time expiration;
  std::string instance_name;
};

/// The audit record of a development fee (kind 8383).
struct published_dev_fee {
  order_id order;
  int64_t amount = 0; ///< Satoshis paid.
  payment_hash hash;
  std::string destination; ///< Lightning address.
  std::vector<std::string> networks;
  unix_time expiration;
  std::string instance_name;
};

/// The profile of a node (kind 0); absent members are left out.
struct published_profile {
  std::optional<std::string> name;
  std::optional<std::string> about;
  std::optional<std::string> website; ///< Left out when it is no http(s) URL.
  std::optional<std::string> picture; ///< Left out when it is no http(s) URL.
};

/// The status under which a stored status is shown, or nothing when it gets no
/// event of its own (spec 01 §5.1). Both waiting statuses are `in-progress` for
/// either kind (spec 02 §11 D1); whoever is in progress already publishes nothing new.
std::optional<order_status> published_status(order_status stored, order_kind kind);

nostr::event_draft public_order_event(const published_order& order); ///< Kind 38383.
nostr::event_draft rating_event(const published_rating& rating);     ///< Kind 38384.
nostr::event_draft info_event(const published_info& info);           ///< Kind 38385.
nostr::event_draft dispute_event(const published_dispute& dispute);  ///< Kind 38386.
nostr::event_draft dev_fee_event(const published_dev_fee& fee);      ///< Kind 8383.
/// Kind 10002: the relays that are connected now, spelled as configured.
nostr::event_draft relay_list_event(const std::vector<std::string>& connected);
/// Kind 0, or nothing when no member of the profile is set and usable.
std::optional<nostr::event_draft> profile_event(const published_profile& profile);
/// The members that profile_event leaves out although they are set.
std::vector<std::string> unusable_members(const published_profile& profile);

} // namespace mostro
