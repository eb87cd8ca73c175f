// SPDX-License-Identifier: MIT
#include "actors/admin/audit_mapper.hpp"

#include "messages/json.hpp"
#include "messages/readable.hpp"

namespace mostro::admin {

namespace {

const char* to_string(audit_outcome o) {
  switch (o) {
  case audit_outcome::asked:
    return "asked";
  case audit_outcome::done:
    return "done";
  case audit_outcome::failed:
    return "failed";
  case audit_outcome::refused:
    break;
  }
  return "refused";
}

void put(std::string& out, std::string_view key, std::string_view text) {
  json::write_string(out, key);
  out += ':';
  json::write_string(out, readable(text));
}

} // namespace

std::string to_audit_line(const audit_entry& e) {
  std::string out = "{";
  put(out, "time", to_iso_time(e.at));
  out += ',';
  put(out, "door", e.who.through == door::tcp ? "tcp" : "unix");
  out += ',';
  put(out, "peer", e.who.peer);
  out += ',';
  put(out, "call", e.call);
  out += ",\"arguments\":{";
  for (size_t i = 0; i < e.arguments.size(); ++i) {
    out += i > 0 ? "," : "";
    put(out, e.arguments[i].first, e.arguments[i].second);
  }
  out += "},";
  put(out, "outcome", to_string(e.outcome));
  if (!e.text.empty()) {
    out += ',';
    put(out, "text", e.text);
  }
  return out + "}";
}

} // namespace mostro::admin
