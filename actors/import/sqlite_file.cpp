// SPDX-License-Identifier: MIT
#include "actors/import/sqlite_file.hpp"

#include <cstdlib>
#include <sqlite3.h>

namespace mostro::importing {

namespace {

namespace fs = std::filesystem;

/// What tells that a file was written to: size and time of the last write.
struct file_state {
  uintmax_t size = 0;
  fs::file_time_type written;
  friend bool operator==(const file_state&, const file_state&) = default;
};

std::optional<file_state> state_of(const fs::path& file) {
  std::error_code ec;
  file_state out{fs::file_size(file, ec), {}};
  if (!ec)
    out.written = fs::last_write_time(file, ec);
  return ec ? std::nullopt : std::optional{out};
}

/// A folder of our own with mode 0700; removed with everything inside.
class private_folder {
public:
  static result<private_folder> make(const fs::path& inside) {
    auto name = (inside / "import-XXXXXX").string();
    if (!mkdtemp(name.data()))
      return fail(errc::io, inside.string() + ": no folder can be made here");
    return private_folder{name};
  }
  private_folder(private_folder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  private_folder& operator=(private_folder&&) = delete;
  ~private_folder() {
    std::error_code ec;
    if (!path_.empty())
      fs::remove_all(path_, ec);
  }
  const fs::path& path() const { return path_; }

private:
  explicit private_folder(fs::path path) : path_(std::move(path)) {}
  fs::path path_;
};

/// The database and what belongs to it; the shared memory of a WAL is made anew by SQLite.
std::vector<std::pair<fs::path, fs::path>> parts_of(const fs::path& file, const fs::path& copy) {
  std::vector<std::pair<fs::path, fs::path>> out;
  for (auto* ending : {"", "-wal", "-journal"})
    out.emplace_back(file.string() + ending, copy.string() + ending);
  return out;
}

status copy_parts(const fs::path& file, const fs::path& copy) {
  std::vector<std::optional<file_state>> before;
  auto parts = parts_of(file, copy);
  for (auto& [from, to] : parts)
    before.push_back(state_of(from));
  if (!before.front())
    return fail(errc::not_found, file.string() + ": there is no such file, or it is unreadable");
  for (size_t i = 0; i < parts.size(); ++i) {
    std::error_code ec;
    if (before[i])
      fs::copy_file(parts[i].first, parts[i].second, ec);
    if (before[i] && !ec)
      fs::permissions(parts[i].second, fs::perms::owner_read | fs::perms::owner_write, ec);
    if (ec)
      return fail(errc::io, parts[i].first.string() + ": cannot be copied: " + ec.message());
  }
  for (size_t i = 0; i < parts.size(); ++i)
    if (state_of(parts[i].first) != before[i])
      return fail(errc::conflict, file.string() + ": it is being written to; stop the old daemon");
  return done();
}

struct close_database {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
};
struct finalize_statement {
  void operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
};
using statement = std::unique_ptr<sqlite3_stmt, finalize_statement>;

column_value value_at(sqlite3_stmt* at, int column) {
  auto size = static_cast<size_t>(sqlite3_column_bytes(at, column));
  switch (sqlite3_column_type(at, column)) {
  case SQLITE_INTEGER:
    return int64_t{sqlite3_column_int64(at, column)};
  case SQLITE_FLOAT:
    return sqlite3_column_double(at, column);
  case SQLITE_TEXT:
    return std::string(reinterpret_cast<const char*>(sqlite3_column_text(at, column)), size);
  case SQLITE_BLOB: {
    auto* first = static_cast<const uint8_t*>(sqlite3_column_blob(at, column));
    return size == 0 ? bytes{} : bytes(first, first + size);
  }
  default:
    return std::monostate{};
  }
}

class open_copy final : public sqlite_file {
public:
  open_copy(fs::path original, private_folder folder)
      : original_(std::move(original)), folder_(std::move(folder)) {}

  status start(const fs::path& copy) {
    sqlite3* db = nullptr;
    // For reading and writing: a WAL is recovered by a writer.
    int code = sqlite3_open_v2(copy.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr);
    db_.reset(db);
    if (code != SQLITE_OK)
      return trouble();
    auto checked = read("PRAGMA integrity_check");
    if (!checked)
      return checked.why();
    bool good = checked->size() == 1 && text_of(checked->front(), "integrity_check") == "ok";
    return good ? done()
                : status{fail(errc::damaged, original_.string() + ": SQLite finds damage; "
                                                                  "restore a backup")};
  }

  result<bool> has_table(const std::string& table) override {
    auto found = read("SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?1", table);
    if (!found)
      return found.why();
    return !found->empty();
  }

  result<std::vector<column_row>> rows_of(const std::string& table) override {
    auto there = has_table(table);
    if (!there)
      return there.why();
    if (!*there)
      return std::vector<column_row>{};
    return read("SELECT * FROM \"" + table + "\""); // Names of ours only.
  }

private:
  error trouble() const {
    return fail(errc::damaged, original_.string() + ": " + sqlite3_errmsg(db_.get()));
  }

  result<std::vector<column_row>> read(const std::string& sql, const std::string& argument = {}) {
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v2(db_.get(), sql.c_str(), -1, &raw, nullptr) != SQLITE_OK)
      return trouble();
    statement at{raw};
    if (!argument.empty())
      sqlite3_bind_text(raw, 1, argument.data(), static_cast<int>(argument.size()),
                        SQLITE_TRANSIENT);
    std::vector<column_row> out;
    int code = sqlite3_step(raw);
    for (; code == SQLITE_ROW; code = sqlite3_step(raw)) {
      auto& row = out.emplace_back();
      row.number = static_cast<int64_t>(out.size());
      for (int i = 0; i < sqlite3_column_count(raw); ++i)
        row.columns[sqlite3_column_name(raw, i)] = value_at(raw, i);
    }
    if (code != SQLITE_DONE)
      return trouble();
    return out;
  }

  fs::path original_;
  private_folder folder_; // Outlives the connection.
  std::unique_ptr<sqlite3, close_database> db_;
};

} // namespace

result<std::unique_ptr<sqlite_file>> sqlite_file::open(const fs::path& file,
                                                       const fs::path& workplace) {
  auto folder = private_folder::make(workplace);
  if (!folder)
    return folder.why();
  auto copy = folder->path() / "copy.db";
  if (auto copied = copy_parts(file, copy); !copied)
    return copied.why();
  auto out = std::make_unique<open_copy>(file, *std::move(folder));
  if (auto started = out->start(copy); !started)
    return started.why();
  return std::unique_ptr<sqlite_file>{std::move(out)};
}

} // namespace mostro::importing
