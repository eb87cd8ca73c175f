// SPDX-License-Identifier: MIT
//
// Events as JSON, both ways.
#include "messages/nostr/event_json.hpp"

#include <limits>

namespace mostro::nostr {

namespace {

error malformed(const char* text) { return fail(errc::malformed, text); }

/// Reads one hex member with the given parser; `Out` is constructed from its bytes.
template <class Out, class Parser>
result<Out> read_hex(const json::value& object, std::string_view name, Parser parse) {
  const auto member = object.find(name);
  const auto text = member ? member->text() : std::nullopt;
  if (!text)
    return fail(errc::malformed, "event without " + std::string{name});
  const auto parsed = parse(*text);
  if (!parsed)
    return fail(errc::malformed, "event with a wrong " + std::string{name});
  return Out{*parsed};
}

result<std::vector<tag>> read_tags(const json::value& v, const event_limits& limits) {
  if (!v.is_array())
    return malformed("event tags are not an array");
  if (v.size() > limits.max_tags)
    return fail(errc::too_large, "event with too many tags");
  std::vector<tag> out;
  out.reserve(v.size());
  for (size_t i = 0; i < v.size(); ++i) {
    auto strings = read_strings(v.at(i));
    if (!strings)
      return strings.why();
    if (strings->empty())
      return malformed("event with an empty tag");
    out.push_back(*std::move(strings));
  }
  return out;
}

/// Reads the members that a draft has too.
status read_statement(const json::value& v, const event_limits& limits, event& out) {
  const auto created_at = v.find("created_at");
  const auto kind = v.find("kind");
  const auto tags = v.find("tags");
  const auto content = v.find("content");
  if (!created_at || !kind || !tags || !content)
    return malformed("event with a missing member");
  const auto time = read_time(*created_at);
  if (!time)
    return time.why();
  const auto number = read_kind(*kind);
  if (!number)
    return number.why();
  auto all_tags = read_tags(*tags, limits);
  if (!all_tags)
    return all_tags.why();
  const auto text = content->text();
  if (!text)
    return malformed("event content is not a string");
  out.created_at = *time;
  out.kind = *number;
  out.tags = *std::move(all_tags);
  out.content = *text;
  return done();
}

void write_member(std::string& out, const char* lead, const std::string& hex) {
  out += lead;
  out += hex;
  out += '"';
}

} // namespace

void write_strings(std::string& out, const std::vector<std::string>& strings) {
  out += '[';
  for (size_t i = 0; i < strings.size(); ++i) {
    if (i > 0)
      out += ',';
    json::write_string(out, strings[i]);
  }
  out += ']';
}

void write_tags(std::string& out, const std::vector<tag>& tags) {
  out += '[';
  for (size_t i = 0; i < tags.size(); ++i) {
    if (i > 0)
      out += ',';
    write_strings(out, tags[i]);
  }
  out += ']';
}

void write_id_preimage(std::string& out, const event_draft& draft, const public_key& author) {
  write_member(out, "[0,\"", author.hex());
  out += ',' + std::to_string(draft.created_at.seconds) + ',' + std::to_string(draft.kind) + ',';
  write_tags(out, draft.tags);
  out += ',';
  json::write_string(out, draft.content);
  out += ']';
}

void write_event(std::string& out, const event& e) {
  write_member(out, "{\"id\":\"", e.id.hex());
  write_member(out, ",\"pubkey\":\"", e.pubkey.hex());
  out += ",\"created_at\":" + std::to_string(e.created_at.seconds);
  out += ",\"kind\":" + std::to_string(e.kind) + ",\"tags\":";
  write_tags(out, e.tags);
  out += ",\"content\":";
  json::write_string(out, e.content);
  write_member(out, ",\"sig\":\"", to_hex(e.sig));
  out += '}';
}

result<std::vector<std::string>> read_strings(const json::value& v) {
  if (!v.is_array())
    return malformed("not an array of strings");
  std::vector<std::string> out;
  out.reserve(v.size());
  for (size_t i = 0; i < v.size(); ++i) {
    const auto text = v.at(i).text();
    if (!text)
      return malformed("not an array of strings");
    out.emplace_back(*text);
  }
  return out;
}

result<unix_time> read_time(const json::value& v) {
  const auto seconds = v.integer();
  if (!seconds || *seconds < 0)
    return malformed("not a time in seconds");
  return unix_time{*seconds};
}

result<uint16_t> read_kind(const json::value& v) {
  const auto number = v.unsigned_integer();
  if (!number || *number > std::numeric_limits<uint16_t>::max())
    return malformed("not an event kind");
  return static_cast<uint16_t>(*number);
}

result<event> read_event(const json::value& v, const event_limits& limits) {
  if (!v.is_object())
    return malformed("event is not an object");
  const auto id = read_hex<event_id>(v, "id", bytes32_from_hex);
  if (!id)
    return id.why();
  const auto pubkey = read_hex<public_key>(v, "pubkey", bytes32_from_hex);
  if (!pubkey)
    return pubkey.why();
  const auto sig = read_hex<bytes64>(v, "sig", bytes64_from_hex);
  if (!sig)
    return sig.why();
  event out;
  out.id = *id;
  out.pubkey = *pubkey;
  out.sig = *sig;
  if (const auto rest = read_statement(v, limits, out); !rest)
    return rest.why();
  return out;
}

std::string to_json(const event& e) {
  std::string out;
  write_event(out, e);
  return out;
}

result<event> parse_event(std::string_view json, const event_limits& limits) {
  const auto parsed = json::document::parse(json, {limits.max_bytes, json::limits{}.max_depth});
  if (!parsed)
    return parsed.why();
  return read_event(parsed->root(), limits);
}

} // namespace mostro::nostr
