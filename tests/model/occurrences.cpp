// SPDX-License-Identifier: MIT
//
// Everything that is tried in every state: each request by each role, each fact
// of Lightning, and time just before and just after each limit.
#include "tests/model/observation.hpp"

#include <algorithm>

namespace mostro::model {

namespace {

using status = order_status;

const char* name_of(role r) {
  static const char* const names[] = {
      "maker",  "maker's other key", "taker",    "stranger", "reader",
      "writer", "second writer",     "operator", "nobody"};
  return names[static_cast<size_t>(r)];
}

const char* name_of(offer o) {
  static const char* const names[] = {"no invoice", "invoice",      "address", "dead address",
                                      "used hash",  "wrong amount", "nonsense"};
  return names[static_cast<size_t>(o)];
}

const char* name_of(cargo c) {
  static const char* const names[] = {"", " next key", " text", " no slash", " slash"};
  return names[static_cast<size_t>(c)];
}

/// Collects the occurrences of one state.
class catalogue {
public:
  catalogue(const setting& s, const state& now) : s_(s), now_(now) {}

  std::vector<std::pair<std::string, occurrence>> all() {
    takes();
    requests();
    judgements();
    holds();
    payments();
    time();
    return std::move(out_);
  }

private:
  occurrence plain(happening what, role by = role::stranger) const {
    occurrence e;
    e.what = what;
    e.by = by;
    e.at = now_.now + 1;
    return e;
  }
  void add(std::string name, occurrence e) { out_.emplace_back(std::move(name), e); }

  std::vector<role> traders() const {
    std::vector<role> out{role::maker, role::alias, role::stranger};
    if (now_.taken)
      out.push_back(role::taker);
    return out;
  }
  std::vector<role> parties() const {
    std::vector<role> out{role::maker};
    if (now_.taken)
      out.push_back(role::taker);
    return out;
  }

  occurrence take_by(role who) const {
    auto e = plain(happening::take, who);
    e.wanted = s_.kind;
    if (s_.range)
      e.fiat = 30;
    return e;
  }

  void takes() {
    for (auto who : traders())
      add(std::string{"take by "} + name_of(who), take_by(who));
    auto other = take_by(role::stranger);
    other.wanted = s_.kind == order_kind::sell ? order_kind::buy : order_kind::sell;
    add("take of the other kind", other);
    for (auto o : {offer::good, offer::address, offer::dead_address, offer::used_hash,
                   offer::wrong_amount, offer::nonsense}) {
      if (s_.lean && o == offer::address)
        continue;
      auto e = take_by(role::stranger);
      e.brings = o;
      add(std::string{"take with "} + name_of(o), e);
    }
    for (auto q : {quote::stale, quote::unknown}) {
      auto e = take_by(role::stranger);
      e.price = q;
      add(q == quote::stale ? "take at a stale price" : "take without a price", e);
    }
    auto late = take_by(role::stranger);
    late.at = std::max(late.at, constants::expires_at);
    add("take in the second of expiry", late);
    if (s_.range)
      slices();
  }

  void slices() {
    for (int64_t fiat : {9, 10, 90, 95, 100, 101}) {
      auto e = take_by(role::stranger);
      e.fiat = fiat;
      add("take of " + std::to_string(fiat), e);
    }
    auto e = take_by(role::stranger);
    e.fiat.reset();
    add("take of no amount", e);
  }

  void request(happening what, const std::string& name, std::initializer_list<cargo> cargos) {
    for (auto who : traders()) {
      auto e = plain(what, who);
      add(name + " by " + name_of(who), e);
    }
    for (auto who : parties())
      for (auto c : cargos) {
        auto e = plain(what, who);
        e.carries = c;
        add(name + name_of(c) + " by " + name_of(who), e);
      }
  }

  void requests() {
    request(happening::fiat_sent, "fiat-sent", {cargo::next_key, cargo::text});
    request(happening::release, "release", {cargo::next_key, cargo::text});
    request(happening::cancel, "cancel", {});
    request(happening::dispute, "dispute", {});
    request(happening::rate, "rate-user", {});
    request(happening::trade_key, "trade-pubkey", {});
    for (auto who : parties())
      for (int64_t value : {0, 6}) {
        auto e = plain(happening::rate, who);
        e.rating = value;
        add("rate-user " + std::to_string(value) + " by " + name_of(who), e);
      }
    for (auto who : traders())
      for (auto o : {offer::good, offer::nonsense})
        offered(who, o);
    for (auto who : parties())
      for (auto o : {offer::address, offer::dead_address, offer::used_hash, offer::wrong_amount})
        if (!s_.lean || o != offer::address)
          offered(who, o);
  }

  void offered(role who, offer o) {
    auto e = plain(happening::add_invoice, who);
    e.brings = o;
    add(std::string{"add-invoice "} + name_of(o) + " by " + name_of(who), e);
  }

  void judgements() {
    for (auto who :
         {role::reader, role::writer, role::second_writer, role::node_operator, role::nobody}) {
      if (s_.lean && who != role::writer)
        continue;
      std::string by = std::string{" by "} + name_of(who);
      add("admin-take-dispute" + by, plain(happening::admin_take, who));
      for (auto c : {cargo::nothing, cargo::no_slash, cargo::slash}) {
        auto settle = plain(happening::admin_settle, who);
        settle.carries = c;
        add(std::string{"admin-settle"} + name_of(c) + by, settle);
        auto cancel = plain(happening::admin_cancel, who);
        cancel.carries = c;
        add(std::string{"admin-cancel"} + name_of(c) + by, cancel);
      }
    }
  }

  void fact(happening what, const std::string& name, std::optional<uint32_t> height = {}) {
    auto e = plain(what);
    e.height = height;
    add(name, e);
    e.answers = false;
    add(name + " (news)", e);
    e.ours = false;
    add(name + " (foreign)", e);
  }

  void holds() {
    fact(happening::hold_opened, "hold invoice opened");
    fact(happening::hold_refused, "hold invoice refused");
    fact(happening::hold_accepted, "hold invoice accepted");
    if (!s_.lean)
      fact(happening::hold_accepted, "hold invoice accepted with height", 1144);
    fact(happening::hold_settled, "hold invoice settled");
    fact(happening::hold_canceled, "hold invoice canceled");
  }

  void payments() {
    fact(happening::paid, "payout succeeded");
    fact(happening::not_paid, "payout failed");
    fact(happening::not_resolved, "address not resolved");
    for (auto o : {offer::good, offer::wrong_amount, offer::nonsense})
      for (bool ours : {true, false}) {
        auto e = plain(happening::resolved);
        e.brings = o;
        e.ours = ours;
        add(std::string{"address resolved to "} + name_of(o) + (ours ? "" : " (stale)"), e);
      }
  }

  void at(happening what, const std::string& name, int64_t when,
          std::optional<uint32_t> height = {}) {
    auto e = plain(what);
    e.at = std::max(e.at, when);
    e.height = height;
    add(name, e);
  }

  void time() {
    auto timer = happening::deadline;
    at(timer, "deadline at once", 0);
    if (now_.status == status::pending) {
      at(timer, "deadline in the second of expiry", constants::expires_at);
      at(timer, "deadline after the expiry", constants::expires_at + 1);
    }
    auto duty = now_.duty_since + constants::waiting_timeout;
    if (now_.status == status::waiting_payment || now_.status == status::waiting_buyer_invoice) {
      at(timer, "deadline a second early", duty - 1);
      at(timer, "deadline of the duty", duty + 1);
    }
    if (now_.payout == payout_step::waiting)
      at(timer, "deadline of the retry", now_.retry_at);
    chains();
  }

  void chains() {
    auto look = happening::chain;
    at(look, "chain unreadable", 0);
    at(look, "chain low", 0, 1000);
    at(look, "chain beyond the HTLC", 0, 1144);
    bool held = now_.status == status::active || now_.status == status::fiat_sent ||
                now_.status == status::dispute;
    if (!held)
      return;
    auto half = now_.held_at + constants::window / 2;
    for (uint32_t height : {1119U, 1120U, 1131U, 1132U, 1144U})
      at(look, "chain at " + std::to_string(height), half, height);
    auto whole = now_.held_at + constants::window;
    auto last = now_.held_at + constants::half_margin_window;
    for (auto [name, when] :
         {std::pair{"before half of the window", half - 1},
          std::pair{"before the window", whole - 1}, std::pair{"at the window", whole},
          std::pair{"before half the margin", last - 1}, std::pair{"at half the margin", last}}) {
      at(look, std::string{"chain unreadable "} + name, when);
      at(look, std::string{"chain low "} + name, when, 1000);
    }
  }

  const setting& s_;
  const state& now_;
  std::vector<std::pair<std::string, occurrence>> out_;
};

} // namespace

std::vector<std::pair<std::string, occurrence>> occurrences(const setting& s, const state& now) {
  return catalogue{s, now}.all();
}

} // namespace mostro::model
