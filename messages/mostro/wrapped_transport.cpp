// SPDX-License-Identifier: MIT
//
// Protocol version 1: a 2-tuple inside a NIP-59 gift wrap (spec 01 §2.2). The
// seal's author is the identity, the rumor's author is the trade key.
#include "messages/mostro/transport_parts.hpp"

namespace mostro::wrapped {

result<opened_message> open(const nostr::event& e, const secret_key& receiver) {
  const auto wrap = nostr::open_gift_wrap(e, receiver);
  if (!wrap)
    return wrap.why();
  auto tuple = parse_tuple(wrap->rumor_content, transport::gift_wrap);
  if (!tuple)
    return tuple.why();
  return judge(std::move(*tuple), wrap->rumor_author, wrap->seal_author, wrap->rumor_created_at,
               transport::gift_wrap);
}

} // namespace mostro::wrapped
