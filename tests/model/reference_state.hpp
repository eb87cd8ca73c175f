// SPDX-License-Identifier: MIT
//
// The reference model of one order: a second, independent reading of spec 02 §9,
// §10 and spec 03. It knows roles instead of keys and kinds of invoices instead
// of invoices, and shares nothing with the order machine but the protocol's names.
#pragma once

#include "messages/mostro/vocabulary.hpp"
#include "messages/order_terms.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace mostro::model {

/// Who acts. Traders first, then those who judge.
enum class role : uint8_t {
  maker,
  alias, ///< The maker's identity with another trade key.
  taker,
  stranger,
  reader,
  writer,
  second_writer,
  node_operator,
  nobody, ///< Calls itself a solver and is none.
};

/// A buyer's invoice, as the model sees it.
enum class destination : uint8_t { none, invoice, address };

/// How an offered invoice is.
enum class offer : uint8_t { none, good, address, dead_address, used_hash, wrong_amount, nonsense };

/// What a request carries.
enum class cargo : uint8_t { nothing, next_key, text, no_slash, slash };

/// What is known of the price.
enum class quote : uint8_t { fresh, stale, unknown };

/// What can happen.
enum class happening : uint8_t {
  take,
  add_invoice,
  fiat_sent,
  release,
  cancel,
  dispute,
  rate,
  trade_key,
  admin_take,
  admin_settle,
  admin_cancel,
  hold_opened,
  hold_refused,
  hold_accepted,
  hold_settled,
  hold_canceled,
  resolved,
  not_resolved,
  paid,
  not_paid,
  deadline,
  chain,
};

/// One thing that happens, in the model's words.
struct occurrence {
  happening what = happening::deadline;
  role by = role::stranger;
  order_kind wanted = order_kind::sell; ///< Of a take.
  offer brings = offer::none;
  cargo carries = cargo::nothing;
  quote price = quote::fresh;
  std::optional<int64_t> fiat; ///< Of a take of a range.
  int64_t rating = 5;
  bool ours = true;               ///< The hash or the claim is the present one.
  bool answers = true;            ///< The answer to a call, not news.
  std::optional<uint32_t> height; ///< Of the chain; of the HTLC's expiry when accepted.
  int64_t at = 0;
};

/// What a configuration of the exploration fixes.
struct setting {
  std::string name;
  order_kind kind = order_kind::sell;
  bool market = false;
  bool range = false; ///< 10 to 100 fiat; a market order.
  destination maker_invoice = destination::none;
  bool maker_private = false;
  bool taker_private = false;
  /// Leaves out what another configuration explores: all solvers but one, heights, addresses.
  bool lean = false;
};

/// The wish towards Lightning that waits for its answer (spec 02 §10.3).
enum class intent : uint8_t {
  none,
  open_for_take,
  open_for_invoice,
  settle_for_seller,
  settle_for_solver,
  cancel_for_timeout,
  cancel_for_taker,
  cancel_for_maker,
  cancel_for_both,
  cancel_for_solver,
  cancel_for_guardian,
};

/// The hold invoice.
enum class hold : uint8_t { none, asked, open, accepted, gone, settled, canceled };

/// How the payout stands.
enum class payout_step : uint8_t { none, resolving, paying, waiting, exhausted };

/// The dispute of an order.
struct dispute_state {
  dispute_status status = dispute_status::initiated;
  trade_role by = trade_role::buyer;
  std::optional<role> solver;
};

/// The order, abstractly. `status` is what clients are shown.
struct state {
  order_status status = order_status::pending;
  intent wish = intent::none;
  hold escrow = hold::none;
  bool taken = false; ///< The taker's key is on the row.
  int64_t fiat = 0;
  int64_t amount = 0; ///< A
  destination pays_to = destination::none;
  std::optional<trade_role> initiator; ///< Of a cooperative cancel.
  std::optional<trade_role> wished_by; ///< Of the intent.
  std::optional<dispute_state> dispute;
  bool next_known = false;    ///< The buyer announced the maker's next key.
  bool next_of_wish = false;  ///< The release announced it.
  std::optional<role> judge;  ///< The solver of the intent.
  uint32_t expiry_height = 0; ///< Of the HTLC; 0 = unknown.
  int deadline_alarms = 0;
  payout_step payout = payout_step::none;
  int attempts = 0;
  bool failed = false;
  bool buyer_rated = false;
  bool seller_rated = false;
  bool rotated = false; ///< The maker's other trade key is in use.
  order_status published = order_status::pending;
  int64_t now = 0;
  int64_t duty_since = 0;
  int64_t held_at = 0;
  int64_t retry_at = 0;

  /// Everything that later answers can depend on, but for clocks. Slices that leave the same kind
  /// of rest count as one, and the two writers as one; once taken, the maker's key and the expiry
  /// make no difference.
  std::string key() const;
};

/// What an occurrence does, and the state after it.
struct answer {
  std::optional<refusal> refused;
  std::vector<std::string> messages;  ///< `action>recipient`
  std::vector<std::string> lightning; ///< `add 50150`, `settle`, `cancel`, `pay 49850`, …
  std::vector<std::string> published; ///< Revisions of the order, then of the dispute.
  bool alarm = false;
  bool vote = false;
  bool owes_fee = false;
  std::string child; ///< Empty, `range` or `single`.
  state next;

  /// One line; the same line is made of a decision of the machine.
  std::string text() const;
};

/// The constants of the exploration: those of spec 02 §10.
struct constants {
  static constexpr int64_t start = 1'700'000'000;
  static constexpr int64_t expires_at = start + 86'400;
  static constexpr int64_t waiting_timeout = 900;
  static constexpr int64_t retry_interval = 60;
  static constexpr int attempts = 3;
  static constexpr int64_t window = (144 - 24) * 600;
  static constexpr int64_t half_margin_window = (144 - 12) * 600;
  static constexpr uint32_t margin = 24;
  static constexpr int64_t range_min = 10;
  static constexpr int64_t range_max = 100;
  static constexpr int64_t fixed_fiat = 20;
};

/// What a slice leaves of the range: 2 a range, 1 a single amount, 0 nothing.
int kind_of_rest(int64_t fiat);

/// A of a market order, at the price of the exploration: 40000 fiat per bitcoin (spec 02 §8).
int64_t amount_of(int64_t fiat);

/// F of an amount (spec 02 §7.1), in the reference's doubles.
int64_t fee_of(int64_t amount);

/// The state after creation.
state created(const setting& s);

/// The model's answer.
answer judge(const setting& s, const state& before, const occurrence& e);

/// True when an offered invoice passes spec 02 §3.4.
bool acceptable(offer o);

} // namespace mostro::model
