// SPDX-License-Identifier: MIT
//
// The envelope and the message kind inside it (spec 01 §1.1, §1.2).
#include "messages/mostro/message_reader.hpp"

namespace mostro {

result<message> read_message(const json::value& v) {
  if (!v.is_object() || v.size() != 1)
    return fail(errc::malformed, "a message is an object with exactly one wrapper");
  const auto wrapper = parse_envelope(v.name_at(0));
  if (!wrapper)
    return fail(errc::malformed, "unknown wrapper of a message");
  message out;
  out.wrapper = *wrapper;
  std::optional<payload> content;
  strict::object_reader reader(v.member_at(0));
  reader.required("version", out.version)
      .nullable("request_id", out.request_id)
      .nullable("trade_index", out.trade_index)
      .nullable("id", out.id)
      .required("action", out.action)
      .nullable("payload", content);
  if (!reader.is_good())
    return fail(errc::malformed, "message: bad member " + std::string(reader.fault()));
  if (content)
    out.payload = std::move(*content);
  return out;
}

result<message> parse_message(std::string_view text) {
  const auto document = json::document::parse(text);
  if (!document)
    return document.why();
  return read_message(document->root());
}

} // namespace mostro
