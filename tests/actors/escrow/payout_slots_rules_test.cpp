// SPDX-License-Identifier: MIT
//
// Who may be paid next while payees hold what they were sent.
#include "actors/escrow/payout_slots_rules.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

namespace {

payout_slots::payee node(uint8_t number) {
  bolt11::node_id out{};
  out.fill(number);
  return out;
}

} // namespace

TEST_CASE("payout slots: the defaults are ten per payee and a ceiling above") {
  payout_slots slots;
  for (outbox_id id = 1; id <= 10; ++id)
    CHECK(slots.ask(id, node(1)));
  CHECK_FALSE(slots.ask(11, node(1)));
  CHECK(slots.ask(12, node(2)));
  CHECK(slots.under_way() == 11);
  CHECK(slots.waiting() == 1);
}

TEST_CASE("payout slots: a payee that is full makes only its own payouts wait") {
  payout_slots slots{{2, 10}};
  CHECK(slots.ask(1, node(1)));
  CHECK(slots.ask(2, node(1)));
  CHECK_FALSE(slots.ask(3, node(1)));
  CHECK_FALSE(slots.ask(4, node(1)));
  CHECK(slots.ask(5, node(2)));
  CHECK(slots.admit().empty());
  slots.leave(5); // Of somebody else: helps nobody in line.
  CHECK(slots.admit().empty());
  slots.leave(1);
  CHECK(slots.admit() == std::vector<outbox_id>{3});
  CHECK(slots.admit().empty());
}

TEST_CASE("payout slots: the ceiling makes everybody wait, first come first served") {
  payout_slots slots{{2, 3}};
  CHECK(slots.ask(1, node(1)));
  CHECK(slots.ask(2, node(1)));
  CHECK(slots.ask(3, node(2)));
  CHECK_FALSE(slots.ask(4, node(1)));
  CHECK_FALSE(slots.ask(5, node(3)));
  CHECK_FALSE(slots.ask(6, node(4)));
  slots.leave(3); // Payee 1 is full still: the next in line with room goes.
  CHECK(slots.admit() == std::vector<outbox_id>{5});
  slots.leave(1);
  CHECK(slots.admit() == std::vector<outbox_id>{4});
  slots.leave(5);
  slots.leave(4);
  CHECK(slots.admit() == std::vector<outbox_id>{6});
  CHECK(slots.waiting() == 0);
}

TEST_CASE("payout slots: asking twice changes nothing, and leaving twice neither") {
  payout_slots slots{{1, 10}};
  CHECK(slots.ask(1, node(1)));
  CHECK(slots.ask(1, node(1)));
  CHECK_FALSE(slots.ask(2, node(1)));
  CHECK_FALSE(slots.ask(2, node(1)));
  CHECK(slots.under_way() == 1);
  CHECK(slots.waiting() == 1);
  slots.leave(2);
  slots.leave(2);
  slots.leave(1);
  slots.leave(1);
  slots.leave(99);
  CHECK(slots.under_way() + slots.waiting() == 0);
  CHECK(slots.ask(3, node(1)));
}

TEST_CASE("payout slots: what LND has under way already counts beyond the limits") {
  payout_slots slots{{1, 2}};
  for (outbox_id id = 1; id <= 3; ++id)
    slots.occupy(id, node(1)); // Found in flight after a restart.
  CHECK(slots.under_way() == 3);
  CHECK_FALSE(slots.ask(4, node(2)));
  slots.leave(1);
  CHECK(slots.admit().empty());
  slots.leave(2);
  CHECK(slots.admit() == std::vector<outbox_id>{4});
}

TEST_CASE("payout slots: one in line that turns out to be in flight leaves the line") {
  payout_slots slots{{1, 10}};
  CHECK(slots.ask(1, node(1)));
  CHECK_FALSE(slots.ask(2, node(1)));
  slots.occupy(2, node(1));
  CHECK(slots.waiting() == 0);
  slots.leave(1);
  CHECK(slots.admit().empty());
  CHECK(slots.under_way() == 1);
}

TEST_CASE("payout slots: payees that cannot be read share one account") {
  payout_slots slots{{1, 10}};
  CHECK(slots.ask(1, std::nullopt));
  CHECK_FALSE(slots.ask(2, std::nullopt));
  CHECK(slots.ask(3, node(1)));
}
