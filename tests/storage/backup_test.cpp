// SPDX-License-Identifier: MIT
//
// Backups: of a database in use, of one that nobody uses, and what a program finds
// that opens one.
#include "tests/storage/fresh_directory.hpp"
#include "tests/storage/samples.hpp"

#include "storage/file_check.hpp"

#include <atomic>
#include <cstring>
#include <fstream>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace mostro;
using namespace mostro::storage;
using namespace mostro::storage::samples;

namespace {

constexpr unix_time noon{1'700'000'000};

unsigned mode_of(const std::filesystem::path& path) {
  struct stat about {};
  REQUIRE(stat(path.c_str(), &about) == 0);
  return about.st_mode & 07777;
}

std::filesystem::path beside(const fresh_directory& at, const char* name) {
  return at.path().parent_path() / name;
}

size_t entries_of(const std::filesystem::path& directory) {
  return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(directory), {}));
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Opens a backup as a start does.
std::unique_ptr<database> restored(const std::filesystem::path& backup) {
  auto opened = database::open({backup, size_t{1} << 20});
  if (!opened)
    FAIL(to_string(opened.why()));
  return *std::move(opened);
}

/// A database with open and closed orders and something in every other table.
void fill(database& db) {
  for (uint8_t fill = 1; fill <= 20; ++fill)
    write_one(db, decide(some_order(pending{}, false, fill),
                         {resolve_destination{std::string(200, 'x'), {}, 0}}));
  write_one(db, decide(some_order(closed{order_status::canceled, {}, {}, {}, {}}, false, 99)));
}

} // namespace

TEST_CASE("backup: a copy made while the database is used is complete, private and marked") {
  fresh_directory at;
  auto db = at.open();
  fill(*db);
  const auto before = umask(0);
  const auto made = db->back_up({beside(at, "copy"), noon, "node npub1x\n"});
  umask(before);
  INFO((made ? "" : made.why().text));
  REQUIRE(made);
  CHECK(made->directory == beside(at, "copy"));
  CHECK(made->orders == 21);
  CHECK(made->open_orders == 20);
  CHECK(made->layout == 2);
  CHECK(made->last_effect == 20);
  CHECK(made->bytes == std::filesystem::file_size(made->directory / "data.mdb"));
  CHECK(mode_of(made->directory) == 0700);
  for (const auto& file : std::filesystem::directory_iterator(made->directory))
    CHECK(mode_of(file.path()) == 0600);
  const std::string about = text_of(made->directory / "about.txt");
  CHECK_THAT(about, Catch::Contains("node npub1x") && Catch::Contains("20 of them open") &&
                        Catch::Contains("Not in here: settings.toml, .env"));

  auto copy = restored(made->directory);
  auto told = copy->recover();
  REQUIRE(told);
  CHECK(told->copied_at == noon);
  CHECK(told->open_orders == db->recover()->open_orders);
  CHECK(told->outbox == db->recover()->outbox);
  CHECK_FALSE(db->recover()->copied_at);
}

TEST_CASE("backup: the mark is there until it is removed, and a copy of a copy has it too") {
  fresh_directory at;
  fill(*at.open());
  REQUIRE(at.open()->back_up({beside(at, "first"), noon}));
  auto copy = restored(beside(at, "first"));
  REQUIRE(copy->back_up({beside(at, "second"), noon + seconds{60}}));
  CHECK(restored(beside(at, "second"))->recover()->copied_at == noon + seconds{60});
  REQUIRE(copy->forget_copy());
  CHECK_FALSE(copy->recover()->copied_at);
  copy.reset();
  CHECK_FALSE(restored(beside(at, "first"))->recover()->copied_at);
}

TEST_CASE("backup: each copy is one moment of a database that is written all the time") {
  fresh_directory at;
  auto db = at.open(size_t{64} << 10); // Grows while it is copied.
  std::atomic<bool> enough = false;
  std::atomic<uint64_t> written = 0;
  std::thread writer([&] {
    for (uint64_t seq = 1; !enough && seq < 4000; ++seq) {
      std::vector<change> group;
      for (uint8_t fill = 1; fill <= 3; ++fill)
        group.emplace_back(decide(some_order(pending{}, true, fill, seq),
                                  {resolve_destination{std::string(300, 'x'), {}, 0}}));
      if (!db->write(group))
        break;
      written = seq;
    }
  });
  uint64_t last = 0;
  for (int i = 0; i < 10; ++i) {
    const auto least = written.load();
    const auto made = db->back_up({beside(at, ("copy" + std::to_string(i)).c_str()), noon});
    REQUIRE(made);
    auto copy = restored(made->directory);
    const auto told = copy->recover();
    REQUIRE(told);
    for (const auto& one : told->open_orders) {
      CHECK(one.seq == told->open_orders.front().seq);
      CHECK(copy->journal_of(one.id)->size() == one.seq);
    }
    CHECK(made->last_effect >= last);
    if (!told->open_orders.empty())
      CHECK(told->open_orders.front().seq >= least);
    last = made->last_effect;
  }
  enough = true;
  writer.join();
  CHECK(written > 0);
}

TEST_CASE("backup: nothing is overwritten, and what failed leaves nothing behind") {
  fresh_directory at;
  auto db = at.open();
  fill(*db);
  const auto root = at.path().parent_path();
  const auto entries = entries_of(root);
  const auto why = [&](const std::filesystem::path& where) {
    const auto made = db->back_up({where, noon});
    REQUIRE_FALSE(made);
    CHECK_THAT(made.why().text, Catch::Contains("mend: "));
    return made.why().code;
  };
  CHECK(why(at.path()) == errc::conflict);
  CHECK(why("relative/place") == errc::invalid);
  CHECK(why(root / "") == errc::invalid);
  CHECK(why(root / "nowhere" / "copy") == errc::not_found);
  CHECK(entries_of(root) == entries);
  const auto given_up = db->back_up({root / "copy", noon, {}, [] { return true; }});
  REQUIRE_FALSE(given_up);
  CHECK(given_up.why().code == errc::unavailable);
  CHECK(entries_of(root) == entries);
}

TEST_CASE("backup: a place that cannot be written to is named with its mend") {
  fresh_directory at;
  auto db = at.open();
  const auto made = db->back_up({"/proc/backup", noon});
  REQUIRE_FALSE(made);
  CHECK_THAT(made.why().text, Catch::Contains("/proc/backup"));
}

TEST_CASE("backup: a database that nobody uses is copied from its files, one in use is not") {
  fresh_directory at;
  {
    auto db = at.open();
    fill(*db);
    const auto made = back_up_files(at.path(), {beside(at, "copy"), noon});
    REQUIRE_FALSE(made);
    CHECK(made.why().code == errc::conflict);
  }
  const auto made = back_up_files(at.path(), {beside(at, "copy"), noon});
  INFO((made ? "" : made.why().text));
  REQUIRE(made);
  CHECK(made->open_orders == 20);
  CHECK(restored(made->directory)->recover()->open_orders.size() == 20);
  CHECK_FALSE(at.open()->recover()->copied_at);
  const auto none = back_up_files(beside(at, "nothing"), {beside(at, "copy2"), noon});
  REQUIRE_FALSE(none);
  CHECK(none.why().code == errc::not_found);
  CHECK_FALSE(std::filesystem::exists(beside(at, "nothing")));
}

TEST_CASE("backup: a file with a lost page is copied as it is") {
  fresh_directory at;
  {
    auto db = at.open();
    fill(*db);
  }
  // One page more at the end that nothing names: both meta pages count it.
  std::string file = text_of(at.data_file());
  constexpr size_t last_page_at = 16 + 24 + 2 * 48;
  for (const size_t meta : {size_t{0}, size_t{4096}}) {
    uint64_t last = 0;
    std::memcpy(&last, file.data() + meta + last_page_at, sizeof last);
    ++last;
    std::memcpy(file.data() + meta + last_page_at, &last, sizeof last);
    file.resize(std::max(file.size(), (last + 1) * 4096));
  }
  std::ofstream(at.data_file(), std::ios::binary) << file;
  const auto made = at.open()->back_up({beside(at, "copy"), noon});
  INFO((made ? "" : made.why().text));
  REQUIRE(made);
  CHECK(restored(made->directory)->recover()->open_orders.size() == 20);
}
