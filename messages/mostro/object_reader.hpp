// SPDX-License-Identifier: MIT
//
// Private to messages/mostro: strict reading of JSON values into typed members.
// A duplicate member, a wrong type and an integer written as a float are
// failures; no integer ever passes through a double (spec 01 §1.2).
#pragma once

#include "messages/ids.hpp"
#include "messages/mostro/vocabulary.hpp"

#include <rapidjson/document.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostro::strict {

using json_document = rapidjson::Document;
using json_value = rapidjson::Value;

/// No text beyond this many bytes is parsed: a NIP-44 plaintext is smaller.
constexpr size_t max_json_bytes = 65536;
/// No text nested deeper than this is parsed; the deepest message needs 8.
constexpr size_t max_json_depth = 32;

/// Parses one JSON text. `too_large` beyond the bounds above; `malformed` for
/// invalid UTF-8, lone surrogates, a byte order mark and anything after the value.
result<json_document> parse_json(std::string_view text);

/// Views a JSON string; the value must be one.
inline std::string_view text_of(const json_value& v) {
  return {v.GetString(), v.GetStringLength()};
}

bool read(const json_value& v, bool& into);
bool read(const json_value& v, uint8_t& into);
bool read(const json_value& v, uint32_t& into);
bool read(const json_value& v, int64_t& into);
bool read(const json_value& v, uint64_t& into);
bool read(const json_value& v, double& into);
bool read(const json_value& v, std::string& into);
bool read(const json_value& v, order_kind& into);
bool read(const json_value& v, action& into);
bool read(const json_value& v, order_status& into);
bool read(const json_value& v, dispute_status& into);
bool read(const json_value& v, refusal& into);

/// A UUID in any of the forms of spec 01 §1.2.
template <class Tag>
bool read(const json_value& v, uuid<Tag>& into) {
  if (!v.IsString())
    return false;
  auto parsed = uuid<Tag>::parse(text_of(v));
  if (parsed)
    into = *parsed;
  return parsed.has_value();
}

/// `null` is an absent value.
template <class T>
bool read(const json_value& v, std::optional<T>& into) {
  if (v.IsNull()) {
    into.reset();
    return true;
  }
  return read(v, into.emplace());
}

/// An array is a list.
template <class T>
bool read(const json_value& v, std::vector<T>& into) {
  if (!v.IsArray())
    return false;
  into.resize(v.Size());
  for (rapidjson::SizeType i = 0; i < v.Size(); ++i)
    if (!read(v[i], into[i]))
      return false;
  return true;
}

/// Reads the members of one object by name and remembers the first fault.
class object_reader {
public:
  explicit object_reader(const json_value& v);

  /// Reads a member that must be there.
  template <class T>
  object_reader& required(std::string_view name, T& into) {
    const auto* found = find(name);
    if (found == nullptr || !read(*found, into))
      note_fault(name);
    return *this;
  }
  /// Reads a member for which absence and `null` mean the same.
  template <class T>
  object_reader& nullable(std::string_view name, std::optional<T>& into) {
    const auto* found = find(name);
    if (found != nullptr && !read(*found, into))
      note_fault(name);
    return *this;
  }

  /// True when every member read was right; members not asked for are ignored.
  bool is_good() const { return fault_.empty(); }
  /// True when, besides, the object has no member that was not asked for.
  bool is_good_and_closed() const { return is_good() && known_ == object_->MemberCount(); }
  /// The name of the first faulty member.
  std::string_view fault() const { return fault_; }

private:
  const json_value* find(std::string_view name);
  void note_fault(std::string_view name);

  const json_value* object_;
  std::string fault_;
  size_t known_ = 0;
};

} // namespace mostro::strict
