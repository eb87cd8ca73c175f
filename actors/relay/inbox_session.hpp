// SPDX-License-Identifier: MIT
//
// The subscriptions of one relay session to what is addressed to the node: one
// REQ for each kind, because a relay may silently withhold gift wraps from a
// mixed one (spec README decision 12), resumed from a cursor (decision 2).
#pragma once

#include "actors/relay/relay_output.hpp"

#include <optional>

namespace mostro {

/// From when on stored events of a kind are asked for. `cursor` is the moment up
/// to which the relay was read; none (a fresh database) counts as 24 h ago, since
/// nothing older is acted on. Kind 1059 goes back a further 2 days and 1 h,
/// because wraps are back-dated by up to 2 days; other kinds go back 10 minutes,
/// for clocks that differ and for sessions that die unnoticed.
unix_time subscribe_since(uint16_t kind, std::optional<unix_time> cursor, unix_time now);

/// The reading half of a relay session.
class inbox_session {
public:
  struct settings {
    public_key node;
    std::vector<uint16_t> kinds; ///< 14, 1059 or both.
    std::optional<unix_time> cursor;
    /// A page of at least so many stored events may have been cut short by the
    /// relay's own limit: what is older is asked for again.
    size_t full_page = 20;
  };

  explicit inbox_session(settings what);

  /// Subscribes; `session` makes the subscription ids unique.
  void open(uint64_t session, unix_time now, relay_outputs& out);
  /// The session ended.
  void close();
  void received(const nostr::event_frame& frame, unix_time now, relay_outputs& out);
  void received(const nostr::end_of_stored_frame& frame, unix_time now, relay_outputs& out);
  void received(const nostr::closed_frame& frame, unix_time now, relay_outputs& out);
  /// Subscribes again what the relay refused or may have withheld until now.
  void authenticated(unix_time now, relay_outputs& out);
  /// Subscribes again what is due, and says every 30 s that all is well.
  void tick(unix_time now, relay_outputs& out);

  /// True when everything stored was delivered and every subscription lives.
  bool is_live() const;

private:
  /// One kind.
  struct subscription {
    uint16_t kind = 0;
    std::string id;
    unix_time since;
    bool is_open = false;      ///< Not refused since the last REQ.
    bool is_caught_up = false; ///< EOSE seen, and of all older pages.
    bool live_eose = false;
    std::optional<unix_time> subscribe_at; ///< When to send the REQ again.
    size_t page_events = 0;                ///< Stored events of the present page.
    unix_time oldest;                      ///< Of the present page.
    std::optional<unix_time> until;        ///< Of the page of older events under way.
    size_t pages = 0;
  };

  std::string older_id(const subscription& s) const { return s.id + "-older"; }
  nostr::filter filter_of(const subscription& s) const;
  void subscribe(subscription& s, unix_time now, relay_outputs& out);
  void end_page(subscription& s, bool was_older, unix_time now, relay_outputs& out);
  void report_if_live(unix_time now, relay_outputs& out);

  settings what_;
  std::vector<subscription> subscriptions_;
  std::optional<unix_time> last_report_; ///< In this session.
};

} // namespace mostro
