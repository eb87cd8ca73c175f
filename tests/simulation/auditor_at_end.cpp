// SPDX-License-Identifier: MIT
//
// What is checked when every fault is mended and everybody has done what he owed.
#include "messages/public_revision.hpp"
#include "tests/simulation/auditor.hpp"

#include <algorithm>

namespace mostro::simulation {

namespace {

/// A refusal, or what somebody asked beside a trade: a request of its own that changed nothing.
bool answers_by_itself(const std::string& content) {
  return content.starts_with("{\"cant-do\"") || content.starts_with("{\"restore\"") ||
         content.find("\"action\":\"orders\"") != std::string::npos;
}

} // namespace

void auditor::final_check(const storage::database& disk) {
  check_orders_at_end(disk);
  check_money_at_end();
  check_messages_at_end(disk);
  check_answers_at_end();
}

void auditor::check_orders_at_end(const storage::database& disk) {
  for (auto& [id, known] : books_) {
    auto stored = disk.find_order(id);
    if (!stored || !*stored || !(**stored == known.now))
      broken("what is committed stays", known.now, "the database holds something else");
    if (!is_closed(known.now)) {
      broken("nothing is stuck", known.now, "still open");
      continue;
    }
    for (auto& hash : known.escrows)
      if (auto state = state_of(hash); state && !devnet::is_final(*state))
        broken("I4 no escrow outlives its order", known.now, "the hold invoice is not final");
    check_public_book(known.now);
  }
}

/// Each relay shows what the database says.
void auditor::check_public_book(const order& o) {
  auto shown = shown_status(o);
  for (size_t i = 0; shown && i < relays_.count(); ++i) {
    nostr::filter wanted;
    wanted.kinds = std::vector<uint16_t>{nostr::kind::order};
    wanted.tags['d'] = {o.id.text()};
    auto found = relays_.hub(i).store().query({wanted}, in_.true_time());
    auto status = found.empty()
                      ? std::string{"nothing"}
                      : nostr::first_tag_value(found.front().tags, "s").value_or("no status");
    if (status != to_string(*shown))
      broken("published state converges", o, "relay " + std::to_string(i) + " shows " + status);
  }
}

void auditor::check_money_at_end() {
  auto& network = lightning_.network();
  if (!network.conserved())
    in_.broken("I10 money is conserved", "millisatoshis were made or lost");
  std::map<order_id, std::vector<msats>> paid;
  std::map<order_id, size_t> fees;
  for (auto& moved : network.transfers()) {
    if (moved.payer != simulated_lightning::node)
      continue;
    if (auto payout = payouts_.find(moved.hash); payout != payouts_.end())
      paid[payout->second].push_back(moved.amount);
    else if (auto fee = fees_.find(moved.hash); fee != fees_.end())
      ++fees[fee->second.order];
    else
      in_.broken("I13 effects follow commits", "a payment that nobody claimed went out");
  }
  for (auto& [id, known] : books_) {
    auto* t = trade_of(known.now);
    auto owed = status_of(known.now) == order_status::success && t
                    ? std::vector<msats>{to_msats(t->payout_amount())}
                    : std::vector<msats>{};
    if (paid[id] != owed)
      broken("I6 paid exactly once", known.now,
             std::to_string(paid[id].size()) + " payouts arrived, owed " +
                 std::to_string(owed.size()));
    if (fees[id] > 1)
      broken("I11 one development fee", known.now, "paid more than once");
    size_t settled_escrows = 0;
    for (auto& hash : known.escrows)
      settled_escrows += state_of(hash) == devnet::invoice_state::settled ? 1 : 0;
    if (settled_escrows != owed.size() && is_closed(known.now))
      broken("I3 the seller pays once for a success", known.now,
             std::to_string(settled_escrows) + " settled hold invoices");
  }
}

void auditor::check_messages_at_end(const storage::database& disk) {
  auto left = disk.recover();
  if (!left) {
    in_.broken("the database can be read", to_string(left.why()));
    return;
  }
  if (!left->outbox.empty())
    in_.broken("outboxes drain", std::to_string(left->outbox.size()) + " rows are left, first " +
                                     name_of(left->outbox.front().effect));
  if (!left->inbound.empty())
    in_.broken("acknowledged means worked on",
               std::to_string(left->inbound.size()) + " messages are unfinished");
  for (auto& s : people_.seats()) {
    auto letters = letters_.find(s.key.pub);
    if (letters == letters_.end())
      continue;
    std::map<std::string, const filed*> filings;
    for (auto& [content, copies] : letters->second)
      for (auto& one : copies) {
        if (one.heard == 0)
          in_.broken("every message arrives", content.substr(0, 200));
        filings[content] = &one;
      }
    if (s.who->via != transport::nip44)
      continue; // The stamp of a gift wrap is random by design.
    // Stamps tell a client the order: it must be the order of the decisions.
    auto by_stamp = s.heard;
    std::stable_sort(by_stamp.begin(), by_stamp.end(),
                     [](auto& a, auto& b) { return a.first < b.first; });
    const filed* last = nullptr;
    for (auto& [stamp, content] : by_stamp) {
      // What was said twice in the same words cannot be told apart; an answer of the book or of
      // the inbox may come while the order still tells of its decision.
      if (letters->second[content].size() != 1 || answers_by_itself(content))
        continue;
      auto* now = filings[content];
      // Two orders that decide in one commit do so at the same time: neither is a cause.
      const bool is_concurrent = last && last->group == now->group && last->order != now->order;
      if (last && now->row < last->row && !is_concurrent)
        in_.broken("messages are causal", content.substr(0, 200));
      if (!last || last->row < now->row)
        last = now;
    }
  }
}

size_t auditor::successes() const {
  size_t out = 0;
  for (auto& [id, known] : books_)
    out += status_of(known.now) == order_status::success ? 1 : 0;
  return out;
}

std::map<order_status, size_t> auditor::census() const {
  std::map<order_status, size_t> out;
  for (auto& [id, known] : books_)
    ++out[status_of(known.now)];
  return out;
}

} // namespace mostro::simulation
