// SPDX-License-Identifier: MIT
//
// A child process writes and is killed at any moment; what it was told to be
// written must be there, and what is there must agree with itself.
#include "tests/storage/fresh_directory.hpp"
#include "tests/storage/samples.hpp"

#include <random>
#include <set>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace mostro;
using namespace mostro::storage;
using namespace mostro::storage::samples;

namespace {

constexpr std::array<uint8_t, 3> fills{1, 2, 3};

/// What the child says after each group that is written.
struct told {
  uint64_t seq = 0;
  outbox_id last_id = 0;
};

/// The three orders' next decisions; each files two effects marked with its seq
/// and a rating, and answers the first of its former ones. With a line of each trace.
std::vector<change> next_group(database& db) {
  std::vector<change> out;
  for (uint8_t fill : fills) {
    auto stored = db.find_order(id_of<order_id>(fill));
    const uint64_t seq = (*stored ? (*stored)->seq : 0) + 1;
    auto next = decide(some_order(pending{}, true, fill, seq),
                       {resolve_destination{"a", {}, seq}, resolve_destination{"b", {}, seq}});
    const auto waiting = *db.outbox_of(id_of<order_id>(fill));
    if (!waiting.empty())
      next.answers = waiting.front().id;
    next.write.next.dispute = some_dispute(true);
    next.write.next.dispute->id = id_of<dispute_id>(fill);
    next.write.effects.push_back(owe_dev_fee{id_of<order_id>(fill), sats{fill}});
    next.rates = rating_vote{id_of<public_key>(0x12), id_of<public_key>(fill), 5, {1700000000}};
    out.push_back(note_trace{{some_line(fill)}});
    out.push_back(keep_prices{{some_price("VES", static_cast<double>(seq))}});
    out.push_back(next);
  }
  return out;
}

[[noreturn]] void write_until_killed(const fresh_directory& at, int out) {
  auto db = database::open({at.path(), size_t{1} << 16});
  if (!db)
    _exit(1);
  for (;;) {
    auto group = next_group(**db);
    auto done = (*db)->write(group);
    if (!done || !done->back())
      _exit(2);
    const told line{std::get<decision>(group.back()).write.next.seq,
                    done->back()->outbox.back().id};
    if (write(out, &line, sizeof line) != sizeof line)
      _exit(3);
  }
}

/// Starts a child, kills it after `lifetime` and returns the last thing it said.
told run_and_kill(const fresh_directory& at, useconds_t lifetime) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    write_until_killed(at, ends[1]);
  }
  close(ends[1]);
  told last, line;
  // The first groups are waited for, so that every child gets to writing.
  for (int i = 0; i < 2 && read(ends[0], &line, sizeof line) == sizeof line; ++i)
    last = line;
  usleep(lifetime);
  kill(child, SIGKILL);
  while (read(ends[0], &line, sizeof line) == sizeof line)
    last = line;
  close(ends[0]);
  int how = 0;
  REQUIRE(waitpid(child, &how, 0) == child);
  CHECK(WIFSIGNALED(how)); // It did not fail by itself.
  return last;
}

void check_order(database& db, uint8_t fill, uint64_t seq) {
  const auto id = id_of<order_id>(fill);
  const auto stored = *db.find_order(id);
  REQUIRE(stored);
  CHECK(stored->seq == seq);
  const auto journal = *db.journal_of(id);
  REQUIRE(journal.size() == seq);
  CHECK(journal.back().seq == seq);
  // Three effects filed and one answered per decision, the last one's still there.
  const auto waiting = *db.outbox_of(id);
  REQUIRE(waiting.size() == 2 * seq + 1);
  for (const auto& row : waiting)
    if (const auto* marked = std::get_if<resolve_destination>(&row.effect))
      CHECK(marked->claims <= seq);
  CHECK(std::get<resolve_destination>(waiting[waiting.size() - 2].effect).claims == seq);
  CHECK(std::holds_alternative<publish_rating>(waiting.back().effect));
  CHECK(*db.order_of_dispute(id_of<dispute_id>(fill)) == id);
  CHECK(db.trace_of(id)->size() == std::min<uint64_t>(seq, most_trace_lines));
}

} // namespace

TEST_CASE("storage: a kill at any moment loses nothing that was written and halves nothing") {
  fresh_directory at;
  std::mt19937 random(7);
  outbox_id highest = 0;
  for (int round = 0; round < 25; ++round) {
    const told last = run_and_kill(at, static_cast<useconds_t>(random() % 6000));
    auto db = at.open(size_t{1} << 16);
    const auto back = db->recover();
    REQUIRE(back);
    REQUIRE(back->open_orders.size() == fills.size());
    const uint64_t seq = back->open_orders.front().seq;
    // Written before the kill, at most one group more than was said.
    CHECK(seq >= last.seq);
    CHECK(seq <= last.seq + 1);
    std::set<outbox_id> ids;
    for (uint8_t fill : fills)
      check_order(*db, fill, seq);
    const auto rated = *db->find_user(id_of<public_key>(0x12));
    REQUIRE(rated);
    CHECK(rated->total_reviews == static_cast<int64_t>(seq * fills.size()));
    CHECK(back->unpaid_dev_fees.size() == fills.size());
    CHECK(back->prices == std::vector{some_price("VES", static_cast<double>(seq))});
    for (const auto& row : back->outbox)
      ids.insert(row.id);
    CHECK(ids.size() == back->outbox.size());
    highest = std::max({highest, last.last_id, *ids.rbegin()});
    const auto group = next_group(*db);
    auto done = db->write(group);
    REQUIRE(done);
    CHECK((*done)[2]->outbox.front().id > highest); // The first decision.
    highest = done->back()->outbox.back().id;
  }
}
