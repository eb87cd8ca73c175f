// SPDX-License-Identifier: MIT
//
// One row of the reference's database as named values, and how they are read:
// absent columns, NULL, empty text and odd types are all "nothing". Pure.
#pragma once

#include "messages/ids.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace mostro::importing {

/// What a column can hold: NULL, an integer, a real, text or a blob.
using column_value = std::variant<std::monostate, int64_t, double, std::string, bytes>;

/// One row; columns that the file does not have are absent.
struct column_row {
  int64_t number = 0; ///< SQLite's rowid, or the position: names rows without a readable id.
  std::map<std::string, column_value, std::less<>> columns;
};

/// Text that is not empty; bytes count as text.
std::optional<std::string> text_of(const column_row& row, std::string_view column);
/// An integer: stored as such, as a whole real, or as digits.
std::optional<int64_t> integer_of(const column_row& row, std::string_view column);
/// A finite real or an integer; 0 when there is none.
double real_of(const column_row& row, std::string_view column);
/// An integer other than 0, or the text `true`.
bool flag_of(const column_row& row, std::string_view column);
/// A moment; 0 (unset) when there is none or it is negative.
unix_time time_of(const column_row& row, std::string_view column);

/// A UUID: 16 bytes, or text in any spelling. None when absent, an error when unreadable.
template <class Id>
result<std::optional<Id>> uuid_of(const column_row& row, std::string_view column);
extern template result<std::optional<order_id>> uuid_of<order_id>(const column_row&,
                                                                  std::string_view);
extern template result<std::optional<dispute_id>> uuid_of<dispute_id>(const column_row&,
                                                                      std::string_view);

/// 32 bytes as 64 hex characters. None when absent, an error when unreadable.
template <class Id>
result<std::optional<Id>> hex_of(const column_row& row, std::string_view column) {
  auto text = text_of(row, column);
  if (!text)
    return std::optional<Id>{};
  auto id = Id::from_hex(*text);
  if (!id)
    return fail(errc::malformed, std::string{column} + " is no 64 hex characters");
  return std::optional<Id>{*id};
}

/// How a row is named to the operator: its UUID, else its number.
std::string name_of_row(const char* table, const column_row& row);

} // namespace mostro::importing
