// SPDX-License-Identifier: MIT
#include "tests/simulation/fault_mix.hpp"

#include <cstdio>

namespace mostro::simulation {

fault_mix fault_mix::draw(dice& from) {
  fault_mix out;
  // Each fault is on in about half of the seeds, and then somewhere between rare and frequent.
  auto some = [&from](double most) {
    return from.happens(0.5) ? most * static_cast<double>(from.between(1, 10)) / 10 : 0.0;
  };
  auto every = [&from](int64_t shortest, int64_t longest) {
    return from.happens(0.5) ? from.between(shortest, longest) : 0;
  };
  out.call_lost = some(0.1);
  out.answer_lost = some(0.1);
  out.call_hangs = some(0.05);
  out.stream_cut = some(0.1);
  out.call_delay = from.happens(0.2) ? 5000 : from.between(1, 100);
  out.lnd_restart_every = every(120'000, 1'800'000);
  out.prunes_failed = some(0.5);
  out.payee_misbehaves = some(0.3);
  out.block_every = from.happens(0.1) ? 20'000 : 600'000;
  out.event_swallowed = some(0.1);
  out.event_muted = some(0.1);
  out.event_refused = some(0.2);
  out.relay_lies = some(0.2);
  out.frame_twice = some(0.1);
  out.frames_reordered = some(0.1);
  out.frame_delay = from.happens(0.2) ? 3000 : from.between(1, 200);
  out.disconnect_every = every(60'000, 900'000);
  out.relay_down_every = every(300'000, 1'800'000);
  out.crash_at_write = some(0.005);
  out.crash_at_call = some(0.02);
  out.crash_at_message = some(0.0001);
  out.page_fails = some(0.3);
  out.price_moves = some(0.5);
  out.clock_step_every = every(300'000, 3'600'000);
  out.longest_clock_step = from.happens(0.3) ? 50 : 5;
  out.trader_absent = some(0.05);
  out.trader_slow = some(0.2);
  out.trader_repeats = some(0.1);
  out.trader_cancels = some(0.05);
  out.trader_disputes = some(0.05);
  out.trader_malicious = some(0.1);
  out.racing_takers = some(0.3);
  return out;
}

std::string fault_mix::text() const {
  std::string out;
  auto add = [&out](const char* name, double value) {
    if (value == 0)
      return;
    char text[64];
    std::snprintf(text, sizeof text, "%s%s=%g", out.empty() ? "" : " ", name, value);
    out += text;
  };
  add("call-lost", call_lost);
  add("answer-lost", answer_lost);
  add("call-hangs", call_hangs);
  add("stream-cut", stream_cut);
  add("call-delay", static_cast<double>(call_delay));
  add("lnd-restart-every", static_cast<double>(lnd_restart_every));
  add("prunes-failed", prunes_failed);
  add("payee-misbehaves", payee_misbehaves);
  add("block-every", static_cast<double>(block_every));
  add("event-swallowed", event_swallowed);
  add("event-muted", event_muted);
  add("event-refused", event_refused);
  add("relay-lies", relay_lies);
  add("frame-twice", frame_twice);
  add("frames-reordered", frames_reordered);
  add("frame-delay", static_cast<double>(frame_delay));
  add("disconnect-every", static_cast<double>(disconnect_every));
  add("relay-down-every", static_cast<double>(relay_down_every));
  add("crash-at-write", crash_at_write);
  add("crash-at-call", crash_at_call);
  add("crash-at-message", crash_at_message);
  add("page-fails", page_fails);
  add("price-moves", price_moves);
  add("clock-step-every", static_cast<double>(clock_step_every));
  add("longest-clock-step", static_cast<double>(longest_clock_step));
  add("trader-absent", trader_absent);
  add("trader-slow", trader_slow);
  add("trader-repeats", trader_repeats);
  add("trader-cancels", trader_cancels);
  add("trader-disputes", trader_disputes);
  add("trader-malicious", trader_malicious);
  add("racing-takers", racing_takers);
  return out;
}

} // namespace mostro::simulation
