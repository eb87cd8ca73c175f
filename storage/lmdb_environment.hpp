// SPDX-License-Identifier: MIT
//
// LMDB behind RAII: environment, transaction, cursor. The only files that know
// lmdb.h are this one's source. Failures are sticky: a transaction remembers the
// first one, everything after it does nothing, and commit returns it.
#pragma once

#include "messages/bytes.hpp"

#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <span>

struct MDB_env;
struct MDB_txn;
struct MDB_cursor;

namespace mostro::storage {

/// A sub-database: an index into the names given to `environment::open_tables`.
using table_number = unsigned;

/// What a new environment holds from its first transaction on.
struct first_record {
  table_number table = 0;
  byte_view key;
  byte_view value;
};

/// One LMDB environment and its sub-databases. Movable; transactions and
/// cursors must not outlive it.
class environment {
public:
  /// Who may have the files open: several (`lock.mdb` keeps them apart), or one, without it.
  enum class users { several, one };
  /// Opens or creates `directory`/data.mdb with mode 0600. `map_size` is a
  /// minimum: a larger file gets a larger map. Errors: `damaged` (LMDB refuses
  /// the file), `io`; the text names the path.
  static result<environment> open(const std::filesystem::path& directory, size_t map_size,
                                  users who = users::several);
  /// Reads one value before the sub-databases are open; none when it or its table
  /// is absent. Writes nothing.
  result<std::optional<bytes>> peek(const char* table, byte_view key) const;
  /// Opens the sub-databases. A new environment gets them and `first` in one
  /// transaction; in any other one a missing table is damage if it is one of the
  /// first `required`, and made otherwise.
  status open_tables(std::span<const char* const> tables, const first_record& first,
                     size_t required = std::numeric_limits<size_t>::max());
  environment(environment&&) noexcept = default;
  environment& operator=(environment&&) noexcept = default;

  /// What becomes of the pages that hold nothing.
  enum class free_pages { left_out, kept };
  /// Writes the newest commit to a descriptor, in order, without waiting for writers and
  /// without keeping them waiting. `damaged` when pages are lost and cannot be left out.
  status copy(int descriptor, free_pages what) const;

  /// Doubles the map. No transaction of this environment may be alive.
  status grow();
  /// The size of the map in bytes: the database cannot outgrow it.
  size_t map_size() const;

private:
  friend class transaction;
  friend class cursor;
  struct closer {
    void operator()(MDB_env* env) const;
  };
  environment() = default;

  std::unique_ptr<MDB_env, closer> env_;
  std::vector<unsigned> handles_; ///< MDB_dbi by table_number.
  std::filesystem::path path_;
};

/// A read or write transaction; ends without effect unless committed.
class transaction {
public:
  enum class access { read, write };

  transaction(const environment& env, access how);
  ~transaction();
  transaction(const transaction&) = delete;
  transaction& operator=(const transaction&) = delete;

  /// The value of a key, valid until the next change in this transaction; none
  /// when absent and after a failure.
  std::optional<byte_view> get(table_number table, byte_view key);
  /// True when the key exists.
  bool has(table_number table, byte_view key) { return get(table, key).has_value(); }
  /// Sets the value of a key (1..511 bytes).
  void put(table_number table, byte_view key, byte_view value);
  /// Removes a key; false when it was absent.
  bool erase(table_number table, byte_view key);
  /// The number of keys of a sub-database.
  uint64_t count(table_number table);

  /// Makes the transaction fail with `why`, unless it has failed already.
  void fail(error why);
  /// True when something failed, including for lack of room.
  bool has_failed() const { return failure_.has_value(); }
  /// The first failure so far.
  status outcome() const;
  /// True when the map is too small for this transaction: grow and try again.
  bool is_map_full() const { return map_full_; }
  /// Writes and syncs everything, or nothing and returns the first failure.
  status commit();

private:
  friend class cursor;
  void note(int code, const char* what);

  const environment& env_;
  MDB_txn* txn_ = nullptr;
  std::optional<error> failure_;
  bool map_full_ = false;
};

/// Walks one sub-database in the order of its keys. Not to be used across
/// changes of the same sub-database.
class cursor {
public:
  cursor(transaction& within, table_number table);
  ~cursor();
  cursor(const cursor&) = delete;
  cursor& operator=(const cursor&) = delete;

  /// Goes to the first key that is not below `from` (empty: to the first key).
  bool seek(byte_view from = {});
  /// Goes to the last key that is below `limit`; false when there is none.
  bool seek_last_below(byte_view limit);
  /// Goes to the next key; false at the end.
  bool next();
  byte_view key() const { return key_; }
  byte_view value() const { return value_; }

private:
  bool move(int operation, byte_view from);

  transaction& within_;
  MDB_cursor* cursor_ = nullptr;
  byte_view key_;
  byte_view value_;
};

} // namespace mostro::storage
