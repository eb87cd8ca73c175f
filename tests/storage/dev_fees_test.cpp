// SPDX-License-Identifier: MIT
//
// Development fees: owed with a decision, kept until paid, never twice. And prices.
#include "tests/storage/fresh_directory.hpp"
#include "tests/storage/samples.hpp"

using namespace mostro;
using namespace mostro::storage;
using namespace mostro::storage::samples;

namespace {

decision owing(uint8_t fill, uint64_t seq, int64_t amount) {
  return decide(some_order(pending{}, false, fill, seq),
                {owe_dev_fee{id_of<order_id>(fill), sats{amount}}, cancel_hold_invoice{}});
}

publish_dev_fee published(uint8_t fill) {
  return {id_of<order_id>(fill), sats{7}, id_of<payment_hash>(0x52), "dev@example.com"};
}

dev_fee_payment in_state(dev_fee_state state, uint8_t fill = 1) {
  auto out = some_dev_fee(true, fill);
  out.state = state;
  return out;
}

std::vector<stored_price> prices_of(database& db) { return db.recover()->prices; }

} // namespace

TEST_CASE("storage: an owed fee is filed with the decision's time, not in the outbox") {
  fresh_directory at;
  {
    auto db = at.open();
    const written done = write_one(*db, owing(1, 1, 7));
    REQUIRE(done.outbox.size() == 1);
    CHECK(done.outbox[0].effect == order_effect{cancel_hold_invoice{}});
  }
  auto db = at.open();
  const auto back = *db->recover();
  CHECK(back.outbox.size() == 1);
  REQUIRE(back.unpaid_dev_fees.size() == 1);
  dev_fee_payment expected;
  expected.order = id_of<order_id>(1);
  expected.amount = sats{7};
  expected.owed_at = some_entry(some_order()).at;
  CHECK(back.unpaid_dev_fees[0] == expected);
  CHECK(*db->unpaid_dev_fees() == back.unpaid_dev_fees);
}

TEST_CASE("storage: a fee that is on its way is not owed anew") {
  fresh_directory at;
  auto db = at.open();
  write_one(*db, owing(1, 1, 7));
  write_one(*db, keep_dev_fee{in_state(dev_fee_state::sending), {}});
  write_one(*db, owing(1, 2, 99));
  CHECK(db->recover()->unpaid_dev_fees == std::vector{in_state(dev_fee_state::sending)});
  write_one(*db, keep_dev_fee{in_state(dev_fee_state::paid), {}});
  write_one(*db, owing(1, 3, 99));
  CHECK(db->recover()->unpaid_dev_fees.empty());
}

TEST_CASE("storage: a child order owes its own fee, a refused decision none") {
  fresh_directory at;
  auto db = at.open();
  CHECK(refused(*db, owing(1, 2, 7)) == errc::conflict);
  CHECK(db->recover()->unpaid_dev_fees.empty());
  auto both = owing(1, 1, 7);
  const order child = some_order(pending{}, false, 2);
  both.child = order_write{child, some_entry(child), {owe_dev_fee{child.id, sats{8}}}};
  CHECK(write_one(*db, both).child_outbox.empty());
  const auto owed = db->recover()->unpaid_dev_fees;
  REQUIRE(owed.size() == 2);
  CHECK(owed[1].order == child.id);
  CHECK(owed[1].amount == sats{8});
}

TEST_CASE("storage: the next state of a fee replaces it and files what is to be published") {
  fresh_directory at;
  {
    auto db = at.open();
    write_one(*db, owing(1, 1, 7));
    write_one(*db, owing(2, 1, 7));
    write_one(*db, keep_dev_fee{in_state(dev_fee_state::sending), {}});
    const written done =
        write_one(*db, keep_dev_fee{in_state(dev_fee_state::paid), {published(1)}});
    REQUIRE(done.outbox.size() == 1);
    CHECK(done.outbox[0].order == id_of<order_id>(1));
    CHECK(done.outbox[0].effect == order_effect{published(1)});
  }
  auto db = at.open();
  const auto back = *db->recover();
  REQUIRE(back.unpaid_dev_fees.size() == 1);
  CHECK(back.unpaid_dev_fees[0].order == id_of<order_id>(2));
  CHECK(db->outbox_of(id_of<order_id>(1))->back().effect == order_effect{published(1)});
}

TEST_CASE("storage: a paid fee stays as it is, so that its payment is published once") {
  fresh_directory at;
  auto db = at.open();
  write_one(*db, keep_dev_fee{in_state(dev_fee_state::paid), {}});
  for (const auto state : {dev_fee_state::owed, dev_fee_state::sending, dev_fee_state::paid})
    CHECK(refused(*db, keep_dev_fee{in_state(state), {published(1)}}) == errc::conflict);
  CHECK(db->recover()->unpaid_dev_fees.empty());
  CHECK(db->recover()->outbox.empty());
}

TEST_CASE("storage: only a decision can owe a fee, and only what can be read back is filed") {
  fresh_directory at;
  auto db = at.open();
  const change owing_reply = reply{{}, {owe_dev_fee{}}, {}, {}};
  const change owing_fee = keep_dev_fee{in_state(dev_fee_state::owed), {owe_dev_fee{}}};
  CHECK_THROWS_AS(db->write({&owing_reply, 1}), bug);
  CHECK_THROWS_AS(db->write({&owing_fee, 1}), bug);
  auto bad = some_send(action::new_order, order_payload{some_small_order(true)}, true);
  std::get<order_payload>(bad.message.payload).order.payment_method = "\xff";
  CHECK(refused(*db, keep_dev_fee{in_state(dev_fee_state::owed), {bad}}) == errc::invalid);
  CHECK(db->recover()->unpaid_dev_fees.empty());
}

TEST_CASE("storage: prices replace those of their currencies and come back") {
  fresh_directory at;
  {
    auto db = at.open();
    write_one(*db, keep_prices{{some_price("ARS", 1), some_price("VES", 2)}});
    write_one(*db, keep_prices{{some_price("VES", 3.5)}});
    write_one(*db, keep_prices{{}});
  }
  auto db = at.open();
  CHECK(prices_of(*db) == std::vector{some_price("ARS", 1), some_price("VES", 3.5)});
}

TEST_CASE("storage: a price that is none is refused with its neighbours") {
  fresh_directory at;
  auto db = at.open();
  for (const auto& bad :
       {some_price("", 1), some_price(std::string(600, 'X'), 1), some_price("VES", 0),
        some_price("VES", -1), some_price("VES", std::numeric_limits<double>::infinity()),
        some_price("VES", std::numeric_limits<double>::quiet_NaN())})
    CHECK(refused(*db, keep_prices{{some_price("ARS", 1), bad}}) == errc::invalid);
  CHECK(prices_of(*db).empty());
}
