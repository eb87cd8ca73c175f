// SPDX-License-Identifier: MIT
#include "actors/import/import_run.hpp"

#include "actors/import/identity_cipher.hpp"
#include "actors/import/plan_mapper.hpp"
#include "actors/import/sqlite_file.hpp"
#include "actors/import/summary_mapper.hpp"
#include "storage/database.hpp"
#include "storage/directory_lock.hpp"

namespace mostro::importing {

namespace {

namespace fs = std::filesystem;

import_report refused(const std::string& why) {
  return {false, "error: " + why + "\nNothing was imported.\n"};
}

result<import_source> read_source(const fs::path& file, const fs::path& workplace) {
  auto db = sqlite_file::open(file, workplace);
  if (!db)
    return db.why();
  if (auto there = (*db)->has_table("orders"); !there || !*there)
    return there ? fail(errc::invalid, file.string() + ": no table orders; is this the old "
                                                       "daemon's mostro.db?")
                 : there.why();
  import_source out;
  for (auto [table, rows] : {std::pair{"orders", &out.orders},
                             {"disputes", &out.disputes},
                             {"users", &out.users},
                             {"bonds", &out.bonds}}) {
    auto read = (*db)->rows_of(table);
    if (!read)
      return read.why();
    *rows = *std::move(read);
  }
  return out;
}

storage::change change_of(const imported_user& u) {
  return storage::keep_user{u.identity, u.last_trade_index, u.created_at, u.ratings, u.solver};
}

storage::change change_of(imported_order order, unix_time now) {
  storage::decision out;
  auto& write = out.write;
  write.journal.order = order.state.id;
  write.journal.seq = order.state.seq;
  write.journal.at = now;
  write.journal.cause = "imported";
  write.journal.details = std::string{to_string(status_of(order.state))};
  for (auto& effect : order.effects)
    write.journal.effects.emplace_back(name_of(effect));
  write.next = std::move(order.state);
  write.effects = std::move(order.effects);
  return out;
}

std::vector<storage::change> changes_of(import_plan plan, unix_time now) {
  std::vector<storage::change> out;
  for (auto& user : plan.users)
    out.push_back(change_of(user));
  for (auto& order : plan.orders) {
    auto fee = std::move(order.fee);
    out.push_back(change_of(std::move(order), now));
    if (fee)
      out.push_back(storage::keep_dev_fee{*std::move(fee), {}});
  }
  return out;
}

/// Writes everything in one transaction, and reads it back as a start would.
status write_all(const fs::path& directory, import_plan plan, unix_time now) {
  auto db = storage::database::open({directory});
  if (!db)
    return db.why();
  auto changes = changes_of(std::move(plan), now);
  auto written = (*db)->write(changes);
  if (!written)
    return written.why();
  for (auto& one : *written)
    if (!one)
      return one.why();
  if (auto back = (*db)->recover(); !back)
    return back.why();
  return done();
}

/// Builds the database beside its place and moves it there when it is complete.
status write_database(const fs::path& place, import_plan plan, unix_time now) {
  auto building = fs::path{place.string() + ".importing"};
  std::error_code ec;
  fs::remove_all(building, ec); // Of an import that was cut short.
  if (auto written = write_all(building, std::move(plan), now); !written) {
    fs::remove_all(building, ec);
    return written;
  }
  fs::rename(building, place, ec);
  if (ec)
    return fail(errc::io, place.string() + ": " + ec.message());
  return storage::sync_directory(place.parent_path());
}

import_facts facts_of(const settings& s, unix_time now) {
  auto via = s.instance.transport.nip44 ? transport::nip44 : transport::gift_wrap;
  return {now, s.policy, via};
}

} // namespace

import_report import_database(const settings& s, const import_request& request) {
  auto place = s.directory / "mostro.lmdb";
  std::error_code ec;
  if (fs::exists(place, ec) || ec)
    return refused(place.string() + " exists already; an import starts with none: move it away");
  auto source = read_source(request.file, s.directory);
  if (!source)
    return refused(source.why().text);
  if (!request.password.reveal().empty())
    if (auto opened = open_identities(source->orders, request.password); !opened)
      return refused(opened.why().text + "; give the password that the old daemon was used with");
  auto plan = plan_import(*source, facts_of(s, request.now));
  auto text = summary_of(plan) + findings_of(plan);
  if (is_refused(plan))
    return {false, text + "Nothing was imported: mend what is refused, then try again.\n"};
  if (auto written = write_database(place, std::move(plan), request.now); !written)
    return refused(written.why().text);
  return {true, text + "Imported into " + place.string() +
                    ". Never start the old daemon with this key again.\n"};
}

} // namespace mostro::importing
