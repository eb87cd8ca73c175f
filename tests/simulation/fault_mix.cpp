// SPDX-License-Identifier: MIT
#include "tests/simulation/fault_mix.hpp"

#include <cstdio>
#include <variant>

namespace mostro::simulation {

namespace {

/// The parts of the world that faults are in.
enum class part { lightning, relays, process, surroundings, traders };

struct named_fault {
  const char* name;
  std::variant<double fault_mix::*, int64_t fault_mix::*> field;
  part where;
};

const named_fault table[] = {
    {"call-lost", &fault_mix::call_lost, part::lightning},
    {"answer-lost", &fault_mix::answer_lost, part::lightning},
    {"call-hangs", &fault_mix::call_hangs, part::lightning},
    {"stream-cut", &fault_mix::stream_cut, part::lightning},
    {"call-delay", &fault_mix::call_delay, part::lightning},
    {"lnd-restart-every", &fault_mix::lnd_restart_every, part::lightning},
    {"prunes-failed", &fault_mix::prunes_failed, part::lightning},
    {"payee-misbehaves", &fault_mix::payee_misbehaves, part::lightning},
    {"escrow-canceled-every", &fault_mix::escrow_canceled_every, part::lightning},
    {"block-every", &fault_mix::block_every, part::lightning},
    {"event-swallowed", &fault_mix::event_swallowed, part::relays},
    {"event-muted", &fault_mix::event_muted, part::relays},
    {"event-refused", &fault_mix::event_refused, part::relays},
    {"relay-lies", &fault_mix::relay_lies, part::relays},
    {"frame-twice", &fault_mix::frame_twice, part::relays},
    {"frames-reordered", &fault_mix::frames_reordered, part::relays},
    {"frame-delay", &fault_mix::frame_delay, part::relays},
    {"disconnect-every", &fault_mix::disconnect_every, part::relays},
    {"relay-down-every", &fault_mix::relay_down_every, part::relays},
    {"crash-at-write", &fault_mix::crash_at_write, part::process},
    {"crash-at-call", &fault_mix::crash_at_call, part::process},
    {"crash-at-message", &fault_mix::crash_at_message, part::process},
    {"page-fails", &fault_mix::page_fails, part::surroundings},
    {"price-moves", &fault_mix::price_moves, part::surroundings},
    {"clock-step-every", &fault_mix::clock_step_every, part::surroundings},
    {"longest-clock-step", &fault_mix::longest_clock_step, part::surroundings},
    {"trader-absent", &fault_mix::trader_absent, part::traders},
    {"trader-slow", &fault_mix::trader_slow, part::traders},
    {"trader-repeats", &fault_mix::trader_repeats, part::traders},
    {"trader-cancels", &fault_mix::trader_cancels, part::traders},
    {"trader-disputes", &fault_mix::trader_disputes, part::traders},
    {"trader-malicious", &fault_mix::trader_malicious, part::traders},
    {"racing-takers", &fault_mix::racing_takers, part::traders},
    {"trader-curious", &fault_mix::trader_curious, part::traders},
    {"maker-moves", &fault_mix::maker_moves, part::traders},
};

struct value_in {
  const fault_mix& mix;
  template <class T>
  double operator()(T fault_mix::*member) const {
    return static_cast<double>(mix.*member);
  }
};

} // namespace

fault_mix fault_mix::draw(dice& from, fault_choice which) {
  fault_mix out;
  if (which == fault_choice::none)
    return out;
  // A fault that is on is somewhere between rare and frequent.
  auto is_on = [&from, which](double probability) {
    return from.happens(probability) || which == fault_choice::every;
  };
  auto some = [&](double most) {
    return is_on(0.5) ? most * static_cast<double>(from.between(1, 10)) / 10 : 0.0;
  };
  auto every = [&](int64_t shortest, int64_t longest) {
    return is_on(0.5) ? from.between(shortest, longest) : 0;
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
  if (is_on(0.3))
    out.escrow_canceled_every = from.between(60'000, 1'800'000);
  out.trader_curious = some(0.1);
  out.maker_moves = some(0.3);
  return out;
}

std::string fault_mix::text() const {
  std::string out;
  for (auto& one : table) {
    auto value = std::visit(value_in{*this}, one.field);
    if (value == 0)
      continue;
    char text[64];
    std::snprintf(text, sizeof text, "%s%s=%g", out.empty() ? "" : " ", one.name, value);
    out += text;
  }
  return out;
}

std::vector<std::string> fault_mix::names_on() const {
  std::vector<std::string> out;
  const auto calm = none();
  for (auto& one : table)
    if (std::visit(value_in{*this}, one.field) != std::visit(value_in{calm}, one.field))
      out.emplace_back(one.name);
  return out;
}

bool fault_mix::switch_off(const std::string& name) {
  const auto calm = none();
  for (auto& one : table)
    if (name == one.name) {
      std::visit([&](auto member) { this->*member = calm.*member; }, one.field);
      return true;
    }
  return false;
}

std::vector<std::vector<std::string>> fault_mix::groups() {
  std::vector<std::vector<std::string>> out;
  for (auto which :
       {part::process, part::lightning, part::relays, part::surroundings, part::traders}) {
    auto& group = out.emplace_back();
    for (auto& one : table)
      if (one.where == which)
        group.emplace_back(one.name);
  }
  return out;
}

} // namespace mostro::simulation
