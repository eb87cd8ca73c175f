// SPDX-License-Identifier: MIT
//
// The lines of what happened around an order.
#include "tests/storage/fresh_directory.hpp"
#include "tests/storage/samples.hpp"

using namespace mostro;
using namespace mostro::storage;
using namespace mostro::storage::samples;

namespace {

std::vector<trace_entry> lines_of(const database& db, uint8_t fill) {
  return *db.trace_of(id_of<order_id>(fill));
}

send_message refusing(std::optional<refusal> why) {
  return some_send(action::cant_do, cant_do_payload{why}, true);
}

} // namespace

TEST_CASE("storage: trace lines come back in their order, each order's apart") {
  fresh_directory at;
  {
    auto db = at.open();
    CHECK(lines_of(*db, 1).empty());
    write_one(*db, note_trace{{some_line(1, "a"), some_line(0xff, "b"), some_line(1, "c")}});
    write_one(*db, note_trace{{some_line(0, "d"), some_line(0xff, "e")}});
    write_one(*db, note_trace{{}});
  }
  auto db = at.open();
  write_one(*db, note_trace{{some_line(1, "f")}});
  CHECK(lines_of(*db, 1) == std::vector{some_line(1, "a"), some_line(1, "c"), some_line(1, "f")});
  CHECK(lines_of(*db, 0xff) == std::vector{some_line(0xff, "b"), some_line(0xff, "e")});
  CHECK(lines_of(*db, 0) == std::vector{some_line(0, "d")});
  CHECK(lines_of(*db, 2).empty());
}

TEST_CASE("storage: beyond a thousand lines an order loses its oldest, and no other order's") {
  fresh_directory at;
  auto db = at.open();
  write_one(*db, note_trace{{some_line(1, "other"), some_line(3, "other")}});
  note_trace many;
  for (size_t i = 0; i < most_trace_lines + 5; ++i)
    many.entries.push_back(some_line(2, std::to_string(i)));
  write_one(*db, many);
  db.reset();
  db = at.open();
  write_one(*db, note_trace{{some_line(2, "last")}});
  const auto kept = lines_of(*db, 2);
  REQUIRE(kept.size() == most_trace_lines);
  CHECK(kept.front().text == "6");
  CHECK(kept.back().text == "last");
  CHECK(lines_of(*db, 1).size() == 1);
  CHECK(lines_of(*db, 3).size() == 1);
}

TEST_CASE("storage: a long trace text is cut, but not within a character") {
  fresh_directory at;
  auto db = at.open();
  write_one(*db, note_trace{{some_line(1, std::string(longest_trace_text, 'x')),
                             some_line(1, std::string(70000, 'x')),
                             some_line(1, std::string(longest_trace_text - 1, 'x') + "\xc3\xa9")}});
  const auto kept = lines_of(*db, 1);
  REQUIRE(kept.size() == 3);
  CHECK(kept[0].text.size() == longest_trace_text);
  CHECK(kept[1].text.size() == longest_trace_text);
  CHECK(kept[2].text.size() == longest_trace_text - 1);
}

TEST_CASE("storage: a refusal about an order is noted, with the time of its request") {
  fresh_directory at;
  auto db = at.open();
  const auto about = id_of<order_id>(1);
  const auto request = id_of<event_id>(0x81);
  write_one(*db, keep_inbound{request, {1234}, "{}"});
  write_one(*db, reply{about, {refusing(refusal::not_allowed_by_status)}, {}, request});
  write_one(*db, reply{about, {refusing({})}, {}, {}});
  const auto kept = lines_of(*db, 1);
  REQUIRE(kept.size() == 2);
  CHECK(kept[0] == trace_entry{about, {1234}, "refused", "cant-do: not_allowed_by_status"});
  CHECK(kept[1] == trace_entry{about, {}, "refused", "cant-do: no reason"});
}

TEST_CASE("storage: answers, refusals about no order and refused changes leave no line") {
  fresh_directory at;
  auto db = at.open();
  const auto about = id_of<order_id>(1);
  write_one(*db, reply{{}, {refusing(refusal::not_allowed_by_status)}, {}, {}});
  write_one(*db, reply{about, {some_send(action::fiat_sent_ok, std::monostate{}, true)}, {}, {}});
  auto bad = some_send(action::new_order, order_payload{some_small_order(true)}, true);
  std::get<order_payload>(bad.message.payload).order.payment_method = "\xff";
  CHECK(refused(*db, reply{about, {refusing({}), bad}, {}, {}}) == errc::invalid);
  CHECK(lines_of(*db, 1).empty());
  CHECK(lines_of(*db, 0).empty());
}
