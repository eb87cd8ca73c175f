// SPDX-License-Identifier: MIT
//
// Events as JSON: what parses is written and read again unchanged. No input can forge a signature,
// so the event is signed anew too: then it verifies, and with one bit changed it does not.
#include "messages/nostr/event.hpp"
#include "messages/nostr/keys.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/target.hpp"

using namespace mostro;

namespace {

constexpr nostr::event_limits roomy{size_t{1} << 24, 2000};

void must_be_read_as_written(const nostr::event& e) {
  const auto again = nostr::parse_event(nostr::to_json(e), roomy);
  fuzz::must(again.has_value(), "a written event is read");
  fuzz::must(*again == e, "an event is read as written");
}

void sign_anew(const nostr::event& e) {
  const secret_key key{fuzz::filled(0x11)};
  const nostr::event_draft draft{e.created_at, e.kind, e.tags, e.content};
  auto ours = nostr::sign(draft, key, fuzz::filled(0x22));
  fuzz::must(nostr::verify(ours), "what we sign verifies");
  fuzz::must(nostr::compute_id(ours) == ours.id, "the id of what we sign is right");
  must_be_read_as_written(ours);
  ours.content += 'x';
  fuzz::must(!nostr::verify(ours), "changed content does not verify");
  ours.content.pop_back();
  ours.sig[63] ^= 1;
  fuzz::must(!nostr::verify(ours), "a changed signature does not verify");
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto e = nostr::parse_event(fuzz::input{data, size}.rest_text());
  if (!e)
    return 0;
  must_be_read_as_written(*e);
  static_cast<void>(nostr::verify(*e));
  static_cast<void>(nostr::expiration_of(*e));
  static_cast<void>(nostr::first_tag_value(e->tags, "p"));
  fuzz::must(nostr::leading_zero_bits(e->id) <= 256, "an id has 256 bits");
  sign_anew(*e);
  return 0;
}
