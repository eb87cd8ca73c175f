// SPDX-License-Identifier: MIT
//
// NIP-11: name, supported NIPs and the limits that the relay enforces.
#include "tests/harness/relay_document.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace mostro::devnet {

namespace {

using writer = rapidjson::Writer<rapidjson::StringBuffer>;

void write_limits(writer& out, const relay_limits& limits) {
  const auto number = [&out](const char* name, uint64_t value) {
    out.Key(name);
    out.Uint64(value);
  };
  const auto flag = [&out](const char* name, bool value) {
    out.Key(name);
    out.Bool(value);
  };
  out.Key("limitation");
  out.StartObject();
  number("max_message_length", limits.max_message_bytes);
  number("max_subscriptions", limits.max_subscriptions);
  number("max_filters", limits.max_filters);
  number("max_limit", limits.max_limit);
  number("max_subid_length", limits.max_subscription_id);
  number("max_event_tags", limits.max_tags);
  number("min_pow_difficulty", limits.min_pow);
  number("created_at_upper_limit", static_cast<uint64_t>(limits.max_seconds_ahead.count));
  // Only some kinds need it, which NIP-11 cannot say.
  flag("auth_required", false);
  flag("payment_required", false);
  flag("restricted_writes", false);
  out.EndObject();
}

} // namespace

std::string relay_information(const relay_options& options) {
  rapidjson::StringBuffer buffer;
  writer out{buffer};
  const auto text = [&out](const char* name, const std::string& value) {
    out.Key(name);
    out.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  };
  out.StartObject();
  text("name", options.name);
  text("description", "An in-memory relay for tests: nothing here is kept.");
  text("software", "mostro-devnet");
  text("version", "0.1.0");
  out.Key("supported_nips");
  out.StartArray();
  for (const int nip : {1, 11, 13, 40})
    out.Int(nip);
  if (options.authentication.challenge != relay_authentication::when::never)
    out.Int(42);
  out.EndArray();
  write_limits(out, options.limits);
  out.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

} // namespace mostro::devnet
