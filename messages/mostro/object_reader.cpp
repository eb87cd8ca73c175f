// SPDX-License-Identifier: MIT
//
// Bounded parsing (RapidJSON's default parser recurses and accepts invalid
// UTF-8: both are switched off here) and the strict scalar conversions.
#include "messages/mostro/object_reader.hpp"

#include <algorithm>
#include <limits>

namespace mostro::strict {
namespace {

/// The deepest nesting of a text, valid or not; brackets in strings do not count.
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

template <class Enum>
bool read_word(const json_value& v, std::optional<Enum> (*parse)(std::string_view), Enum& into) {
  if (!v.IsString())
    return false;
  const auto parsed = parse(text_of(v));
  if (parsed)
    into = *parsed;
  return parsed.has_value();
}

} // namespace

result<json_document> parse_json(std::string_view text) {
  if (text.size() > max_json_bytes)
    return fail(errc::too_large, "JSON text is too long");
  // RapidJSON takes a NUL byte for the end of the text and skips a byte order mark.
  if (text.empty() || text.find('\0') != std::string_view::npos || text.starts_with("\xEF\xBB\xBF"))
    return fail(errc::malformed, "not a JSON text");
  if (depth_of(text) > max_json_depth)
    return fail(errc::too_large, "JSON text is nested too deeply");
  json_document document;
  constexpr unsigned flags = rapidjson::kParseIterativeFlag |
                             rapidjson::kParseValidateEncodingFlag |
                             rapidjson::kParseFullPrecisionFlag;
  document.Parse<flags>(text.data(), text.size());
  if (document.HasParseError())
    return fail(errc::malformed,
                "not a JSON text: fault at byte " + std::to_string(document.GetErrorOffset()));
  return document;
}

bool read(const json_value& v, bool& into) {
  if (v.IsBool())
    into = v.GetBool();
  return v.IsBool();
}

bool read(const json_value& v, uint8_t& into) {
  if (!v.IsUint() || v.GetUint() > std::numeric_limits<uint8_t>::max())
    return false;
  into = static_cast<uint8_t>(v.GetUint());
  return true;
}

bool read(const json_value& v, uint32_t& into) {
  if (v.IsUint())
    into = v.GetUint();
  return v.IsUint();
}

bool read(const json_value& v, int64_t& into) {
  if (v.IsInt64())
    into = v.GetInt64();
  return v.IsInt64();
}

bool read(const json_value& v, uint64_t& into) {
  if (v.IsUint64())
    into = v.GetUint64();
  return v.IsUint64();
}

bool read(const json_value& v, double& into) {
  if (v.IsNumber())
    into = v.GetDouble();
  return v.IsNumber();
}

bool read(const json_value& v, std::string& into) {
  if (v.IsString())
    into = text_of(v);
  return v.IsString();
}

bool read(const json_value& v, order_kind& into) { return read_word(v, parse_order_kind, into); }
bool read(const json_value& v, action& into) { return read_word(v, parse_action, into); }
bool read(const json_value& v, order_status& into) {
  return read_word(v, parse_order_status, into);
}
bool read(const json_value& v, dispute_status& into) {
  return read_word(v, parse_dispute_status, into);
}
bool read(const json_value& v, refusal& into) { return read_word(v, parse_refusal, into); }

object_reader::object_reader(const json_value& v) : object_(&v) {
  if (!v.IsObject())
    note_fault("(not an object)");
}

const json_value* object_reader::find(std::string_view name) {
  if (!object_->IsObject())
    return nullptr;
  const json_value* found = nullptr;
  for (const auto& member : object_->GetObject()) {
    if (text_of(member.name) != name)
      continue;
    if (found != nullptr)
      note_fault(name);
    found = &member.value;
    ++known_;
  }
  return found;
}

void object_reader::note_fault(std::string_view name) {
  if (fault_.empty())
    fault_ = name;
}

} // namespace mostro::strict
