// SPDX-License-Identifier: MIT
//
// Writing frames, and the answer to an authentication challenge.
#include "messages/nostr/frames.hpp"

#include "messages/nostr/event_json.hpp"
#include "messages/nostr/filter_json.hpp"
#include "messages/overloaded.hpp"

namespace mostro::nostr {

namespace {

/// Opens the array with the name of the frame.
std::string open(std::string_view name) { return "[\"" + std::string{name} + '"'; }

std::string with_string(std::string_view name, const std::string& text) {
  auto out = open(name) + ',';
  json::write_string(out, text);
  return out + ']';
}

std::string with_strings(std::string_view name, const std::string& a, const std::string& b) {
  auto out = open(name) + ',';
  json::write_string(out, a);
  out += ',';
  json::write_string(out, b);
  return out + ']';
}

std::string with_event(std::string_view name, const event& e) {
  auto out = open(name) + ',';
  write_event(out, e);
  return out + ']';
}

std::string write(const request_frame& f) {
  auto out = open("REQ") + ',';
  json::write_string(out, f.subscription);
  for (const auto& wanted : f.filters) {
    out += ',';
    write_filter(out, wanted);
  }
  return out + ']';
}

std::string write(const event_frame& f) {
  auto out = open("EVENT") + ',';
  json::write_string(out, f.subscription);
  out += ',';
  write_event(out, f.what);
  return out + ']';
}

std::string write(const ok_frame& f) {
  auto out = open("OK") + ",\"" + f.id.hex() + (f.accepted ? "\",true," : "\",false,");
  json::write_string(out, f.message);
  return out + ']';
}

} // namespace

std::string to_json(const client_frame& f) {
  return std::visit(overloaded{
                        [](const publish_frame& p) { return with_event("EVENT", p.what); },
                        [](const request_frame& r) { return write(r); },
                        [](const close_frame& c) { return with_string("CLOSE", c.subscription); },
                        [](const authenticate_frame& a) { return with_event("AUTH", a.what); },
                    },
                    f);
}

std::string to_json(const relay_frame& f) {
  return std::visit(
      overloaded{
          [](const event_frame& e) { return write(e); },
          [](const ok_frame& o) { return write(o); },
          [](const end_of_stored_frame& e) { return with_string("EOSE", e.subscription); },
          [](const closed_frame& c) { return with_strings("CLOSED", c.subscription, c.message); },
          [](const notice_frame& n) { return with_string("NOTICE", n.message); },
          [](const challenge_frame& c) { return with_string("AUTH", c.challenge); },
      },
      f);
}

event_draft authentication_draft(std::string_view relay_url, std::string_view challenge,
                                 unix_time now) {
  event_draft out;
  out.created_at = now;
  out.kind = kind::authentication;
  out.tags = {{"relay", std::string{relay_url}}, {"challenge", std::string{challenge}}};
  return out;
}

} // namespace mostro::nostr
