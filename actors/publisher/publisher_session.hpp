// SPDX-License-Identifier: MIT
//
// The bookkeeping of deliveries: which row may be signed next, with which stamp,
// what each relay said, and when to offer again. Invariants: one row per stamp
// key is in preparation at a time, and stamps of one key rise strictly, so no
// client can mis-order what was decided in order (spec README decision 3).
#pragma once

#include "messages/ids.hpp"
#include "messages/order_event.hpp"
#include "messages/time.hpp"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mostro {

/// How patient the publisher is.
struct delivery_patience {
  seconds first_retry{2};    ///< After a failed preparation or when all relays refused.
  seconds longest_retry{60}; ///< The wait doubles up to this; jitter adds up to a quarter.
  seconds repeat{30};        ///< Unanswered rows are offered again after this.
  /// A row that one relay accepted is offered to the others this long: a relay may forget what it
  /// accepted, and a client may read another one.
  seconds other_relays{600};
  size_t most_in_preparation = 64; ///< Rows being signed and kept at the same time.
};

/// How a relay answered.
enum class relay_verdict : uint8_t {
  accepted,
  refused,  ///< For now: another try may succeed.
  declined, ///< By its rules (`blocked:`, `invalid:`, `pow:` …): trying again is hardly useful.
};

/// Reads a relay's OK: accepted, or why not (NIP-01 prefixes).
relay_verdict verdict_of(bool accepted, std::string_view text);

/// What an answer of a relay means for its row.
enum class delivery_outcome : uint8_t {
  unknown,        ///< No row waits for this event.
  delivered,      ///< Every relay accepted, or declined for good: retire the row.
  accepted,       ///< This one accepted; others have not answered yet.
  refused,        ///< Another relay may still accept.
  refused_by_all, ///< Every connected relay refused: offered again later.
};

/// One row that is to be offered to every relay but those that have answered it.
struct delivery_offer {
  outbox_id row = 0;
  std::set<std::string> answered_by;
};

/// Where every delivery stands. `now` is a steady clock in seconds; `random` is any
/// number and spreads the retries.
class publisher_session {
public:
  /// `stamps`: the last created_at used per key, as recovered.
  publisher_session(delivery_patience patience,
                    const std::vector<std::pair<std::string, unix_time>>& stamps);

  /// A row that needs a signature; rows of one key are signed in filing order.
  void file(outbox_id row, const std::string& stamp_key);
  /// A row that was signed in an earlier life: it is being offered as it is.
  void file_signed(outbox_id row, const event_id& as, seconds now);
  /// Rows whose preparation begins now.
  std::vector<outbox_id> start_preparing(seconds now);
  /// The stamp that the next event of `key` gets: `wanted`, or the first free second.
  unix_time stamp_for(const std::string& key, unix_time wanted) const;
  /// The last stamp of `key`, 0 when none is known.
  unix_time last_stamp(const std::string& key) const;
  /// Marks a stamp as used.
  void use_stamp(const std::string& key, unix_time stamp);
  /// Forgets stamps before `before`, which bind nobody any more, when there are many.
  void prune_stamps(unix_time before, size_t only_above = 100'000);
  /// The row's event is kept durably and is being offered.
  void prepared(outbox_id row, const event_id& as, unix_time stamp, seconds now);
  /// Signing or keeping failed; the row is tried again before its followers.
  void preparation_failed(outbox_id row, seconds now, uint64_t random);
  /// True while a row of the key waits for its signature or is being signed.
  bool has_unsigned(const std::string& stamp_key) const { return queues_.contains(stamp_key); }

  /// A relay answered. `row` is set unless the outcome is `unknown`. When all refused,
  /// the next round leaves out those that declined, unless nobody else is connected.
  delivery_outcome answered(const std::string& relay, const event_id& id, relay_verdict verdict,
                            seconds now, uint64_t random, outbox_id& row);
  void relay_changed(const std::string& relay, bool connected);
  /// The relays that the operator has chosen: a row waits for those that are away, too.
  void use_relays(std::set<std::string> urls) { chosen_ = std::move(urls); }
  /// Rows that are to be offered (again).
  std::vector<delivery_offer> due(seconds now);
  /// Rows that some relay accepted and whose time for the others is over (at once when
  /// `crowded`): they are forgotten, and are to be retired.
  std::vector<outbox_id> accepted_long_ago(seconds now, bool crowded);
  /// How many rows some relay has accepted and others not yet.
  size_t accepted_rows() const { return accepted_; }
  /// Forgets a row in any state.
  void forget(outbox_id row);

private:
  enum class step : uint8_t { waiting, preparing, offered };
  struct delivery {
    step at = step::waiting;
    std::string stamp_key;
    event_id as;
    std::set<std::string> refused_by;  ///< In this round.
    std::set<std::string> declined_by; ///< In any round; among `refused_by` too.
    std::set<std::string> accepted_by;
    std::optional<seconds> accepted_at; ///< By the first relay.
    seconds next_offer;
    seconds wait;
    bool refused_by_all = false;
  };

  void offer(outbox_id row, delivery& d, const event_id& as, seconds now);
  void leave_queue(outbox_id row, const delivery& d);
  void begin_round(delivery& d) const;
  bool is_answered(const delivery& d, const std::string& relay) const;
  bool is_delivered(const delivery& d) const;
  /// The wait before the next try; doubles what follows.
  seconds next_wait(delivery& d, uint64_t random) const;

  delivery_patience patience_;
  std::unordered_map<std::string, unix_time> stamps_;
  std::unordered_map<outbox_id, delivery> deliveries_;
  std::unordered_map<event_id, outbox_id> by_event_;
  std::unordered_map<std::string, std::deque<outbox_id>> queues_; ///< Unsigned rows by key.
  std::set<outbox_id> ready_;                                     ///< Heads of queues.
  std::multimap<seconds, outbox_id> held_;                        ///< Heads that failed.
  size_t in_preparation_ = 0;
  std::set<std::string> connected_;
  std::set<std::string> chosen_;
  size_t accepted_ = 0;
};

} // namespace mostro
