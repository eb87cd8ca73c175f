// SPDX-License-Identifier: MIT
//
// Private to messages/mostro: strict reading of JSON values into typed members.
// A wrong type and an integer written as a float are failures; no integer ever
// passes through a double (spec 01 §1.2). Duplicates were refused while parsing.
#pragma once

#include "messages/ids.hpp"
#include "messages/json.hpp"
#include "messages/mostro/vocabulary.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostro::strict {

bool read(const json::value& v, bool& into);
bool read(const json::value& v, uint8_t& into);
bool read(const json::value& v, uint32_t& into);
bool read(const json::value& v, int64_t& into);
bool read(const json::value& v, uint64_t& into);
bool read(const json::value& v, double& into);
bool read(const json::value& v, std::string& into);
bool read(const json::value& v, order_kind& into);
bool read(const json::value& v, action& into);
bool read(const json::value& v, order_status& into);
bool read(const json::value& v, dispute_status& into);
bool read(const json::value& v, refusal& into);

/// A UUID in any of the forms of spec 01 §1.2.
template <class Tag>
bool read(const json::value& v, uuid<Tag>& into) {
  const auto text = v.text();
  if (!text)
    return false;
  const auto parsed = uuid<Tag>::parse(*text);
  if (parsed)
    into = *parsed;
  return parsed.has_value();
}

/// `null` is an absent value.
template <class T>
bool read(const json::value& v, std::optional<T>& into) {
  if (v.is_null()) {
    into.reset();
    return true;
  }
  return read(v, into.emplace());
}

/// An array is a list.
template <class T>
bool read(const json::value& v, std::vector<T>& into) {
  if (!v.is_array())
    return false;
  into.resize(v.size());
  for (size_t i = 0; i < into.size(); ++i)
    if (!read(v.at(i), into[i]))
      return false;
  return true;
}

/// Reads the members of one object by name and remembers the first fault.
class object_reader {
public:
  explicit object_reader(const json::value& v);

  /// Reads a member that must be there.
  template <class T>
  object_reader& required(std::string_view name, T& into) {
    const auto found = find(name);
    if (!found || !read(*found, into))
      note_fault(name);
    return *this;
  }
  /// Reads a member for which absence and `null` mean the same.
  template <class T>
  object_reader& nullable(std::string_view name, std::optional<T>& into) {
    const auto found = find(name);
    if (found && !read(*found, into))
      note_fault(name);
    return *this;
  }

  /// True when every member read was right; members not asked for are ignored.
  bool is_good() const { return fault_.empty(); }
  /// True when, besides, the object has no member that was not asked for.
  bool is_good_and_closed() const { return is_good() && known_ == object_.size(); }
  /// The name of the first faulty member.
  std::string_view fault() const { return fault_; }

private:
  std::optional<json::value> find(std::string_view name);
  void note_fault(std::string_view name);

  json::value object_;
  std::string fault_;
  size_t known_ = 0;
};

} // namespace mostro::strict
