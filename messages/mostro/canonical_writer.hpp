// SPDX-License-Identifier: MIT
//
// Private to messages/mostro: the pieces of which canonical JSON is made
// (spec 01 §1.3). Compact, members in the order in which they are written,
// escapes as serde_json and JSON.stringify write them.
#pragma once

#include "messages/ids.hpp"
#include "messages/json.hpp"
#include "messages/mostro/vocabulary.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mostro::canonical {

/// Appends a 64-bit float: shortest digits that read back equal, always with a
/// fraction or an exponent; the exponent form from 1e16 and below 1e-5. A value
/// that is not finite becomes `null`.
void write_double(std::string& out, double value);

/// The shortest decimal that reads back equal, without exponent and without a
/// forced fraction (`4`, `2.5`): how event tags show floats (spec 01 §5.2).
std::string plain_decimal(double value);

inline void write(std::string& out, std::string_view text) { json::write_string(out, text); }
inline void write(std::string& out, const std::string& text) { json::write_string(out, text); }
void write(std::string&, const char*) = delete; // would otherwise become a bool
inline void write(std::string& out, bool value) { out += value ? "true" : "false"; }
inline void write(std::string& out, double value) { write_double(out, value); }
inline void write(std::string& out, uint8_t value) { out += std::to_string(value); }
inline void write(std::string& out, uint32_t value) { out += std::to_string(value); }
inline void write(std::string& out, int64_t value) { out += std::to_string(value); }
inline void write(std::string& out, uint64_t value) { out += std::to_string(value); }
inline void write(std::string& out, order_kind value) { json::write_string(out, to_string(value)); }
inline void write(std::string& out, action value) { json::write_string(out, to_string(value)); }
inline void write(std::string& out, order_status value) {
  json::write_string(out, to_string(value));
}
inline void write(std::string& out, dispute_status value) {
  json::write_string(out, to_string(value));
}
inline void write(std::string& out, refusal value) { json::write_string(out, to_string(value)); }
template <class Tag>
void write(std::string& out, const uuid<Tag>& id) {
  json::write_string(out, id.text());
}

/// An optional value is itself or `null`.
template <class T>
void write(std::string& out, const std::optional<T>& value) {
  if (value)
    write(out, *value);
  else
    out += "null";
}

/// A list is a JSON array.
template <class T>
void write(std::string& out, const std::vector<T>& values) {
  out += '[';
  for (size_t i = 0; i < values.size(); ++i) {
    if (i > 0)
      out += ',';
    write(out, values[i]);
  }
  out += ']';
}

/// Writes one JSON object member by member; the braces come with its lifetime.
class object_writer {
public:
  explicit object_writer(std::string& out) : out_(out) { out_ += '{'; }
  ~object_writer() { out_ += '}'; }
  object_writer(const object_writer&) = delete;
  object_writer& operator=(const object_writer&) = delete;

  /// Writes one member; an absent optional becomes `null`.
  template <class T>
  object_writer& member(std::string_view name, const T& value) {
    start(name);
    write(out_, value);
    return *this;
  }
  /// Writes one member, or nothing at all when it is absent.
  template <class T>
  object_writer& member_if_set(std::string_view name, const std::optional<T>& value) {
    return value ? member(name, *value) : *this;
  }
  /// Writes the name of a member whose value the caller appends.
  object_writer& start(std::string_view name);

private:
  std::string& out_;
  bool first_ = true;
};

} // namespace mostro::canonical
