// SPDX-License-Identifier: MIT
//
// RapidJSON's default parser recurses and validates no UTF-8, so the flags below
// are not optional; depth is counted before parsing because they do not cap it.
#include "messages/json.hpp"

#include <rapidjson/document.h>
#include <rapidjson/encodedstream.h>
#include <rapidjson/memorystream.h>

#include <algorithm>
#include <charconv>
#include <vector>

namespace mostro::json {

namespace {

using raw_value = rapidjson::Value;

constexpr unsigned parse_flags = rapidjson::kParseIterativeFlag |
                                 rapidjson::kParseValidateEncodingFlag |
                                 rapidjson::kParseNumbersAsStringsFlag;

const raw_value& value_of(const void* raw) { return *static_cast<const raw_value*>(raw); }

std::string_view text_of(const raw_value& v) { return {v.GetString(), v.GetStringLength()}; }

/// The deepest nesting of brackets outside strings; at least that of the values.
size_t depth_of(std::string_view text) {
  size_t depth = 0;
  size_t deepest = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      deepest = std::max(deepest, ++depth);
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return deepest;
}

/// Reads what the grammar of JSON lets through as a number; as an integer where it is written as
/// one and fits. False for what no double can hold.
bool put_number(rapidjson::Document& into, std::string_view written) {
  const auto* end = written.data() + written.size();
  const auto is_read = [&](auto& number) {
    const auto [stop, error] = std::from_chars(written.data(), end, number);
    return error == std::errc{} && stop == end;
  };
  if (int64_t number = 0; is_read(number))
    return into.Int64(number);
  if (uint64_t number = 0; is_read(number))
    return into.Uint64(number);
  double number = 0;
  return is_read(number) && into.Double(number);
}

/// What a parse tells a document, with the numbers read here: RapidJSON's own exact conversion
/// shifts by an undefined number of bits for a zero with many digits or an exponent.
class document_builder {
public:
  explicit document_builder(rapidjson::Document& into) : into_(into) {}

  using Ch = char;
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    return put_number(into_, {text, size});
  }
  bool Null() { return into_.Null(); }
  bool Bool(bool yes) { return into_.Bool(yes); }
  bool String(const char* text, rapidjson::SizeType size, bool copy) {
    return into_.String(text, size, copy);
  }
  bool StartObject() { return into_.StartObject(); }
  bool Key(const char* text, rapidjson::SizeType size, bool copy) {
    return into_.Key(text, size, copy);
  }
  bool EndObject(rapidjson::SizeType members) { return into_.EndObject(members); }
  bool StartArray() { return into_.StartArray(); }
  bool EndArray(rapidjson::SizeType elements) { return into_.EndArray(elements); }
  // Numbers come as they are written, never so.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(int64_t) { return false; }
  bool Uint64(uint64_t) { return false; }
  bool Double(double) { return false; }

private:
  rapidjson::Document& into_;
};

/// True when the whole text is one JSON value.
bool read_into(rapidjson::Document& out, const char* text, size_t size) {
  rapidjson::MemoryStream bytes{text, size};
  rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> stream{bytes};
  rapidjson::Reader reader;
  bool sound = false;
  auto generate = [&](rapidjson::Document& document) {
    document_builder builder{document};
    sound = !reader.Parse<parse_flags>(stream, builder).IsError();
    return sound;
  };
  out.Populate(generate);
  return sound;
}

bool has_unique_names(const raw_value& object) {
  std::vector<std::string_view> names;
  names.reserve(object.MemberCount());
  for (const auto& member : object.GetObject())
    names.push_back(text_of(member.name));
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) == names.end();
}

/// RapidJSON 1.1 turns a lone `\udc00` into bytes that are no UTF-8; only a
/// surrogate starts with 0xED and a second byte from 0xA0 on.
bool has_surrogate(std::string_view text) {
  for (auto at = text.find('\xED'); at != std::string_view::npos; at = text.find('\xED', at + 1))
    if (at + 1 < text.size() && static_cast<uint8_t>(text[at + 1]) >= 0xA0)
      return true;
  return false;
}

/// False when a name occurs twice in an object or a string has a lone surrogate.
/// Recurses no deeper than the depth that was checked before.
bool is_sound_throughout(const raw_value& v) {
  if (v.IsString())
    return !has_surrogate(text_of(v));
  if (v.IsArray())
    return std::all_of(v.Begin(), v.End(), is_sound_throughout);
  if (!v.IsObject())
    return true;
  return has_unique_names(v) && std::all_of(v.MemberBegin(), v.MemberEnd(), [](const auto& member) {
           return !has_surrogate(text_of(member.name)) && is_sound_throughout(member.value);
         });
}

} // namespace

void write_string(std::string& out, std::string_view text) {
  static constexpr std::string_view digits = "0123456789abcdef";
  static constexpr std::string_view short_escapes = "\"\"\\\\\bb\ff\nn\rr\tt";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    if (byte >= 0x20 && c != '"' && c != '\\') {
      out += c;
      continue;
    }
    size_t i = 0;
    while (i < short_escapes.size() && short_escapes[i] != c)
      i += 2;
    out += '\\';
    if (i < short_escapes.size()) {
      out += short_escapes[i + 1];
    } else {
      out += "u00";
      out += digits[byte >> 4];
      out += digits[byte & 0x0f];
    }
  }
  out += '"';
}

bool value::is_null() const { return value_of(raw_).IsNull(); }
bool value::is_array() const { return value_of(raw_).IsArray(); }
bool value::is_object() const { return value_of(raw_).IsObject(); }

std::optional<bool> value::boolean() const {
  const auto& v = value_of(raw_);
  return v.IsBool() ? std::optional{v.GetBool()} : std::nullopt;
}

std::optional<std::string_view> value::text() const {
  const auto& v = value_of(raw_);
  return v.IsString() ? std::optional{text_of(v)} : std::nullopt;
}

std::optional<int64_t> value::integer() const {
  const auto& v = value_of(raw_);
  return v.IsInt64() ? std::optional{v.GetInt64()} : std::nullopt;
}

std::optional<uint64_t> value::unsigned_integer() const {
  const auto& v = value_of(raw_);
  return v.IsUint64() ? std::optional{v.GetUint64()} : std::nullopt;
}

std::optional<double> value::number() const {
  const auto& v = value_of(raw_);
  return v.IsNumber() ? std::optional{v.GetDouble()} : std::nullopt;
}

size_t value::size() const {
  const auto& v = value_of(raw_);
  if (v.IsArray())
    return v.Size();
  return v.IsObject() ? v.MemberCount() : 0;
}

value value::at(size_t i) const {
  expects(is_array() && i < size(), "JSON element out of range");
  return value{&value_of(raw_)[static_cast<rapidjson::SizeType>(i)]};
}

std::string_view value::name_at(size_t i) const {
  expects(is_object() && i < size(), "JSON member out of range");
  return text_of((value_of(raw_).MemberBegin() + static_cast<std::ptrdiff_t>(i))->name);
}

value value::member_at(size_t i) const {
  expects(is_object() && i < size(), "JSON member out of range");
  return value{&(value_of(raw_).MemberBegin() + static_cast<std::ptrdiff_t>(i))->value};
}

std::optional<value> value::find(std::string_view name) const {
  const auto& v = value_of(raw_);
  if (!v.IsObject())
    return std::nullopt;
  for (const auto& member : v.GetObject())
    if (text_of(member.name) == name)
      return value{&member.value};
  return std::nullopt;
}

struct document::content {
  rapidjson::Document parsed;
};

document::document(std::unique_ptr<content> parsed) : content_(std::move(parsed)) {}
document::document(document&&) noexcept = default;
document& document::operator=(document&&) noexcept = default;
document::~document() = default;

result<document> document::parse(std::string_view text, const limits& bounds) {
  if (text.size() > bounds.max_bytes)
    return fail(errc::too_large, "JSON text too long");
  if (depth_of(text) > bounds.max_depth)
    return fail(errc::too_large, "JSON text nested too deeply");
  // RapidJSON takes a NUL byte for the end of the text and skips a byte order mark.
  if (text.find('\0') != std::string_view::npos || text.starts_with("\xEF\xBB\xBF"))
    return fail(errc::malformed, "not JSON");
  auto out = std::make_unique<content>();
  // A text without data must not reach the parser as a null pointer.
  if (!read_into(out->parsed, text.empty() ? "" : text.data(), text.size()))
    return fail(errc::malformed, "not JSON");
  if (!is_sound_throughout(out->parsed))
    return fail(errc::malformed, "JSON member occurs twice, or lone surrogate");
  return document{std::move(out)};
}

value document::root() const { return value{static_cast<const raw_value*>(&content_->parsed)}; }

} // namespace mostro::json
