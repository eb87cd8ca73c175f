// SPDX-License-Identifier: MIT
#include "actors/admin/order_chain.hpp"

#include "messages/overloaded.hpp"
#include "messages/readable.hpp"

#include <algorithm>

namespace mostro::admin {

namespace {

std::string begin_of(const public_key& key) { return key.hex().substr(0, 8) + "…"; }

std::string in_sats(sats amount) { return std::to_string(amount.value) + " sats"; }

} // namespace

std::string describe(const order_effect& effect) {
  using std::string;
  return std::visit(
      overloaded{
          [](const send_message& e) {
            return string{to_string(e.message.action)} + " to " + begin_of(e.to);
          },
          [](const publish_order& e) { return "s=" + string{to_string(e.status)}; },
          [](const publish_dispute& e) { return "s=" + string{to_string(e.status)}; },
          [](const publish_rating& e) { return "of " + begin_of(e.subject); },
          [](const publish_dev_fee& e) { return in_sats(e.amount) + ", hash " + e.hash.hex(); },
          [](const owe_dev_fee& e) { return in_sats(e.amount); },
          [](const open_hold_invoice& e) { return in_sats(e.amount) + ", hash " + e.hash.hex(); },
          [](const settle_hold_invoice& e) { return "hash " + e.hash.hex(); },
          [](const cancel_hold_invoice& e) { return "hash " + e.hash.hex(); },
          [](const resolve_destination& e) {
            return in_sats(e.amount) + ", claim " + std::to_string(e.claims);
          },
          [](const pay_invoice& e) { return in_sats(e.amount) + ", hash " + e.hash.hex(); },
          [](const raise_alarm& e) { return e.name; },
      },
      effect);
}

std::vector<chain_line> explain(std::span<const storage::journal_entry> journal,
                                std::span<const storage::trace_entry> trace,
                                std::span<const storage::outbox_row> outbox) {
  std::vector<chain_line> out;
  std::string status;
  for (auto& entry : journal) {
    chain_line line;
    line.kind = chain_kind::decision;
    line.at = entry.at.seconds;
    line.number = entry.seq;
    line.what = entry.cause;
    auto word = entry.details.substr(0, entry.details.find(' '));
    if (parse_order_status(word)) {
      line.status_before = status;
      status = line.status_after = word;
    }
    line.text = line.status_after == entry.details ? std::string{} : readable(entry.details);
    line.inbound_event = entry.inbound ? entry.inbound->hex() : std::string{};
    line.effects = entry.effects;
    out.push_back(std::move(line));
  }
  for (auto& entry : trace) {
    chain_line line;
    line.kind = chain_kind::trace;
    line.at = entry.at.seconds;
    line.what = entry.what;
    line.text = readable(entry.text);
    out.push_back(std::move(line));
  }
  std::stable_sort(out.begin(), out.end(), [](auto& a, auto& b) { return a.at < b.at; });
  for (auto& row : outbox) {
    chain_line line;
    line.kind = chain_kind::waiting;
    line.number = row.id;
    line.what = name_of(row.effect);
    line.text = readable(describe(row.effect)) + (row.signed_event.empty() ? "" : ", signed");
    out.push_back(std::move(line));
  }
  return out;
}

} // namespace mostro::admin
