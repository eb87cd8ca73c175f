// SPDX-License-Identifier: MIT
//
// The reference model's state and answers as text, and its dispatch.
#include "tests/model/reference_state.hpp"

#include "tests/model/reference_steps.hpp"

#include <algorithm>
#include <cmath>

namespace mostro::model {

namespace {

template <class Value>
void add(std::string& out, const Value& v) {
  out += std::to_string(static_cast<int64_t>(v)) + ",";
}

template <class Value>
void add(std::string& out, const std::optional<Value>& v) {
  out += v ? std::to_string(static_cast<int64_t>(*v)) + "," : "-,";
}

/// The two writers are alike: what one can do the other could have done.
std::optional<role> one_of_two(std::optional<role> who) {
  return who == role::second_writer ? role::writer : who;
}

std::string joined(std::vector<std::string> parts, bool sorted) {
  if (sorted)
    std::sort(parts.begin(), parts.end());
  std::string out;
  for (auto& part : parts)
    out += (out.empty() ? "" : " ") + part;
  return out;
}

} // namespace

int kind_of_rest(int64_t fiat) {
  auto rest = constants::range_max - fiat;
  return rest > constants::range_min ? 2 : rest == constants::range_min ? 1 : 0;
}

std::string state::key() const {
  std::string out;
  add(out, status);
  add(out, wish);
  add(out, escrow);
  add(out, taken);
  add(out, pays_to);
  bool over = escrow == hold::settled || escrow == hold::canceled;
  if (!over) {
    add(out, kind_of_rest(fiat));
    add(out, initiator);
    add(out, wished_by);
    add(out, next_known);
    add(out, next_of_wish);
    add(out, one_of_two(judge));
    add(out, expiry_height != 0);
    add(out, deadline_alarms);
  }
  add(out, payout);
  add(out, attempts);
  add(out, failed);
  add(out, buyer_rated);
  add(out, seller_rated);
  add(out, published);
  if (!taken) {
    add(out, rotated);
    add(out, now >= constants::expires_at);
  }
  if (dispute) {
    add(out, dispute->status);
    add(out, dispute->by);
    add(out, one_of_two(dispute->solver));
  }
  return out;
}

std::string answer::text() const {
  if (refused)
    return "refused " + std::string{to_string(*refused)};
  std::string out{to_string(next.status)};
  out += " | " + joined(messages, true) + " | " + joined(lightning, true) + " | " +
         joined(published, false) + " |";
  out += alarm ? " alarm" : "";
  out += vote ? " vote" : "";
  out += owes_fee ? " fee" : "";
  out += child.empty() ? "" : " child:" + child;
  return out;
}

int64_t amount_of(int64_t fiat) {
  return static_cast<int64_t>(static_cast<double>(fiat) / 40'000 * 1e8);
}

int64_t fee_of(int64_t amount) {
  return static_cast<int64_t>(std::round(0.006 * static_cast<double>(amount) / 2));
}

bool acceptable(offer o) { return o == offer::good || o == offer::address; }

state created(const setting& s) {
  state out;
  out.now = constants::start;
  out.fiat = s.range ? 0 : constants::fixed_fiat;
  out.amount = s.market ? 0 : 50'000;
  out.pays_to = s.kind == order_kind::buy ? s.maker_invoice : destination::none;
  return out;
}

answer judge(const setting& s, const state& before, const occurrence& e) {
  return reading{s, before, e}.judge();
}

answer reading::judge() {
  switch (e_.what) {
  case happening::take:
    take();
    break;
  case happening::add_invoice:
    add_invoice();
    break;
  case happening::fiat_sent:
    fiat_sent();
    break;
  case happening::release:
    release();
    break;
  case happening::cancel:
    cancel();
    break;
  case happening::dispute:
    dispute();
    break;
  case happening::rate:
    rate();
    break;
  case happening::trade_key:
    trade_key();
    break;
  case happening::admin_take:
    admin_take();
    break;
  case happening::admin_settle:
    admin_settle();
    break;
  case happening::admin_cancel:
    admin_cancel();
    break;
  case happening::hold_opened:
    hold_opened();
    break;
  case happening::hold_refused:
    hold_refused();
    break;
  case happening::hold_accepted:
    hold_accepted();
    break;
  case happening::hold_settled:
    hold_settled();
    break;
  case happening::hold_canceled:
    hold_canceled();
    break;
  case happening::resolved:
  case happening::not_resolved:
  case happening::paid:
  case happening::not_paid:
    payment();
    break;
  case happening::deadline:
    deadline();
    break;
  case happening::chain:
    chain();
    break;
  }
  out_.next = out_.refused ? was_ : now_;
  return out_;
}

} // namespace mostro::model
