// SPDX-License-Identifier: MIT
//
// Reading frames. `max_bytes` bounds the whole frame, as relays count it.
// Elements beyond the last one that the NIP defines are ignored.
#include "messages/nostr/event_json.hpp"
#include "messages/nostr/filter_json.hpp"
#include "messages/nostr/frames.hpp"

namespace mostro::nostr {

namespace {

constexpr size_t max_subscription_length = 64;

error malformed(const char* text) { return fail(errc::malformed, text); }

/// A parsed frame: an array whose first element is its name.
struct open_frame {
  json::document text;
  std::string name;

  /// Element `i`, the name being element 0.
  std::optional<json::value> element(size_t i) const {
    const auto root = text.root();
    return i < root.size() ? std::optional{root.at(i)} : std::nullopt;
  }
  std::optional<std::string> string(size_t i) const {
    const auto found = element(i);
    const auto characters = found ? found->text() : std::nullopt;
    return characters ? std::optional{std::string{*characters}} : std::nullopt;
  }
  /// A reason in words, which some relays leave out.
  std::optional<std::string> reason(size_t i) const {
    return element(i) ? string(i) : std::optional{std::string{}};
  }
};

result<open_frame> open(std::string_view json, const event_limits& limits) {
  auto parsed = json::document::parse(json, {limits.max_bytes, json::limits{}.max_depth});
  if (!parsed)
    return parsed.why();
  const auto root = parsed->root();
  if (!root.is_array() || root.size() == 0)
    return malformed("frame is not an array");
  const auto name = root.at(0).text();
  if (!name)
    return malformed("frame without name");
  std::string owned{*name};
  return open_frame{*std::move(parsed), std::move(owned)};
}

result<event> read_event_at(const open_frame& frame, size_t i, const event_limits& limits) {
  const auto found = frame.element(i);
  if (!found)
    return malformed("frame without event");
  return read_event(*found, limits);
}

/// NIP-01: 1 to 64 characters, chosen by the client.
result<std::string> read_new_subscription(const open_frame& frame) {
  auto out = frame.string(1);
  if (!out || out->empty() || out->size() > max_subscription_length)
    return malformed("frame with a wrong subscription id");
  return *std::move(out);
}

result<client_frame> read_request(const open_frame& frame) {
  auto subscription = read_new_subscription(frame);
  if (!subscription)
    return subscription.why();
  request_frame out{*std::move(subscription), {}};
  for (size_t i = 2; const auto element = frame.element(i); ++i) {
    auto wanted = read_filter(*element);
    if (!wanted)
      return wanted.why();
    out.filters.push_back(*std::move(wanted));
  }
  if (out.filters.empty())
    return malformed("REQ without filter");
  return client_frame{std::move(out)};
}

result<relay_frame> read_event_frame(const open_frame& frame, const event_limits& limits) {
  auto subscription = frame.string(1);
  if (!subscription)
    return malformed("EVENT without subscription id");
  auto what = read_event_at(frame, 2, limits);
  if (!what)
    return what.why();
  return relay_frame{event_frame{*std::move(subscription), *std::move(what)}};
}

result<relay_frame> read_ok(const open_frame& frame) {
  const auto id_text = frame.string(1);
  const auto flag = frame.element(2);
  const auto accepted = flag ? flag->boolean() : std::nullopt;
  auto message = frame.reason(3);
  if (!id_text || !accepted || !message)
    return malformed("OK with a wrong element");
  const auto id = event_id::from_hex(*id_text);
  if (!id)
    return malformed("OK with a wrong event id");
  return relay_frame{ok_frame{*id, *accepted, *std::move(message)}};
}

result<relay_frame> read_closed(const open_frame& frame) {
  auto subscription = frame.string(1);
  auto message = frame.reason(2);
  if (!subscription || !message)
    return malformed("CLOSED with a wrong element");
  return relay_frame{closed_frame{*std::move(subscription), *std::move(message)}};
}

/// Reads a frame of one string.
template <class Frame>
result<relay_frame> read_single(const open_frame& frame) {
  auto text = frame.string(1);
  if (!text)
    return malformed("frame without its string");
  return relay_frame{Frame{*std::move(text)}};
}

} // namespace

result<client_frame> parse_client_frame(std::string_view json, const event_limits& limits) {
  const auto frame = open(json, limits);
  if (!frame)
    return frame.why();
  if (frame->name == "REQ")
    return read_request(*frame);
  if (frame->name == "CLOSE") {
    auto subscription = read_new_subscription(*frame);
    if (!subscription)
      return subscription.why();
    return client_frame{close_frame{*std::move(subscription)}};
  }
  if (frame->name != "EVENT" && frame->name != "AUTH")
    return malformed("unknown client frame");
  auto what = read_event_at(*frame, 1, limits);
  if (!what)
    return what.why();
  if (frame->name == "EVENT")
    return client_frame{publish_frame{*std::move(what)}};
  return client_frame{authenticate_frame{*std::move(what)}};
}

result<relay_frame> parse_relay_frame(std::string_view json, const event_limits& limits) {
  const auto frame = open(json, limits);
  if (!frame)
    return frame.why();
  if (frame->name == "EVENT")
    return read_event_frame(*frame, limits);
  if (frame->name == "OK")
    return read_ok(*frame);
  if (frame->name == "EOSE")
    return read_single<end_of_stored_frame>(*frame);
  if (frame->name == "CLOSED")
    return read_closed(*frame);
  if (frame->name == "NOTICE")
    return read_single<notice_frame>(*frame);
  if (frame->name == "AUTH")
    return read_single<challenge_frame>(*frame);
  return malformed("unknown relay frame");
}

} // namespace mostro::nostr
