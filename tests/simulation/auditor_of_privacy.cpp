// SPDX-License-Identifier: MIT
//
// Who learns what (I12): where the buyer is paid is for the buyer, and for a solver; a trade key
// is for its owner until the trade is active (spec 02 §2.2), then for the counterparty of that
// trade; an identity is for nobody. Every letter is read when it is filed: what a trader hears was
// filed before (`heard`).
#include "tests/simulation/auditor.hpp"
#include "tests/simulation/order_reading.hpp"

#include <algorithm>

namespace mostro::simulation {

namespace {

constexpr size_t length_of_a_key = 64;

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

/// Every run of exactly as many hex digits as a key has.
template <class Tell>
void for_each_key_in(const std::string& text, Tell tell) {
  for (size_t begin = 0; begin < text.size();) {
    size_t end = begin;
    while (end < text.size() && is_hex(text[end]))
      ++end;
    if (end - begin == length_of_a_key)
      tell(text.substr(begin, length_of_a_key));
    begin = end + 1;
  }
}

} // namespace

void auditor::remember_people(book& known, const order& next) {
  auto name = [this](const party& who) {
    names_.emplace(who.trade_key.hex(), false);
    if (!who.is_private())
      names_.emplace(who.identity.hex(), true);
  };
  name(next.maker);
  if (next.terms.maker_invoice)
    known.paid_into.insert_or_assign(*next.terms.maker_invoice, next.maker.trade_key);
  auto* t = trade_of(next);
  if (!t)
    return;
  name(t->taker);
  auto& buyer = maker_role(next) == trade_role::buyer ? next.maker : t->taker;
  if (t->buyer_invoice)
    known.paid_into.emplace(*t->buyer_invoice, buyer.trade_key);
  if (auto* p = phase_of<settled>(next)) {
    known.paid_into.emplace(p->payout.destination, buyer.trade_key);
    if (p->payout.claim)
      known.paid_into.emplace(p->payout.claim->bolt11, buyer.trade_key);
  }
  if (auto* p = phase_of<fiat_sent>(next); p && p->next)
    names_.emplace(p->next->key.hex(), false); // The child's maker is nobody's counterparty yet.
  if (auto* p = phase_of<settling_escrow>(next); p && p->next)
    names_.emplace(p->next->key.hex(), false);
  if (phase_of<active>(next)) { // Never back in the book from here: these two stay the parties.
    acquainted_.emplace(next.maker.trade_key.hex(), t->taker.trade_key.hex());
    acquainted_.emplace(t->taker.trade_key.hex(), next.maker.trade_key.hex());
  }
}

/// Who asks for orders is told those of his identity, whichever of its keys asks: the own keys, and
/// those of counterparties that he met under any of them; never where somebody is paid.
void auditor::check_told_orders(const send_message& letter) {
  auto* told = std::get_if<orders_payload>(&letter.message.payload);
  if (!told)
    return;
  for (auto& one : told->orders)
    if (one.buyer_invoice)
      in_.broken("I12 the buyer's invoice stays his", "an answer about orders shows it");
  const auto own = people_.keys_of(letter.to);
  for_each_key_in(to_canonical_json(letter.message), [&](const std::string& key) {
    auto named = names_.find(key);
    if (named == names_.end() || own.contains(key))
      return;
    const bool is_met = std::any_of(own.begin(), own.end(), [&](auto& reader) {
      return acquainted_.contains({reader, key});
    });
    if (named->second)
      in_.broken("I12 identities stay hidden", "an answer about orders shows one");
    else if (!is_met)
      in_.broken("I12 no key before the trade is active", "an answer about orders shows one");
  });
}

void auditor::check_privacy(const storage::outbox_row& row, const send_message& letter) {
  if (letter.message.action == action::orders) {
    check_told_orders(letter);
    return;
  }
  auto about = books_.find(row.order);
  if (about == books_.end())
    return; // About no order: an answer of the desk or of the book.
  auto& known = about->second;
  const auto text = to_canonical_json(letter.message);
  const bool to_solver = known.now.dispute && known.now.dispute->solver == letter.to;
  for (auto& [destination, owner] : known.paid_into)
    if (!to_solver && owner != letter.to && !destination.empty() &&
        text.find(destination) != std::string::npos)
      broken("I12 the buyer's invoice stays his", known.now,
             std::string{to_string(letter.message.action)} + " tells somebody else");
  const auto reader = letter.to.hex();
  for_each_key_in(text, [&](const std::string& key) {
    auto named = names_.find(key);
    if (named == names_.end() || key == reader)
      return;
    if (named->second)
      broken("I12 identities stay hidden", known.now,
             std::string{to_string(letter.message.action)} + " shows one");
    else if (!to_solver && !acquainted_.contains({reader, key}))
      broken("I12 no key before the trade is active", known.now,
             std::string{to_string(letter.message.action)} + " shows one");
  });
}

/// The public book names nobody.
void auditor::check_public_privacy(const nostr::event& e) {
  auto look = [this](const std::string& text) {
    for_each_key_in(text, [this](const std::string& key) {
      if (names_.contains(key))
        in_.broken("I12 the public book names nobody", "an order's event shows a trader's key");
    });
  };
  look(e.content);
  for (auto& tag : e.tags)
    for (auto& value : tag)
      look(value);
}

} // namespace mostro::simulation
