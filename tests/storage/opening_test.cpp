// SPDX-License-Identifier: MIT
#include "tests/storage/fresh_directory.hpp"
#include "tests/storage/samples.hpp"

#include "storage/file_check.hpp"
#include "storage/lmdb_environment.hpp"
#include "storage/tables.hpp"

#include <fstream>
#include <random>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace mostro;
using namespace mostro::storage;
using namespace mostro::storage::samples;

namespace {

unsigned mode_of(const std::filesystem::path& path) {
  struct stat about {};
  REQUIRE(stat(path.c_str(), &about) == 0);
  return about.st_mode & 07777;
}

error why_not_open(const fresh_directory& at) {
  auto opened = database::open({at.path(), size_t{1} << 20});
  REQUIRE_FALSE(opened);
  return opened.why();
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::filesystem::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

/// A database with several pages per table, long values and free pages.
void fill(database& db) {
  for (uint64_t seq = 1; seq <= 6; ++seq)
    for (uint8_t fill = 1; fill <= 30; ++fill) {
      auto next = decide(some_order(active{some_trade(true), some_escrow(true)}, true, fill, seq),
                         {resolve_destination{std::string(fill == 3 ? 9000 : 50, 'x'), {}, 0}});
      next.answers = (seq - 2) * 30 + fill;
      write_one(db, next);
    }
}

/// Does everything that a damaged file could make fail; it may fail, not die.
void use_everything(const fresh_directory& at) {
  auto opened = database::open({at.path(), size_t{1} << 20});
  if (!opened) {
    CHECK(opened.why().code == errc::damaged);
    return;
  }
  database& db = **opened;
  (void)db.recover();
  for (uint8_t fill = 1; fill <= 30; ++fill) {
    auto found = db.find_order(id_of<order_id>(fill));
    (void)db.journal_of(id_of<order_id>(fill));
    const uint64_t seq = found && *found ? (*found)->seq + 1 : 1;
    const change next = decide(some_order(pending{}, false, fill, seq),
                               {resolve_destination{std::string(5000, 'y'), {}, 0}});
    (void)db.write({&next, 1});
  }
}

} // namespace

TEST_CASE("storage: directory and files are private, also when they were not before") {
  fresh_directory at;
  const auto before = umask(0);
  at.open();
  CHECK(mode_of(at.path()) == 0700);
  CHECK(mode_of(at.data_file()) == 0600);
  chmod(at.data_file().c_str(), 0644);
  at.open();
  for (const auto& file : std::filesystem::directory_iterator(at.path()))
    CHECK(mode_of(file.path()) == 0600);
  umask(before);
}

TEST_CASE("storage: two databases cannot share a directory") {
  fresh_directory at;
  auto db = at.open();
  CHECK(why_not_open(at).code == errc::conflict);
  CHECK(why_not_open(at).text.find(at.path().string()) != std::string::npos);
  const pid_t child = fork();
  if (child == 0) {
    auto opened = database::open({at.path(), size_t{1} << 20});
    _exit(!opened && opened.why().code == errc::conflict ? 7 : 1);
  }
  int how = 0;
  REQUIRE(waitpid(child, &how, 0) == child);
  CHECK(WEXITSTATUS(how) == 7);
  db.reset();
  at.open();
}

TEST_CASE("storage: a newer layout is refused, named and left as it is") {
  fresh_directory at;
  at.open();
  {
    auto env = environment::open(at.path(), 1 << 20);
    REQUIRE(env);
    REQUIRE(env->open_tables(table_names, {}));
    transaction txn(*env, transaction::access::write);
    txn.put(table::meta, as_bytes(layout_key), big_endian(layout_version + 6));
    REQUIRE(txn.commit());
  }
  const std::string before = read_file(at.data_file());
  const error why = why_not_open(at);
  CHECK(why.code == errc::damaged);
  CHECK(why.text.find(at.data_file().string()) != std::string::npos);
  CHECK(why.text.find("version 8") != std::string::npos);
  CHECK(why.text.find("up to 2") != std::string::npos);
  CHECK(why.text.find("run the newer program") != std::string::npos);
  CHECK(read_file(at.data_file()) == before);
}

TEST_CASE("storage: a file that is no database is refused and left as it is") {
  for (const size_t size : {1u, 100u, 4096u, 8191u, 8192u, 100000u}) {
    for (const char content : {'\0', 'x', '\xff'}) {
      fresh_directory at;
      std::filesystem::create_directory(at.path());
      const std::string garbage(size, content);
      write_file(at.data_file(), garbage);
      const error why = why_not_open(at);
      CHECK(why.code == errc::damaged);
      CHECK(why.text.find(at.data_file().string()) != std::string::npos);
      CHECK(read_file(at.data_file()) == garbage);
    }
  }
  fresh_directory at;
  std::filesystem::create_directories(at.data_file());
  CHECK(why_not_open(at).code != errc::conflict);
}

TEST_CASE("storage: a sound file passes the check, also with long values and free pages") {
  fresh_directory at;
  {
    auto db = at.open();
    fill(*db);
  }
  auto sound = check_database_file(at.data_file());
  INFO((sound ? "" : sound.why().text));
  CHECK(sound);
  CHECK(at.open()->recover()->open_orders.size() == 30);
}

TEST_CASE("storage: a file cut short anywhere is refused or whole, never a crash") {
  fresh_directory at;
  {
    auto db = at.open();
    fill(*db);
  }
  const std::string sound = read_file(at.data_file());
  size_t refused_cuts = 0;
  for (size_t size = 4096; size < sound.size(); size += 4096 * 5) {
    write_file(at.data_file(), sound.substr(0, size));
    refused_cuts += !check_database_file(at.data_file());
    use_everything(at);
  }
  CHECK(refused_cuts > 0);
}

TEST_CASE("storage: garbage in any page is an error or harmless, never a crash") {
  fresh_directory at;
  {
    auto db = at.open();
    fill(*db);
  }
  const std::string sound = read_file(at.data_file());
  std::mt19937 random(1);
  for (size_t page = 0; page < sound.size() / 4096; page += 7) {
    std::string bad = sound;
    for (size_t i = 0; i < 4096; ++i)
      bad[page * 4096 + i] = page % 2 ? static_cast<char>(random()) : '\0';
    write_file(at.data_file(), bad);
    use_everything(at);
  }
  for (int round = 0; round < 40; ++round) {
    std::string bad = sound;
    for (int flips = 0; flips < 40; ++flips)
      bad[random() % bad.size()] = static_cast<char>(random());
    write_file(at.data_file(), bad);
    use_everything(at);
  }
}

TEST_CASE("storage: a damaged record is named and never guessed") {
  fresh_directory at;
  write_one(*at.open(), decide(some_order()));
  {
    auto env = environment::open(at.path(), 1 << 20);
    REQUIRE(env);
    REQUIRE(env->open_tables(table_names, {}));
    transaction txn(*env, transaction::access::write);
    txn.put(table::orders, some_order().id.data, as_bytes("\x01garbage"));
    REQUIRE(txn.commit());
  }
  auto db = at.open();
  auto found = db->find_order(some_order().id);
  REQUIRE_FALSE(found);
  CHECK(found.why().code == errc::damaged);
  CHECK(found.why().text.find("orders/" + to_hex(some_order().id.data)) != std::string::npos);
  const change next = decide(some_order(pending{}, false, 0x61, 2));
  auto done = db->write({&next, 1});
  REQUIRE_FALSE(done);
  CHECK(done.why().code == errc::damaged);
}
