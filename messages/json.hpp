// SPDX-License-Identifier: MIT
//
// Bounded, strict reading of JSON from outside and the string escapes on which
// ids and signatures depend. RapidJSON stays in the source file.
#pragma once

#include "messages/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace mostro::json {

/// Appends a JSON string as NIP-01 ids and JSON.stringify want it (spec 01 §1.3):
/// seven short escapes, other bytes below 0x20 as lower-case `\u00xx`, the rest raw.
void write_string(std::string& out, std::string_view text);

/// What a text may cost before it is refused.
struct limits {
  size_t max_bytes = 65536;
  size_t max_depth = 32; ///< Nested arrays and objects.
};

/// A view of one value inside a `document`, valid as long as that lives. Reading
/// it as another type than it has yields nothing and is never an error.
class value {
public:
  bool is_null() const;
  bool is_array() const;
  bool is_object() const;

  std::optional<bool> boolean() const;
  /// The text of a string; views into the document.
  std::optional<std::string_view> text() const;
  /// A number that is written as an integer and fits; `15.0` is none.
  std::optional<int64_t> integer() const;
  /// The same for the whole range of 64 unsigned bits.
  std::optional<uint64_t> unsigned_integer() const;
  /// Any number as a double; for prices, never for amounts of bitcoin.
  std::optional<double> number() const;

  /// The number of elements or members; 0 for any other type.
  size_t size() const;
  /// Element `i` of an array; a bug beyond its size.
  value at(size_t i) const;
  /// The name of member `i` of an object; a bug beyond its size.
  std::string_view name_at(size_t i) const;
  /// The value of member `i` of an object; a bug beyond its size.
  value member_at(size_t i) const;
  /// The member called `name`, if this is an object that has one.
  std::optional<value> find(std::string_view name) const;

private:
  friend class document;
  explicit value(const void* raw) : raw_(raw) {}
  const void* raw_;
};

/// One parsed text.
class document {
public:
  document(document&&) noexcept;
  document& operator=(document&&) noexcept;
  ~document();

  /// Parses one JSON text. `too_large` beyond the limits; `malformed` for
  /// invalid UTF-8, lone surrogates, a member name that occurs twice in an
  /// object, and anything but blanks after the value.
  static result<document> parse(std::string_view text, const limits& bounds = {});

  /// The outermost value.
  value root() const;

private:
  struct content;
  explicit document(std::unique_ptr<content> parsed);
  std::unique_ptr<content> content_;
};

} // namespace mostro::json
