// SPDX-License-Identifier: MIT
#include "storage/lmdb_environment.hpp"

#include "storage/disk_trouble.hpp"

#include <lmdb.h>

namespace mostro::storage {
namespace {

constexpr size_t smallest_map = size_t{64} << 10;
constexpr MDB_dbi most_tables = 32;
constexpr mdb_mode_t private_file = 0600;

MDB_val to_val(byte_view data) { return MDB_val{data.size(), const_cast<uint8_t*>(data.data())}; }
byte_view to_view(const MDB_val& value) {
  return {static_cast<const uint8_t*>(value.mv_data), value.mv_size};
}

/// Codes that mean that the file, not the machine, is at fault.
bool is_damage(int code) {
  return code == MDB_INVALID || code == MDB_VERSION_MISMATCH || code == MDB_CORRUPTED ||
         code == MDB_PAGE_NOTFOUND || code == MDB_INCOMPATIBLE;
}

error explain(int returned, const std::filesystem::path& path, const char* what) {
  const int code = cause_of(returned, path);
  std::string text = path.string() + ": " + what + ": " + mdb_strerror(code);
  if (is_damage(code))
    return error{errc::damaged, text + "; restore the directory from a backup"};
  return error{errc::io, text + mend_of(code)};
}

} // namespace

void environment::closer::operator()(MDB_env* env) const { mdb_env_close(env); }

result<environment> environment::open(const std::filesystem::path& directory, size_t map_size,
                                      users who) {
  environment out;
  out.path_ = directory / "data.mdb";
  MDB_env* raw = nullptr;
  if (int code = mdb_env_create(&raw))
    return explain(code, out.path_, "cannot prepare");
  out.env_.reset(raw);
  constexpr size_t page = 4096;
  const size_t rounded = std::max(smallest_map, (map_size + page - 1) / page * page);
  int code = mdb_env_set_mapsize(raw, rounded);
  if (!code)
    code = mdb_env_set_maxdbs(raw, most_tables);
  // NOTLS: a read transaction may end on another thread than it began on.
  if (!code)
    code = mdb_env_open(raw, directory.c_str(), MDB_NOTLS | (who == users::one ? MDB_NOLOCK : 0u),
                        private_file);
  if (code)
    return explain(code, out.path_, "cannot open the database");
  return out;
}

result<std::optional<bytes>> environment::peek(const char* table, byte_view key) const {
  using found = std::optional<bytes>;
  MDB_txn* txn = nullptr;
  int code = mdb_txn_begin(env_.get(), nullptr, MDB_RDONLY, &txn);
  if (code)
    return explain(code, path_, "cannot begin");
  MDB_dbi handle = 0;
  MDB_val name = to_val(key);
  MDB_val value{};
  code = mdb_dbi_open(txn, table, 0, &handle);
  if (!code)
    code = mdb_get(txn, handle, &name, &value);
  const byte_view view = code ? byte_view{} : to_view(value);
  found out{std::in_place, view.begin(), view.end()};
  mdb_txn_abort(txn); // Closes the handle too.
  if (code == MDB_NOTFOUND)
    return found{};
  if (code)
    return explain(code, path_, "cannot read");
  return out;
}

status environment::open_tables(std::span<const char* const> tables, const first_record& first,
                                size_t required) {
  MDB_txn* txn = nullptr;
  if (int code = mdb_txn_begin(env_.get(), nullptr, 0, &txn))
    return explain(code, path_, "cannot begin");
  std::unique_ptr<MDB_txn, void (*)(MDB_txn*)> unless_committed{txn, mdb_txn_abort};
  MDB_dbi names = 0;
  MDB_stat about{};
  int code = mdb_dbi_open(txn, nullptr, 0, &names);
  if (!code)
    code = mdb_stat(txn, names, &about);
  const bool is_new = about.ms_entries == 0;
  for (size_t i = 0; i < tables.size() && !code; ++i) {
    const unsigned flags = is_new || i >= required ? MDB_CREATE : 0;
    code = mdb_dbi_open(txn, tables[i], flags, &handles_.emplace_back());
    if (code == MDB_NOTFOUND)
      return error{errc::damaged, path_.string() + ": sub-database " + tables[i] +
                                      " is missing; restore the directory from a backup"};
  }
  MDB_val key = to_val(first.key);
  MDB_val value = to_val(first.value);
  if (!code && is_new)
    code = mdb_put(txn, handles_.at(first.table), &key, &value, 0);
  // A handle that is opened in a transaction dies with it unless that commits.
  if (!code)
    code = mdb_txn_commit(unless_committed.release());
  return code ? status{explain(code, path_, "cannot open the sub-databases")} : done();
}

status environment::copy(int descriptor, free_pages what) const {
  const unsigned flags = what == free_pages::left_out ? MDB_CP_COMPACT : 0u;
  if (int code = mdb_env_copyfd2(env_.get(), descriptor, flags))
    return explain(code, path_, "cannot copy the database");
  return done();
}

status environment::grow() {
  const size_t doubled = map_size() * 2;
  if (int code = mdb_env_set_mapsize(env_.get(), doubled))
    return explain(code, path_, "cannot enlarge the map");
  return done();
}

size_t environment::map_size() const {
  MDB_envinfo info{};
  mdb_env_info(env_.get(), &info);
  return info.me_mapsize;
}

transaction::transaction(const environment& env, access how) : env_(env) {
  const unsigned flags = how == access::read ? MDB_RDONLY : 0;
  note(mdb_txn_begin(env.env_.get(), nullptr, flags, &txn_), "cannot begin");
}

transaction::~transaction() {
  if (txn_)
    mdb_txn_abort(txn_);
}

void transaction::note(int code, const char* what) {
  if (code == MDB_SUCCESS)
    return;
  if (!failure_ && code == MDB_MAP_FULL)
    map_full_ = true;
  fail(explain(code, env_.path_, what));
}

void transaction::fail(error why) {
  if (!failure_)
    failure_ = std::move(why);
}

status transaction::outcome() const {
  if (failure_)
    return *failure_;
  return done();
}

std::optional<byte_view> transaction::get(table_number table, byte_view key) {
  if (failure_)
    return std::nullopt;
  MDB_val name = to_val(key);
  MDB_val value{};
  const int code = mdb_get(txn_, env_.handles_.at(table), &name, &value);
  if (code == MDB_SUCCESS)
    return to_view(value);
  if (code != MDB_NOTFOUND)
    note(code, "cannot read");
  return std::nullopt;
}

void transaction::put(table_number table, byte_view key, byte_view value) {
  if (failure_)
    return;
  MDB_val name = to_val(key);
  MDB_val content = to_val(value);
  note(mdb_put(txn_, env_.handles_.at(table), &name, &content, 0), "cannot write");
}

bool transaction::erase(table_number table, byte_view key) {
  if (failure_)
    return false;
  MDB_val name = to_val(key);
  const int code = mdb_del(txn_, env_.handles_.at(table), &name, nullptr);
  if (code != MDB_NOTFOUND)
    note(code, "cannot erase");
  return code == MDB_SUCCESS;
}

uint64_t transaction::count(table_number table) {
  MDB_stat about{};
  if (!failure_)
    note(mdb_stat(txn_, env_.handles_.at(table), &about), "cannot count");
  return about.ms_entries;
}

status transaction::commit() {
  if (failure_)
    return *failure_;
  // Frees the transaction whether it succeeds or not.
  note(mdb_txn_commit(std::exchange(txn_, nullptr)), "cannot commit");
  return outcome();
}

cursor::cursor(transaction& within, table_number table) : within_(within) {
  if (within.failure_)
    return;
  within.note(mdb_cursor_open(within.txn_, within.env_.handles_.at(table), &cursor_),
              "cannot open a cursor");
}

cursor::~cursor() {
  if (cursor_)
    mdb_cursor_close(cursor_);
}

bool cursor::seek(byte_view from) { return move(from.empty() ? MDB_FIRST : MDB_SET_RANGE, from); }

bool cursor::seek_last_below(byte_view limit) {
  return move(MDB_SET_RANGE, limit) ? move(MDB_PREV, {}) : move(MDB_LAST, {});
}

bool cursor::next() { return move(MDB_NEXT, {}); }

bool cursor::move(int operation, byte_view from) {
  if (within_.failure_ || !cursor_)
    return false;
  MDB_val name = to_val(from);
  MDB_val value{};
  const int code = mdb_cursor_get(cursor_, &name, &value, static_cast<MDB_cursor_op>(operation));
  if (code == MDB_NOTFOUND)
    return false;
  within_.note(code, "cannot read");
  if (code)
    return false;
  key_ = to_view(name);
  value_ = to_view(value);
  return true;
}

} // namespace mostro::storage
