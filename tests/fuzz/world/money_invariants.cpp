// SPDX-License-Identifier: MIT
//
// The invariants that need the Lightning node's books, and the records of a decision.
#include "storage/effect_codec.hpp"
#include "storage/record_codec.hpp"
#include "tests/fuzz/world/order_invariants.hpp"

#include <algorithm>

namespace mostro::fuzz {

namespace {

void check_effect(const decided& d, const order_effect& e, const lightning_books& books) {
  if (const auto* w = std::get_if<open_hold_invoice>(&e)) {
    must(!books.holds.contains(w->hash), "I2: a hold invoice has a new hash");
    for (const auto& [hash, state] : books.holds)
      must(state == hold_state::settled || state == hold_state::canceled,
           "I2: no second hold invoice beside a live one");
  }
  if (const auto* w = std::get_if<settle_hold_invoice>(&e)) {
    must(!books.is_waiting(w->hash), "I8: no settle beside an open question");
    const auto hold = books.holds.find(w->hash);
    must(!books.cancels.contains(w->hash) ||
             (hold != books.holds.end() && hold->second != hold_state::open),
         "I8: no settle after a cancel that was not turned down");
  }
  if (const auto* w = std::get_if<cancel_hold_invoice>(&e)) {
    must(!books.is_waiting(w->hash), "I8: no cancel beside an open question");
    must(!books.settles.contains(w->hash), "I8: no cancel after a settle");
  }
  if (std::holds_alternative<pay_invoice>(e)) {
    const auto* held = escrow_in(d.what.next);
    const auto hold = held ? books.holds.find(held->key.hash) : books.holds.end();
    must(hold != books.holds.end() && hold->second == hold_state::settled,
         "I3: nothing is paid out before the escrow is settled");
    for (const auto& [hash, state] : books.payments)
      must(state == payment_state::failed, "I6: no payment beside one that may succeed");
  }
}

template <class Value, class Decode>
void check_record(const Value& value, Decode decode) {
  const auto stored = storage::encode(value);
  const auto back = decode(as_bytes(stored));
  must(back && *back == value, "a record is read as it was written");
}

void check_order_record(const order& o) {
  check_record(o, [&o](byte_view v) { return storage::decode_order(o.id, v); });
}

} // namespace

void check_effects(const decided& d, const lightning_books& books) {
  for (const auto& e : d.what.effects)
    check_effect(d, e, books);
}

void check_books(const order& o, const lightning_books& books) {
  const auto is_live = [](const auto& hold) {
    return hold.second == hold_state::open || hold.second == hold_state::accepted;
  };
  must(std::count_if(books.holds.begin(), books.holds.end(), is_live) <= 1,
       "I2: at most one hold invoice lives");
  const auto status = status_of(o);
  if (status == order_status::settled_hold_invoice || status == order_status::success) {
    const auto* held = escrow_in(o);
    must(held && books.holds.at(held->key.hash) == hold_state::settled,
         "I3: what shows as settled is settled");
  }
  if (is_closed(o) || std::holds_alternative<pending>(o.phase))
    must(std::none_of(books.holds.begin(), books.holds.end(),
                      [](const auto& hold) { return hold.second == hold_state::accepted; }),
         "I4: nothing is held for an order that is over or in the book");
  int paid = 0;
  const auto* p = std::get_if<settled>(&o.phase);
  for (const auto& [hash, state] : books.payments) {
    paid += state == payment_state::succeeded;
    must(state != payment_state::in_flight ||
             (p && p->payout.claim && p->payout.claim->hash == hash),
         "I7: what is on its way is the claim");
  }
  must(paid <= 1, "I6: at most one payout succeeds");
  must(status != order_status::success || paid == 1, "I9: success means one payout");
}

void check_records(const transition& t) {
  check_order_record(t.next);
  if (t.child)
    check_order_record(t.child->born);
  must(storage::check_storable(t.effects).has_value(), "what a decision wants can be filed");
  for (const auto& e : t.effects)
    check_record(storage::outbox_row{7, t.next.id, e, ""},
                 [](byte_view v) { return storage::decode_outbox_row(7, v); });
}

} // namespace mostro::fuzz
