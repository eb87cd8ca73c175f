// SPDX-License-Identifier: MIT
//
// The strict scalar conversions, and the bookkeeping of one object's members.
#include "messages/mostro/object_reader.hpp"

#include <limits>

namespace mostro::strict {
namespace {

/// Stores a value if there is one.
template <class T, class From>
bool take(const std::optional<From>& from, T& into) {
  if (from)
    into = T(*from);
  return from.has_value();
}

template <class Unsigned>
bool read_small(const json::value& v, Unsigned& into) {
  const auto number = v.unsigned_integer();
  if (!number || *number > std::numeric_limits<Unsigned>::max())
    return false;
  into = static_cast<Unsigned>(*number);
  return true;
}

template <class Enum>
bool read_word(const json::value& v, std::optional<Enum> (*parse)(std::string_view), Enum& into) {
  const auto text = v.text();
  return text && take(parse(*text), into);
}

} // namespace

bool read(const json::value& v, bool& into) { return take(v.boolean(), into); }
bool read(const json::value& v, uint8_t& into) { return read_small(v, into); }
bool read(const json::value& v, uint32_t& into) { return read_small(v, into); }
bool read(const json::value& v, int64_t& into) { return take(v.integer(), into); }
bool read(const json::value& v, uint64_t& into) { return take(v.unsigned_integer(), into); }
bool read(const json::value& v, double& into) { return take(v.number(), into); }
bool read(const json::value& v, std::string& into) { return take(v.text(), into); }
bool read(const json::value& v, order_kind& into) { return read_word(v, parse_order_kind, into); }
bool read(const json::value& v, action& into) { return read_word(v, parse_action, into); }
bool read(const json::value& v, order_status& into) {
  return read_word(v, parse_order_status, into);
}
bool read(const json::value& v, dispute_status& into) {
  return read_word(v, parse_dispute_status, into);
}
bool read(const json::value& v, refusal& into) { return read_word(v, parse_refusal, into); }

object_reader::object_reader(const json::value& v) : object_(v) {
  if (!v.is_object())
    note_fault("(not an object)");
}

std::optional<json::value> object_reader::find(std::string_view name) {
  auto found = object_.find(name);
  if (found)
    ++known_;
  return found;
}

void object_reader::note_fault(std::string_view name) {
  if (fault_.empty())
    fault_ = name;
}

} // namespace mostro::strict
