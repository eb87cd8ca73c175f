// SPDX-License-Identifier: MIT
//
// From a dispute or a payment hash to its order.
#include "tests/storage/fresh_directory.hpp"
#include "tests/storage/invoices.hpp"
#include "tests/storage/samples.hpp"

using namespace mostro;
using namespace mostro::storage;
using namespace mostro::storage::samples;

namespace {

using found = std::optional<order_id>;

order_id order_number(uint8_t fill) { return id_of<order_id>(fill); }
payment_hash hash_number(uint8_t fill) { return id_of<payment_hash>(fill); }

/// The phases that hold an escrow with this hash, each in its way.
std::vector<order_phase> phases_with_escrow(const payment_hash& hash) {
  const escrow_key key{hash, some_key().preimage};
  const escrow held{key, "lnbcrt1hold", {}, {}, false, 0};
  canceling_escrow canceling;
  canceling.escrow = held;
  settling_escrow settling;
  settling.held = held;
  closed over;
  over.escrow = held;
  return {opening_escrow{{}, key, false},
          waiting_buyer_invoice{{}, held},
          waiting_payment{{}, held},
          active{{}, held},
          fiat_sent{{}, held, {}},
          disputed{{}, held, {}, 0},
          settling,
          canceling,
          settled{{}, held, {}},
          over};
}

} // namespace

TEST_CASE("storage: a dispute leads to its order, also when closed and after a restart") {
  fresh_directory at;
  {
    auto db = at.open();
    CHECK(*db->order_of_dispute(some_dispute(true).id) == found{});
    write_one(*db, decide(disputed_order(1, 1)));
    order over = some_order(closed{order_status::success, {}, {}, {}, {}}, false, 1, 2);
    over.dispute = some_dispute(true);
    write_one(*db, decide(over));
  }
  auto db = at.open();
  CHECK(*db->order_of_dispute(some_dispute(true).id) == found{order_number(1)});
  CHECK(*db->order_of_dispute(id_of<dispute_id>(0x72)) == found{});
  // Nobody can take a dispute's id for another order.
  write_one(*db, decide(disputed_order(2, 1)));
  CHECK(*db->order_of_dispute(some_dispute(true).id) == found{order_number(1)});
}

TEST_CASE("storage: a refused decision leaves no index entry") {
  fresh_directory at;
  auto db = at.open();
  CHECK(refused(*db, decide(disputed_order(1, 2))) == errc::conflict);
  CHECK(*db->order_of_dispute(some_dispute(true).id) == found{});
  CHECK(*db->user_of_hash(some_key().hash) == found{});
}

TEST_CASE("storage: the escrow's hash leads to its order from every phase that has one") {
  fresh_directory at;
  auto db = at.open();
  uint8_t fill = 1;
  for (const auto& phase : phases_with_escrow(hash_number(0)))
    for (const auto& same : phases_with_escrow(hash_number(fill)))
      if (same.index() == phase.index()) {
        write_one(*db, decide(some_order(same, false, fill)));
        CHECK(*db->user_of_hash(hash_number(fill)) == found{order_number(fill)});
        ++fill;
      }
  CHECK(fill == 11);
  CHECK(*db->user_of_hash(hash_number(99)) == found{});
}

TEST_CASE("storage: payout claims and the hash that paid lead to the order") {
  fresh_directory at;
  auto db = at.open();
  write_one(*db, decide(some_order(
                     settled{some_trade(false), some_escrow(false), some_payout(true)}, false, 1)));
  CHECK(*db->user_of_hash(some_payout(true).claim->hash) == found{order_number(1)});
  write_one(*db, decide(some_order(closed{order_status::success, {}, {}, {}, hash_number(0x77)},
                                   false, 2)));
  CHECK(*db->user_of_hash(hash_number(0x77)) == found{order_number(2)});
}

TEST_CASE("storage: invoices given by makers, takers and for payouts lead to the order") {
  fresh_directory at;
  {
    auto db = at.open();
    order made = some_order(pending{}, false, 1);
    made.terms.maker_invoice = invoice_with(hash_number(1));
    write_one(*db, decide(made));
    active taken{some_trade(false), some_escrow(false)};
    taken.trade.buyer_invoice = invoice_with(hash_number(2));
    write_one(*db, decide(some_order(taken, false, 2)));
    settled paying{some_trade(false), some_escrow(false), some_payout(false)};
    paying.payout.destination = invoice_with(hash_number(3));
    write_one(*db, decide(some_order(paying, false, 3)));
    // An address, an empty text and a broken invoice have no hash.
    for (const std::string none : {"trader@example.com", "", "lnbcrt1broken"}) {
      paying.payout.destination = none;
      write_one(*db,
                decide(some_order(paying, false, 3, (*db->find_order(order_number(3)))->seq + 1)));
    }
  }
  auto db = at.open();
  for (uint8_t fill : {1, 2, 3})
    CHECK(*db->user_of_hash(hash_number(fill)) == found{order_number(fill)});
}

TEST_CASE("storage: the first order that used a payment hash keeps it, also when closed") {
  fresh_directory at;
  auto db = at.open();
  active taken{some_trade(false), some_escrow(false)};
  taken.trade.buyer_invoice = invoice_with(hash_number(2));
  write_one(*db, decide(some_order(taken, false, 1)));
  // The taker is gone, and so is his invoice; the hash stays used.
  write_one(*db, decide(some_order(pending{}, false, 1, 2)));
  write_one(*db, decide(some_order(closed{order_status::canceled, {}, {}, {}, {}}, false, 1, 3)));
  write_one(*db, decide(some_order(taken, false, 2)));
  CHECK(*db->user_of_hash(hash_number(2)) == found{order_number(1)});
  CHECK(*db->user_of_hash(some_key().hash) == found{order_number(1)});
}

TEST_CASE("storage: an invoice that replaces another is indexed beside it") {
  fresh_directory at;
  auto db = at.open();
  active taken{some_trade(false), some_escrow(false)};
  for (uint8_t fill : {2, 3}) {
    taken.trade.buyer_invoice = invoice_with(hash_number(fill));
    write_one(*db, decide(some_order(taken, false, 1, uint64_t{fill} - 1)));
  }
  for (uint8_t fill : {2, 3})
    CHECK(*db->user_of_hash(hash_number(fill)) == found{order_number(1)});
}
