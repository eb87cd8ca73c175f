// SPDX-License-Identifier: MIT
#include "tests/storage/fresh_directory.hpp"
#include "tests/storage/samples.hpp"

using namespace mostro;
using namespace mostro::storage;
using namespace mostro::storage::samples;

namespace {

order numbered(uint8_t fill, uint64_t seq, order_phase phase = pending{}) {
  return some_order(std::move(phase), false, fill, seq);
}

cancel_hold_invoice some_effect(uint8_t fill) { return {id_of<payment_hash>(fill), false}; }

std::vector<outbox_id> ids_of(const std::vector<outbox_row>& rows) {
  std::vector<outbox_id> out;
  for (const auto& row : rows)
    out.push_back(row.id);
  return out;
}

trade_index_use use_of(int64_t index) { return {some_user().identity, index, {1700000000}}; }

} // namespace

TEST_CASE("storage: a decision is the order, its journal entry and its effects") {
  fresh_directory at;
  auto db = at.open();
  auto what = decide(numbered(1, 1), {some_effect(9), raise_alarm{"x", "y"}, some_effect(8)});
  what.write.journal = some_entry(numbered(1, 1), true);
  const written done = write_one(*db, what);
  CHECK(ids_of(done.outbox) == std::vector<outbox_id>{1, 2});
  CHECK(done.outbox[1].effect == order_effect{some_effect(8)});
  CHECK(**db->find_order(numbered(1, 1).id) == numbered(1, 1));
  CHECK(*db->journal_of(numbered(1, 1).id) == std::vector{what.write.journal});
  CHECK(*db->outbox_of(numbered(1, 1).id) == done.outbox);
  CHECK(db->outbox_of(numbered(2, 1).id)->empty());
  CHECK_FALSE(*db->find_order(numbered(2, 1).id));
}

TEST_CASE("storage: a decision that does not follow the stored one is a conflict") {
  fresh_directory at;
  auto db = at.open();
  CHECK(refused(*db, decide(numbered(1, 0))) == errc::conflict);
  CHECK(refused(*db, decide(numbered(1, 2))) == errc::conflict);
  write_one(*db, decide(numbered(1, 1)));
  CHECK(refused(*db, decide(numbered(1, 1))) == errc::conflict);
  CHECK(refused(*db, decide(numbered(1, 3))) == errc::conflict);
  write_one(*db, decide(numbered(1, 2)));
}

TEST_CASE("storage: a conflict inside a group leaves its neighbours and nothing of itself") {
  fresh_directory at;
  auto db = at.open();
  auto stale =
      decide(numbered(1, 1, active{some_trade(true), some_escrow(true)}), {some_effect(7)});
  stale.inbound = id_of<event_id>(0x81);
  stale.uses = use_of(4);
  const std::vector<change> group{decide(numbered(1, 1), {some_effect(1)}), stale,
                                  decide(numbered(1, 2), {some_effect(2)}),
                                  decide(numbered(2, 1), {some_effect(3)})};
  auto done = db->write(group);
  REQUIRE(done);
  REQUIRE(done->size() == 4);
  REQUIRE_FALSE((*done)[1]);
  CHECK((*done)[1].why().code == errc::conflict);
  CHECK(ids_of((*done)[2]->outbox) == std::vector<outbox_id>{2});
  CHECK(ids_of((*done)[3]->outbox) == std::vector<outbox_id>{3});
  CHECK((*db->find_order(numbered(1, 2).id))->seq == 2);
  CHECK(db->journal_of(numbered(1, 1).id)->size() == 2);
  CHECK_FALSE(*db->find_user(some_user().identity));
  CHECK_FALSE(*db->has_seen(id_of<event_id>(0x81)));
}

TEST_CASE("storage: a slice and its child are written together or not at all") {
  fresh_directory at;
  auto db = at.open();
  auto both = decide(numbered(1, 1), {some_effect(1)});
  const order child = numbered(2, 1);
  both.child = order_write{child, some_entry(child), {some_effect(2), some_effect(3)}};
  const written done = write_one(*db, both);
  CHECK(ids_of(done.outbox) == std::vector<outbox_id>{1});
  CHECK(ids_of(done.child_outbox) == std::vector<outbox_id>{2, 3});
  CHECK(done.child_outbox[0].order == child.id);

  auto stale_child = decide(numbered(1, 2));
  stale_child.child = order_write{child, some_entry(child), {}};
  CHECK(refused(*db, stale_child) == errc::conflict);
  CHECK((*db->find_order(numbered(1, 1).id))->seq == 1);
}

TEST_CASE("storage: a trade index must rise, also within a group, and makes the user") {
  fresh_directory at;
  auto db = at.open();
  auto taking = [](uint8_t order_fill, int64_t index) {
    auto out = decide(numbered(order_fill, 1));
    out.uses = use_of(index);
    return out;
  };
  const std::vector<change> group{taking(1, 5), taking(2, 5), taking(3, 4), taking(4, 6)};
  auto done = db->write(group);
  REQUIRE(done);
  CHECK((*done)[0]);
  CHECK_FALSE((*done)[1]);
  CHECK_FALSE((*done)[2]);
  CHECK((*done)[3]);
  const auto user = *db->find_user(some_user().identity);
  REQUIRE(user);
  CHECK(user->last_trade_index == 6);
  CHECK(user->created_at == unix_time{1700000000});
  CHECK(refused(*db, taking(2, 6)) == errc::conflict);
  CHECK_FALSE(*db->find_order(numbered(2, 1).id));
}

TEST_CASE("storage: answered and retired rows leave the outbox, unknown ones are ignored") {
  fresh_directory at;
  auto db = at.open();
  write_one(*db, decide(numbered(1, 1), {some_effect(1), some_effect(2), some_effect(3)}));
  auto answer = decide(numbered(1, 2), {some_effect(4)});
  answer.answers = 2;
  write_one(*db, answer);
  write_one(*db, reply{{}, {some_effect(5)}, 77, {}});
  write_one(*db, reply{{}, {}, 3, {}});
  write_one(*db, retire_outbox{{1, 1, 99}});
  CHECK(ids_of(db->recover()->outbox) == std::vector<outbox_id>{4, 5});
  CHECK(ids_of(*db->outbox_of(numbered(1, 1).id)) == std::vector<outbox_id>{4});
  CHECK(ids_of(*db->outbox_of(order_id{})) == std::vector<outbox_id>{5});
}

TEST_CASE("storage: outbox ids are never used again, even after the outbox was empty") {
  fresh_directory at;
  {
    auto db = at.open();
    write_one(*db, decide(numbered(1, 1), {some_effect(1), some_effect(2)}));
    write_one(*db, retire_outbox{{1, 2}});
  }
  auto db = at.open();
  CHECK(db->recover()->outbox.empty());
  CHECK(ids_of(write_one(*db, reply{{}, {some_effect(3)}, {}, {}}).outbox) ==
        std::vector<outbox_id>{3});
}

TEST_CASE("storage: a signed event stays with its row and its stamp never goes back") {
  fresh_directory at;
  auto db = at.open();
  write_one(*db, decide(numbered(1, 1), {some_effect(1)}));
  write_one(*db, keep_signed_event{1, R"({"id":"a"})", "recipient", {100}});
  write_one(*db, keep_signed_event{1, R"({"id":"a"})", "recipient", {99}});
  CHECK(refused(*db, keep_signed_event{1, R"({"id":"b"})", "recipient", {200}}) == errc::conflict);
  write_one(*db, keep_signed_event{55, R"({"id":"c"})", "d value", {7}});
  write_one(*db, keep_signed_event{1, R"({"id":"a"})", "", {7}});
  db.reset();
  db = at.open();
  auto back = *db->recover();
  REQUIRE(back.outbox.size() == 1);
  CHECK(back.outbox[0].signed_event == R"({"id":"a"})");
  std::sort(back.stamps.begin(), back.stamps.end());
  CHECK(back.stamps ==
        std::vector<std::pair<std::string, unix_time>>{{"d value", {7}}, {"recipient", {100}}});
}

TEST_CASE("storage: a message that could not be read back is refused, not filed") {
  fresh_directory at;
  auto db = at.open();
  auto bad = some_send(action::new_order, order_payload{some_small_order(true)}, true);
  std::get<order_payload>(bad.message.payload).order.payment_method = "\xff";
  CHECK(refused(*db, decide(numbered(1, 1), {bad})) == errc::invalid);
  std::get<order_payload>(bad.message.payload).order.payment_method = std::string(70000, 'x');
  CHECK(refused(*db, reply{{}, {bad}, {}, {}}) == errc::too_large);
  CHECK_FALSE(*db->find_order(numbered(1, 1).id));
  CHECK(db->recover()->outbox.empty());
}

TEST_CASE("storage: a message is filed up to the stated length and refused by name beyond it") {
  fresh_directory at;
  auto db = at.open();
  auto long_one = some_send(action::new_order, order_payload{some_small_order(true)}, true);
  auto& text = std::get<order_payload>(long_one.message.payload).order.payment_method;
  text = "x";
  text = std::string(longest_message - to_canonical_json(long_one.message).size() + 1, 'x');
  REQUIRE(to_canonical_json(long_one.message).size() == longest_message);
  write_one(*db, reply{{}, {long_one}, {}, {}});
  text += 'x';
  const change too_long = reply{{}, {long_one}, {}, {}};
  auto done = db->write({&too_long, 1});
  REQUIRE(done);
  REQUIRE_FALSE(done->front());
  CHECK(done->front().why().code == errc::too_large);
  CHECK(done->front().why().text.find("new-order") != std::string::npos);
  CHECK(done->front().why().text.find("65537 bytes, at most 65536") != std::string::npos);
  CHECK(db->recover()->outbox.size() == 1);
}

TEST_CASE("storage: deliveries are read in pages, by id and without other effects") {
  fresh_directory at;
  auto db = at.open();
  const auto send = some_send(action::fiat_sent_ok, std::monostate{}, true);
  write_one(*db, decide(numbered(1, 1), {send, some_effect(1), send, send, some_effect(2)}));
  write_one(*db, decide(numbered(2, 1), {publish_dispute{}, some_effect(3), publish_rating{}}));
  CHECK(ids_of(*db->deliveries_after(0, 100)) == std::vector<outbox_id>{1, 3, 4, 6, 8});
  CHECK(ids_of(*db->deliveries_after(0, 2)) == std::vector<outbox_id>{1, 3});
  CHECK(ids_of(*db->deliveries_after(3, 2)) == std::vector<outbox_id>{4, 6});
  CHECK(db->deliveries_after(8, 2)->empty());
  CHECK(db->deliveries_after(std::numeric_limits<outbox_id>::max(), 2)->empty());
  CHECK(db->deliveries_after(0, 0)->empty());
}

TEST_CASE("storage: a journal entry of another decision is a bug and writes nothing") {
  fresh_directory at;
  auto db = at.open();
  auto mixed = decide(numbered(1, 1));
  mixed.write.journal.seq = 2;
  const std::vector<change> group{decide(numbered(2, 1)), mixed};
  CHECK_THROWS_AS(db->write(group), bug);
  CHECK_FALSE(*db->find_order(numbered(2, 1).id));
  write_one(*db, decide(numbered(2, 1)));
}

TEST_CASE("storage: an empty group is written") {
  fresh_directory at;
  auto db = at.open();
  auto done = db->write({});
  REQUIRE(done);
  CHECK(done->empty());
}
