// SPDX-License-Identifier: MIT
#include "actors/mostroctl/order_text_mapper.hpp"

#include "actors/mostroctl/table_mapper.hpp"
#include "messages/readable.hpp"

#include <algorithm>

namespace mostro::ctl {

namespace {

using admin::chain_kind;
using pairs = std::vector<std::pair<std::string, std::string>>;

std::string fiat_text(const admin::order_view& o) {
  if (o.min_amount && o.max_amount && o.fiat_amount == 0)
    return std::to_string(*o.min_amount) + "-" + std::to_string(*o.max_amount) + " " + o.fiat_code;
  return std::to_string(o.fiat_amount) + " " + o.fiat_code;
}

std::string sats_text(int64_t amount) {
  return amount == 0 ? "market" : std::to_string(amount) + " sats";
}

std::string msats_text(int64_t amount) {
  return amount == 0 ? std::string{} : std::to_string(amount) + " msats";
}

std::string unless_zero(int64_t t) { return t == 0 ? std::string{} : time_text(t); }

std::string signed_percent(int64_t premium) {
  return (premium > 0 ? "+" : "") + std::to_string(premium) + " %";
}

void add_escrow(pairs& out, const admin::escrow_view& e) {
  out.emplace_back("escrow", e.state);
  out.emplace_back("  hash", e.hash);
  out.emplace_back("  held since", unless_zero(e.held_at));
  out.emplace_back("  paid", msats_text(e.amount_paid_msats));
  out.emplace_back("  expires at", e.expires_at_height == 0
                                       ? std::string{}
                                       : "block " + std::to_string(e.expires_at_height));
}

void add_payout(pairs& out, const admin::payout_view& p) {
  out.emplace_back("payout", p.state);
  out.emplace_back("  hash", p.hash);
  out.emplace_back("  failed",
                   p.attempts == 0 ? std::string{} : std::to_string(p.attempts) + " times");
  out.emplace_back("  next try", unless_zero(p.retry_at));
  out.emplace_back("  routing fee", msats_text(p.routing_fee_msats));
}

void add_dispute(pairs& out, const admin::dispute_view& d) {
  out.emplace_back("dispute", d.status);
  out.emplace_back("  id", d.id);
  out.emplace_back("  opened by", d.initiator + ", " + time_text(d.created_at));
  out.emplace_back("  before it", d.previous_order_status);
  out.emplace_back("  solver", d.solver);
  out.emplace_back("  taken", unless_zero(d.taken_at));
}

std::string first_line(const admin::order_view& o) {
  return "order " + o.id + ": " + o.kind + " for " + fiat_text(o) + ", " + o.status;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (auto& text : texts)
    out += (out.empty() ? "" : ", ") + text;
  return out;
}

/// A line of the chain and what belongs to it, indented.
std::string chain_text(const admin::chain_line& line) {
  auto when = line.kind == chain_kind::waiting ? "waiting             " : time_text(line.at);
  auto number = line.kind == chain_kind::trace     ? std::string{}
                : line.kind == chain_kind::waiting ? "row " + std::to_string(line.number)
                                                   : "#" + std::to_string(line.number);
  std::string out = when + "  " + number +
                    std::string(number.size() < 6 ? 6 - number.size() : 1, ' ') +
                    printable(line.what);
  if (!line.status_after.empty())
    out += ": " + (line.status_before.empty() ? "" : printable(line.status_before) + " -> ") +
           printable(line.status_after);
  if (!line.text.empty())
    out += (line.status_after.empty() ? ": " : ", ") + printable(line.text);
  out += "\n";
  const std::string indent(28, ' ');
  if (!line.inbound_event.empty())
    out += indent + "because of event " + line.inbound_event + "\n";
  if (!line.effects.empty())
    out += indent + "leads to " + printable(joined(line.effects)) + "\n";
  return out;
}

} // namespace

std::string status_text(const node_status& s) {
  pairs out;
  out.emplace_back("node", s.npub);
  out.emplace_back("version", s.version + (s.commit.empty() ? "" : " (" + s.commit + ")"));
  out.emplace_back("running",
                   duration_text(s.now - s.started_at) + ", since " + time_text(s.started_at));
  auto& ln = s.lightning;
  auto about = ln.alias + ", " + ln.network + ", block " + std::to_string(ln.block_height) +
               (ln.synced ? ", synced" : ", not synced");
  out.emplace_back("lightning", !ln.usable ? "not usable" : "usable: " + about);
  auto connected =
      std::count_if(s.relays.begin(), s.relays.end(), [](auto& r) { return r.connected; });
  out.emplace_back("relays", std::to_string(connected) + " of " + std::to_string(s.relays.size()) +
                                 " connected");
  for (auto& relay : s.relays)
    out.emplace_back("  " + std::string{relay.connected ? "connected" : "away"}, relay.url);
  uint64_t open = 0;
  for (auto& [name, count] : s.orders)
    open += count;
  out.emplace_back("orders", std::to_string(open) + " open");
  for (auto& [name, count] : s.orders)
    out.emplace_back("  " + name, std::to_string(count));
  out.emplace_back("halted", std::to_string(s.halted));
  out.emplace_back("disputes", std::to_string(s.open_disputes) + " open");
  out.emplace_back("undelivered", std::to_string(s.undelivered));
  out.emplace_back("prices", s.oldest_price_at ? std::to_string(s.prices) + ", oldest " +
                                                     duration_text(s.now - *s.oldest_price_at)
                                               : std::string{});
  out.emplace_back("maintenance", !s.maintenance ? "" : *s.maintenance ? "on" : "off");
  return pairs_text(out);
}

std::string orders_text(std::span<const admin::order_view> orders, int64_t now) {
  if (orders.empty())
    return "no orders\n";
  table out{{{"ID", aligned::left},
             {"KIND", aligned::left},
             {"STATUS", aligned::left},
             {"FIAT", aligned::right},
             {"AMOUNT", aligned::right},
             {"PREMIUM", aligned::right},
             {"AGE", aligned::right},
             {"PAYMENT METHOD", aligned::left}}};
  for (auto& o : orders)
    out.add({o.id, o.kind, o.status, fiat_text(o), sats_text(o.amount_sats),
             signed_percent(o.premium), duration_text(now - o.created_at), o.payment_method});
  return out.text();
}

std::string order_text(const admin::order_details& o) {
  pairs out;
  out.emplace_back("order", o.order.id);
  out.emplace_back("kind", o.order.kind);
  out.emplace_back("status",
                   o.order.status +
                       (o.order.phase == o.order.status ? "" : " (" + o.order.phase + ")"));
  out.emplace_back("decisions", std::to_string(o.order.seq));
  out.emplace_back("fiat", fiat_text(o.order));
  out.emplace_back("range", o.order.min_amount && o.order.max_amount
                                ? std::to_string(*o.order.min_amount) + "-" +
                                      std::to_string(*o.order.max_amount) + " " + o.order.fiat_code
                                : std::string{});
  out.emplace_back("amount", sats_text(o.order.amount_sats));
  out.emplace_back("fee", o.order.fee_sats == 0
                              ? std::string{}
                              : std::to_string(o.order.fee_sats) + " sats from each side");
  out.emplace_back("premium", signed_percent(o.order.premium));
  out.emplace_back("payment method", o.order.payment_method);
  out.emplace_back("created", time_text(o.order.created_at));
  out.emplace_back("expires", time_text(o.order.expires_at));
  out.emplace_back("waiting since", unless_zero(o.order.duty_since));
  out.emplace_back("buyer", o.buyer_key);
  out.emplace_back("seller", o.seller_key);
  out.emplace_back("remains of", o.range_parent);
  out.emplace_back("cancel asked by", o.cancel_asked_by);
  if (o.escrow)
    add_escrow(out, *o.escrow);
  if (o.payout)
    add_payout(out, *o.payout);
  if (o.dispute)
    add_dispute(out, *o.dispute);
  return pairs_text(out);
}

std::string explain_text(const admin::order_details& o) {
  auto out = printable(first_line(o.order)) + "\n";
  for (auto& line : o.chain)
    out += chain_text(line);
  return out;
}

std::string disputes_text(std::span<const admin::dispute_view> disputes, int64_t now) {
  if (disputes.empty())
    return "no disputes\n";
  table out{{{"DISPUTE", aligned::left},
             {"ORDER", aligned::left},
             {"STATUS", aligned::left},
             {"OPENED BY", aligned::left},
             {"AGE", aligned::right},
             {"SOLVER", aligned::left}}};
  for (auto& d : disputes)
    out.add({d.id, d.order_id, d.status, d.initiator, duration_text(now - d.created_at),
             d.solver.empty() ? "-" : d.solver});
  return out.text();
}

std::string solvers_text(std::span<const admin::solver_view> solvers) {
  if (solvers.empty())
    return "no solvers\n";
  table out{{{"SOLVER", aligned::left}, {"PERMISSION", aligned::left}}};
  for (auto& s : solvers)
    out.add({s.npub, s.permission});
  return out.text();
}

std::string change_text(const admin::order_change& c) {
  return time_text(c.at) + "  " + c.order_id + "  #" + std::to_string(c.seq) + "  " +
         printable(c.cause) + ": " + printable(c.status) + "\n";
}

} // namespace mostro::ctl
