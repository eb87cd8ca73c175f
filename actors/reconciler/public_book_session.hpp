// SPDX-License-Identifier: MIT
//
// What every relay must show of the book, and how what it shows differs. Pure. For
// each `d` there is one expected stamp (the highest that was ever signed, durable) and,
// once known, the signed event that carries it: signed in this life, or found at a
// relay. docs/decisions has the rules.
#pragma once

#include "messages/nostr/event.hpp"
#include "messages/time.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace mostro {

/// One look at a relay: its answer and what the question was.
struct relay_view {
  std::string relay;
  std::vector<nostr::event> events; ///< Kinds 38383 and 38386 of the node, unverified.
  bool complete = false;            ///< Everything that matched the question is there.
  std::optional<unix_time> since;   ///< The question's bound; none: everything.
  unix_time asked_at;
};

/// A revision that a relay has and the database does not.
struct newer_revision {
  std::string d;
  unix_time stamp;
};

/// What follows from a look at a relay.
struct book_difference {
  std::vector<nostr::event> send;    ///< To that relay: missing or outdated there.
  std::vector<newer_revision> newer; ///< Signed by us, newer than anything we know.
  size_t strangers = 0;              ///< Signed by us, about nothing we know.
  size_t adopted = 0;                ///< Present revisions that we had forgotten.
};

/// The book as it must be. Times are those of the wall clock.
class public_book_session {
public:
  /// Bounds and patience.
  struct limits {
    size_t most_known = 20'000;       ///< Signed events in memory; over orders go first.
    size_t most_sends = 500;          ///< Per look, so that no relay is flooded.
    seconds settling{10};             ///< Younger events may still be on their way.
    seconds first_repeat{50};         ///< Until the same event is sent to the same relay again.
    seconds longest_repeat{3600};     ///< The wait doubles up to this.
    seconds longest_life{90 * 86400}; ///< No event of the book lives longer (NIP-40).
    seconds repeat_revival{300};      ///< Until the same `d` is named lost or newer again.
  };

  /// `stamps` as recovered: only `d` values of orders and disputes count.
  public_book_session(limits bounds, const std::vector<std::pair<std::string, unix_time>>& stamps,
                      unix_time now);

  /// A revision was signed and kept.
  void published(const nostr::event& what, unix_time now);
  /// Compares; `verify` checks id and signature and is asked about suspicious events only.
  book_difference compare(const relay_view& what, unix_time now,
                          const std::function<bool(const nostr::event&)>& verify);
  /// Expected revisions that every one of these relays was asked for and none has: they
  /// are to be made anew. The same ones are named again after a while only.
  std::vector<newer_revision> lost(const std::set<std::string>& connected, unix_time now,
                                   size_t most);
  /// Nothing is known of this `d`: it is expected no longer.
  void forget(const std::string& d);
  /// The relay's session ended: what it showed counts no longer.
  void relay_left(const std::string& relay) { seen_whole_.erase(relay); }
  /// False until the relay was seen whole in this session.
  bool has_seen_whole(const std::string& relay) const { return seen_whole_.contains(relay); }

  /// Signed events that are known.
  size_t known() const { return known_.size(); }
  /// Expected `d` values whose event is not known.
  size_t unknown() const { return expected_.size(); }

private:
  struct revision {
    nostr::event event;
    unix_time since;      ///< When it became known here.
    unix_time expiration; ///< 0 = never.
    bool is_final = false;
  };
  struct attempt {
    event_id id;
    unix_time next;
    seconds wait;
  };

  void know(const std::string& d, const nostr::event& what, unix_time now);
  void judge(const std::string& d, const nostr::event& shown, const relay_view& view, unix_time now,
             const std::function<bool(const nostr::event&)>& verify, book_difference& out);
  void send(const std::string& d, const revision& r, const relay_view& view, unix_time now,
            book_difference& out);
  bool may_name(const std::string& d, unix_time now);
  void prune(unix_time now);

  limits bounds_;
  std::unordered_map<std::string, revision> known_;
  std::set<std::pair<unix_time, std::string>> final_;   ///< Of `known_`, by stamp.
  std::unordered_map<std::string, unix_time> expected_; ///< Stamp of what is not known.
  std::unordered_map<std::string, unix_time> shed_;     ///< Stamp of what there was no room for.
  std::set<std::string> seen_whole_;
  std::map<std::pair<std::string, std::string>, attempt> attempts_; ///< By relay and `d`.
  std::unordered_map<std::string, unix_time> named_; ///< When last named lost or newer.
};

} // namespace mostro
