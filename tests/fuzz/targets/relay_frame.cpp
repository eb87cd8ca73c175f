// SPDX-License-Identifier: MIT
//
// Frames of both directions of a relay connection: what parses is written and read again as the
// same frame, and a filter that was read can be asked.
#include "messages/nostr/frames.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/target.hpp"

using namespace mostro;

namespace {

// Written text may be longer than what was read: \b is written as it is, but a tab is not.
constexpr nostr::event_limits roomy{size_t{1} << 24, 2000};

void ask_filters(const nostr::client_frame& frame) {
  const auto* request = std::get_if<nostr::request_frame>(&frame);
  if (!request)
    return;
  nostr::event sample;
  sample.kind = nostr::kind::gift_wrap;
  sample.tags = {{"p", sample.pubkey.hex()}, {"d"}, {}};
  for (const auto& one : request->filters)
    static_cast<void>(nostr::matches(one, sample));
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto text = fuzz::input{data, size}.rest_text();
  if (const auto frame = nostr::parse_relay_frame(text)) {
    const auto written = nostr::to_json(*frame);
    const auto again = nostr::parse_relay_frame(written, roomy);
    fuzz::must(again.has_value(), "a written relay frame is read");
    fuzz::must(again->index() == frame->index(), "a relay frame keeps its kind");
    fuzz::must(nostr::to_json(*again) == written, "a relay frame is read as written");
  }
  if (const auto frame = nostr::parse_client_frame(text)) {
    const auto written = nostr::to_json(*frame);
    const auto again = nostr::parse_client_frame(written, roomy);
    fuzz::must(again.has_value(), "a written client frame is read");
    fuzz::must(again->index() == frame->index(), "a client frame keeps its kind");
    fuzz::must(nostr::to_json(*again) == written, "a client frame is read as written");
    ask_filters(*frame);
  }
  return 0;
}
