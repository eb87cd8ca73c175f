// SPDX-License-Identifier: MIT
#include "actors/import/column_rules.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace mostro::importing {

namespace {

template <class T>
const T* value_of(const column_row& row, std::string_view column) {
  auto it = row.columns.find(column);
  return it == row.columns.end() ? nullptr : std::get_if<T>(&it->second);
}

std::optional<int64_t> whole(double value) {
  constexpr double limit = 9.0e18;
  if (!std::isfinite(value) || std::abs(value) > limit || value != std::trunc(value))
    return std::nullopt;
  return static_cast<int64_t>(value);
}

std::optional<int64_t> digits(const std::string& text) {
  int64_t out = 0;
  auto end = text.data() + text.size();
  auto parsed = std::from_chars(text.data(), end, out);
  if (parsed.ec != std::errc{} || parsed.ptr != end)
    return std::nullopt;
  return out;
}

} // namespace

std::optional<std::string> text_of(const column_row& row, std::string_view column) {
  if (auto* text = value_of<std::string>(row, column); text && !text->empty())
    return *text;
  if (auto* blob = value_of<bytes>(row, column); blob && !blob->empty())
    return std::string(blob->begin(), blob->end());
  return std::nullopt;
}

std::optional<int64_t> integer_of(const column_row& row, std::string_view column) {
  if (auto* number = value_of<int64_t>(row, column))
    return *number;
  if (auto* real = value_of<double>(row, column))
    return whole(*real);
  if (auto* text = value_of<std::string>(row, column))
    return digits(*text);
  return std::nullopt;
}

double real_of(const column_row& row, std::string_view column) {
  if (auto* real = value_of<double>(row, column); real && std::isfinite(*real))
    return *real;
  return static_cast<double>(integer_of(row, column).value_or(0));
}

bool flag_of(const column_row& row, std::string_view column) {
  return integer_of(row, column).value_or(0) != 0 || text_of(row, column) == "true";
}

unix_time time_of(const column_row& row, std::string_view column) {
  return {std::max<int64_t>(0, integer_of(row, column).value_or(0))};
}

template <class Id>
result<std::optional<Id>> uuid_of(const column_row& row, std::string_view column) {
  Id out;
  if (auto* blob = value_of<bytes>(row, column); blob && blob->size() == out.data.size()) {
    std::ranges::copy(*blob, out.data.begin());
    return std::optional<Id>{out};
  }
  auto text = text_of(row, column);
  if (!text)
    return std::optional<Id>{};
  auto parsed = Id::parse(*text);
  if (!parsed)
    return fail(errc::malformed, std::string{column} + " is no UUID");
  return std::optional<Id>{*parsed};
}

template result<std::optional<order_id>> uuid_of<order_id>(const column_row&, std::string_view);
template result<std::optional<dispute_id>> uuid_of<dispute_id>(const column_row&, std::string_view);

std::string name_of_row(const char* table, const column_row& row) {
  auto id = uuid_of<order_id>(row, "id");
  if (id && *id)
    return std::string{table} + " " + (*id)->text();
  return std::string{table} + " row " + std::to_string(row.number);
}

} // namespace mostro::importing
