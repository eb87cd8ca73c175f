// SPDX-License-Identifier: MIT
//
// A disk that is full or read-only: a clear text, nothing promised is lost, and it goes
// on when the trouble is gone. Damage is in opening_test.cpp.
#include "tests/storage/fresh_directory.hpp"
#include "tests/storage/samples.hpp"
#include "tests/support/small_disk.hpp"

#include <sys/wait.h>

using namespace mostro;
using namespace mostro::storage;
using namespace mostro::storage::samples;
using mostro::test::small_disk;

namespace {

constexpr const char* room_for_some = "600k";

result<std::unique_ptr<database>> open_on(const small_disk& disk) {
  return database::open({disk.path() / "db", size_t{1} << 20});
}

change next_decision(uint64_t seq) {
  return decide(some_order(pending{}, true, 1, seq),
                {resolve_destination{std::string(2000, 'x'), {}, 0}});
}

/// Writes decisions of one order until one fails; returns the last that was acknowledged.
uint64_t write_until_it_fails(database& db, uint64_t from, error& why) {
  for (uint64_t seq = from; seq < from + 5000; ++seq) {
    const change next = next_decision(seq);
    auto done = db.write({&next, 1});
    if (!done) {
      why = done.why();
      return seq - 1;
    }
    REQUIRE(done->front());
  }
  FAIL("the disk never got full");
  return 0;
}

} // namespace

TEST_CASE("trouble: a full disk is named, everything acknowledged is there when there is room") {
  const small_disk disk(room_for_some);
  if (!disk.is_there())
    return;
  error why;
  uint64_t last = 0;
  {
    auto db = open_on(disk);
    REQUIRE(db);
    last = write_until_it_fails(**db, 1, why);
    CHECK(why.code == errc::io);
    CHECK_THAT(why.text, Catch::Contains((disk.path() / "db" / "data.mdb").string()) &&
                             Catch::Contains("No space left on device") &&
                             Catch::Contains("mend: make room"));
    // What was written before can still be read.
    CHECK((*db)->journal_of(id_of<order_id>(1))->size() == last);
  }
  REQUIRE(last > 5);
  disk.fill();
  {
    auto db = open_on(disk); // Reading needs no room.
    REQUIRE(db);
    CHECK((*db)->recover()->open_orders.front().seq == last);
    const auto again = write_until_it_fails(**db, last + 1, why);
    CHECK(again >= last); // Free pages may be left.
    last = again;
  }
  disk.make_room();
  auto db = open_on(disk);
  REQUIRE(db);
  CHECK((*db)->journal_of(id_of<order_id>(1))->size() == last);
  std::vector<outbox_id> rows;
  for (const auto& row : (*db)->recover().value().outbox)
    rows.push_back(row.id);
  write_one(**db, retire_outbox{rows});
  write_one(**db, next_decision(last + 1));
}

TEST_CASE("trouble: a start on a full disk fails in words, not by a signal") {
  const small_disk disk(room_for_some);
  if (!disk.is_there())
    return;
  const bool had_database = GENERATE(false, true);
  if (had_database) {
    REQUIRE(open_on(disk));
    std::filesystem::remove(disk.path() / "db" / "lock.mdb"); // LMDB writes it through a map.
  } else {
    std::filesystem::create_directory(disk.path() / "db");
  }
  disk.fill();
  const pid_t child = fork();
  if (child == 0) {
    const auto opened = open_on(disk);
    const bool is_clear = !opened && opened.why().text.find("mend: make room") != std::string::npos;
    _exit(is_clear ? 7 : 1);
  }
  int how = 0;
  REQUIRE(waitpid(child, &how, 0) == child);
  REQUIRE(WIFEXITED(how));
  CHECK(WEXITSTATUS(how) == 7);
  disk.make_room();
  auto db = open_on(disk);
  REQUIRE(db);
  write_one(**db, next_decision(1));
}

TEST_CASE("trouble: a read-only disk is named with its mend, and nothing is lost") {
  const small_disk disk(room_for_some);
  if (!disk.is_there())
    return;
  write_one(**open_on(disk), next_decision(1));
  REQUIRE(disk.set_read_only(true));
  const auto opened = open_on(disk);
  REQUIRE_FALSE(opened);
  CHECK(opened.why().code == errc::io);
  CHECK_THAT(opened.why().text, Catch::Contains("Read-only file system") &&
                                    Catch::Contains("mend: mount the disk writable"));
  REQUIRE(disk.set_read_only(false));
  CHECK((*open_on(disk))->recover()->open_orders.size() == 1);
}

TEST_CASE("trouble: a backup to a full disk leaves nothing there and harms nothing") {
  const small_disk disk("64k");
  if (!disk.is_there())
    return;
  fresh_directory at;
  auto db = at.open();
  for (uint64_t seq = 1; seq <= 60; ++seq)
    write_one(*db, next_decision(seq));
  const auto made = db->back_up({disk.path() / "copy", {1'700'000'000}});
  REQUIRE_FALSE(made);
  CHECK(made.why().code == errc::io);
  CHECK_THAT(made.why().text, Catch::Contains("No space left") && Catch::Contains("make room"));
  CHECK(std::filesystem::is_empty(disk.path()));
  write_one(*db, next_decision(61));
}

TEST_CASE("trouble: a database that belongs to another user is named with its mend") {
  if (geteuid() != 0) {
    std::cout << "SKIPPED: only root can become another user" << std::endl;
    return;
  }
  fresh_directory at;
  at.open();
  std::filesystem::permissions(at.path().parent_path(), std::filesystem::perms{0755});
  const pid_t child = fork();
  if (child == 0) {
    constexpr uid_t nobody = 65534;
    if (setgid(nobody) != 0 || setuid(nobody) != 0)
      _exit(2);
    const auto opened = database::open({at.path(), size_t{1} << 20});
    const bool is_clear =
        !opened && opened.why().text.find("mend: give the files") != std::string::npos;
    _exit(is_clear ? 7 : 1);
  }
  int how = 0;
  REQUIRE(waitpid(child, &how, 0) == child);
  CHECK(WEXITSTATUS(how) == 7);
}
