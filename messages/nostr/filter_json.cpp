// SPDX-License-Identifier: MIT
//
// Filters as JSON, both ways.
#include "messages/nostr/filter_json.hpp"

#include "messages/nostr/event_json.hpp"

#include <algorithm>
#include <limits>

namespace mostro::nostr {

namespace {

/// Appends members with the commas between them; the braces come with its lifetime.
class member_list {
public:
  explicit member_list(std::string& out) : out_(out) { out_ += '{'; }
  ~member_list() { out_ += '}'; }
  member_list(const member_list&) = delete;
  member_list& operator=(const member_list&) = delete;

  /// Appends the name; the caller appends the value to what it returns.
  std::string& start(std::string_view name) {
    if (!first_)
      out_ += ',';
    first_ = false;
    json::write_string(out_, name);
    return out_ += ':';
  }

private:
  std::string& out_;
  bool first_ = true;
};

void write_kinds(std::string& out, const std::vector<uint16_t>& kinds) {
  out += '[';
  for (size_t i = 0; i < kinds.size(); ++i) {
    if (i > 0)
      out += ',';
    out += std::to_string(kinds[i]);
  }
  out += ']';
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_lower_hex(const std::string& text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

status read_hex_list(const json::value& v, std::optional<std::vector<std::string>>& into) {
  auto strings = read_strings(v);
  if (!strings)
    return strings.why();
  if (!std::all_of(strings->begin(), strings->end(), is_lower_hex))
    return fail(errc::malformed, "filter with a wrong id or author");
  into = *std::move(strings);
  return done();
}

status read_kinds(const json::value& v, std::optional<std::vector<uint16_t>>& into) {
  if (!v.is_array())
    return fail(errc::malformed, "filter kinds are not an array");
  auto& kinds = into.emplace();
  for (size_t i = 0; i < v.size(); ++i) {
    const auto kind = read_kind(v.at(i));
    if (!kind)
      return kind.why();
    kinds.push_back(*kind);
  }
  return done();
}

status read_filter_time(const json::value& v, std::optional<unix_time>& into) {
  const auto time = read_time(v);
  if (!time)
    return time.why();
  into = *time;
  return done();
}

status read_limit(const json::value& v, std::optional<uint32_t>& into) {
  const auto number = v.unsigned_integer();
  if (!number || *number > std::numeric_limits<uint32_t>::max())
    return fail(errc::malformed, "filter with a wrong limit");
  into = static_cast<uint32_t>(*number);
  return done();
}

status read_tag_values(const json::value& v, std::vector<std::string>& into) {
  auto strings = read_strings(v);
  if (!strings)
    return strings.why();
  into = *std::move(strings);
  return done();
}

status read_member(std::string_view name, const json::value& v, filter& into) {
  if (name == "ids")
    return read_hex_list(v, into.ids);
  if (name == "authors")
    return read_hex_list(v, into.authors);
  if (name == "kinds")
    return read_kinds(v, into.kinds);
  if (name == "since")
    return read_filter_time(v, into.since);
  if (name == "until")
    return read_filter_time(v, into.until);
  if (name == "limit")
    return read_limit(v, into.limit);
  if (name.size() == 2 && name[0] == '#' && is_letter(name[1]))
    return read_tag_values(v, into.tags[name[1]]);
  return done();
}

} // namespace

void write_filter(std::string& out, const filter& f) {
  member_list members{out};
  if (f.ids)
    write_strings(members.start("ids"), *f.ids);
  if (f.authors)
    write_strings(members.start("authors"), *f.authors);
  if (f.kinds)
    write_kinds(members.start("kinds"), *f.kinds);
  for (const auto& [letter, values] : f.tags)
    write_strings(members.start(std::string{'#', letter}), values);
  if (f.since)
    members.start("since") += std::to_string(f.since->seconds);
  if (f.until)
    members.start("until") += std::to_string(f.until->seconds);
  if (f.limit)
    members.start("limit") += std::to_string(*f.limit);
}

result<filter> read_filter(const json::value& v) {
  if (!v.is_object())
    return fail(errc::malformed, "filter is not an object");
  filter out;
  for (size_t i = 0; i < v.size(); ++i)
    if (const auto read = read_member(v.name_at(i), v.member_at(i), out); !read)
      return read.why();
  return out;
}

std::string to_json(const filter& f) {
  std::string out;
  write_filter(out, f);
  return out;
}

} // namespace mostro::nostr
