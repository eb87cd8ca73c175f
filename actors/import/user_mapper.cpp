// SPDX-License-Identifier: MIT
#include "actors/import/user_mapper.hpp"

#include <algorithm>

namespace mostro::importing {

namespace {

constexpr int64_t category_read = 1; ///< 0 of a solver means read-write, as 2 does.

solver_standing standing_of(const column_row& row) {
  if (!flag_of(row, "is_solver"))
    return solver_standing::none;
  return integer_of(row, "category") == category_read ? solver_standing::read
                                                      : solver_standing::read_write;
}

int64_t count_of(const column_row& row, std::string_view column) {
  return std::max<int64_t>(0, integer_of(row, column).value_or(0));
}

} // namespace

std::optional<imported_user> map_user(const column_row& row, std::vector<finding>& findings) {
  row_findings found{"user row " + std::to_string(row.number), false, findings};
  auto key = hex_of<public_key>(row, "pubkey");
  if (!key || !*key) {
    found.cannot("its key cannot be read", "");
    return std::nullopt;
  }
  imported_user out;
  out.identity = **key;
  out.last_trade_index = count_of(row, "last_trade_index");
  out.created_at = time_of(row, "created_at");
  out.ratings = {count_of(row, "total_reviews"), std::max(0.0, real_of(row, "total_rating")),
                 count_of(row, "last_rating"), count_of(row, "max_rating"),
                 count_of(row, "min_rating")};
  out.solver = standing_of(row);
  if (flag_of(row, "is_banned"))
    found.note("user " + out.identity.hex() + " is marked as banned; neither daemon enforces that");
  return out;
}

} // namespace mostro::importing
