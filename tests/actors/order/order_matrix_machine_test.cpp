// SPDX-License-Identifier: MIT
//
// Every phase x every fact x every role: what the machine decides, one sorted
// line each in tests/vectors/order_matrix.txt. With MOSTRO_UPDATE_GOLDEN=1 the
// file is written anew: then read the diff against spec 02 §9.
#include "tests/actors/order/intent_fixture.hpp"

#include <cstdlib>
#include <fstream>
#include <set>

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

using named_orders = std::vector<std::pair<std::string, order>>;
using named_events = std::vector<std::pair<std::string, order_event>>;

order vanished(order o) {
  std::get<fiat_sent>(o.phase).held.vanished = true;
  return o;
}

order vanished_dispute(order o) {
  std::get<disputed>(o.phase).held.vanished = true;
  return o;
}

void add_disputes(named_orders& out, order_kind kind, const std::string& side) {
  auto p = pending_order(kind);
  auto initiator = trade_role::buyer;
  out.emplace_back(side + " A 1st step", after_first_step(active_order(p), initiator));
  out.emplace_back(side + " FS 1st step", after_first_step(fiat_sent_order(p), initiator));
  out.emplace_back(side + " D", disputed_order(p));
  out.emplace_back(side + " D 1st step", after_first_step(disputed_order(p), initiator));
  out.emplace_back(side + " D vanished", vanished_dispute(disputed_order(p)));
  out.emplace_back(side + " D settling", settling_in_dispute(p));
  out.emplace_back(side + " D settling for solver", settling_for_solver(p));
}

void add_cancels(named_orders& out, order_kind kind, const std::string& side) {
  auto p = pending_order(kind);
  auto maker_is = maker_role(p);
  auto taker_is = kind == sell ? trade_role::buyer : trade_role::seller;
  auto add = [&](const std::string& name, cancel_cause cause, order_status shown,
                 std::optional<trade_role> asked_by = {}) {
    out.emplace_back(side + " " + name, canceling_for(cause, p, shown, asked_by));
  };
  using status = order_status;
  add("WP canceling for taker", cancel_cause::taker_cancel, status::waiting_payment, taker_is);
  add("WP canceling for maker", cancel_cause::maker_cancel, status::waiting_payment, maker_is);
  if (kind == buy) {
    auto wbi = status::waiting_buyer_invoice;
    add("WBI canceling for taker", cancel_cause::taker_cancel, wbi, taker_is);
    add("WBI canceling for maker", cancel_cause::maker_cancel, wbi, maker_is);
  }
  add("A canceling for both", cancel_cause::cooperative, status::active, trade_role::buyer);
  add("FS canceling for both", cancel_cause::cooperative, status::fiat_sent, trade_role::seller);
  add("D canceling for both", cancel_cause::cooperative, status::dispute, trade_role::seller);
  add("D canceling for solver", cancel_cause::admin_cancel, status::dispute);
  add("A canceling for guardian", cancel_cause::guardian, status::active);
}

void add_open_phases(named_orders& out, order_kind kind, const std::string& side) {
  auto p = pending_order(kind);
  auto wp = order_status::waiting_payment;
  out.emplace_back(side + " P", p);
  out.emplace_back(side + " P>WP opening", opening_order(kind));
  if (kind == sell)
    out.emplace_back(side + " WBI>WP opening", opening_order(kind, true));
  out.emplace_back(side + " WBI", waiting_invoice_order(kind));
  out.emplace_back(side + " WP", waiting_payment_order(kind, kind == sell));
  if (kind == buy)
    out.emplace_back(side + " WP with invoice", waiting_payment_order(kind, true));
  out.emplace_back(side + " WP canceling", canceling_order(kind, wp, kind == sell));
  if (kind == buy)
    out.emplace_back(side + " WBI canceling",
                     canceling_order(kind, order_status::waiting_buyer_invoice, false));
  out.emplace_back(side + " A", active_order(p));
  out.emplace_back(side + " FS", fiat_sent_order(p));
  out.emplace_back(side + " FS vanished", vanished(fiat_sent_order(p)));
  out.emplace_back(side + " FS settling", settling_order(p));
}

void add_late_phases(named_orders& out, order_kind kind, const std::string& side) {
  out.emplace_back(side + " SHI paying", paying_order(kind));
  out.emplace_back(side + " SHI resolving", resolving_order(kind));
  out.emplace_back(side + " SHI retry", unpaid_order(kind, 1));
  out.emplace_back(side + " SHI exhausted", unpaid_order(kind, 3));
  out.emplace_back(side + " S", closed_order(kind, order_status::success, true));
  out.emplace_back(side + " C", closed_order(kind, order_status::canceled, true));
  out.emplace_back(side + " C untaken", closed_order(kind, order_status::canceled, false));
  out.emplace_back(side + " E", closed_order(kind, order_status::expired, false));
  auto refunded = filed_dispute(writer().identity);
  refunded.status = dispute_status::seller_refunded;
  for (auto [name, status] : {std::pair{" CC", order_status::cooperatively_canceled},
                              std::pair{" CA", order_status::canceled_by_admin}})
    out.emplace_back(side + name, with_dispute(closed_order(kind, status, true), refunded));
}

void add_requests(named_events& out, const std::string& role, const party& who) {
  auto add = [&out, &role](const std::string& name, order_fact what) {
    out.emplace_back(name + " by " + role, event_of(std::move(what), 1));
  };
  for (auto kind : {sell, buy}) {
    std::string name = kind == sell ? "take-sell" : "take-buy";
    auto t = take_of(kind);
    t.taker = who;
    add(name, t);
    t.buyer_invoice = good_invoice();
    if (kind == sell)
      add(name + " with invoice", t);
  }
  add("add-invoice", invoice_of(who, invoice_text({msats{49'850'000}, 51})));
  add("add-invoice bad", invoice_of(who, "nonsense"));
  add("fiat-sent", fiat_sent_of(who));
  add("fiat-sent text", fiat_sent_of(who, text_payload{"x"}));
  add("release", release_of(who));
  add("release text", release_of(who, text_payload{"x"}));
  add("cancel", cancel_requested{who, 700});
  add("dispute", dispute_requested{who, 701});
  add("rate-user", rating_given{who, 702, 5});
  party rotated{key(8), who.identity, 20, transport::nip44};
  add("trade-pubkey", trade_key_changed{rotated, 703});
  add("add-bond-invoice", bond_invoice_offered{who});
}

void add_solver_requests(named_events& out, const std::string& role, const solver_caller& by) {
  out.emplace_back("admin-take-dispute by " + role, take_by(by));
  out.emplace_back("admin-settle by " + role, settle_by(by));
  out.emplace_back("admin-cancel by " + role, cancel_by(by));
}

void add_looks_at_the_chain(named_events& out) {
  out.emplace_back("chain-observed early", chain_at(1000, 60));
  out.emplace_back("chain-observed due", chain_at(1000, 120 * 600));
  out.emplace_back("chain-observed half margin", chain_at({}, 132 * 600));
}

void add_news(named_events& out, const std::string& whose, const payment_hash& escrow,
              const payment_hash& payout) {
  const std::pair<std::string, order_fact> facts[] = {
      {"escrow-opened", escrow_opened{escrow, "lnbc-hold"}},
      {"escrow-refused", escrow_refused{escrow, "no"}},
      {"escrow-accepted", escrow_accepted{escrow, msats{50'150'000}}},
      {"escrow-accepted with height", escrow_accepted{escrow, msats{50'150'000}, 1000}},
      {"escrow-settled", escrow_settled{escrow, msats{50'150'000}}},
      {"escrow-canceled", escrow_canceled{escrow}},
      {"payout-succeeded", payout_succeeded{payout, msats{1}}},
      {"payout-failed", payout_failed{payout, "no route"}}};
  for (auto& [name, fact] : facts) {
    out.emplace_back(name + " " + whose + " answered", answer_of(fact, 1));
    if (whose == "ours")
      out.emplace_back(name + " " + whose + " as news", event_of(fact, 1));
  }
}

named_orders all_orders() {
  named_orders out;
  for (auto kind : {sell, buy}) {
    std::string side = kind == sell ? "sell" : "buy";
    add_open_phases(out, kind, side);
    add_disputes(out, kind, side);
    add_cancels(out, kind, side);
    add_late_phases(out, kind, side);
  }
  return out;
}

named_events all_events() {
  named_events out;
  add_requests(out, "maker", maker());
  add_requests(out, "taker", taker());
  add_requests(out, "stranger", stranger());
  add_news(out, "ours", escrow_secret().hash, hash_of_payee(50));
  add_news(out, "foreign", id_of<payment_hash>(0xee), id_of<payment_hash>(0xef));
  add_solver_requests(out, "its solver", writer());
  add_solver_requests(out, "another solver", second_writer());
  add_solver_requests(out, "the operator", node_operator());
  add_looks_at_the_chain(out);
  out.emplace_back("destination-resolved current",
                   answer_of(destination_resolved{1, good_invoice()}, 1));
  out.emplace_back("destination-resolved stale",
                   answer_of(destination_resolved{0, good_invoice()}, 1));
  out.emplace_back("destination-failed current", answer_of(destination_failed{1, ""}, 1));
  out.emplace_back("destination-failed stale", answer_of(destination_failed{0, ""}, 1));
  out.emplace_back("deadline early", event_of(deadline_reached{}, 1));
  out.emplace_back("deadline due", event_of(deadline_reached{}, 86'401));
  return out;
}

/// The outcome, and what became of the dispute and of the maker where that changed.
std::string outcome_with_dispute(const order& o, order_event e) {
  e.fresh_dispute = fresh_dispute_id();
  auto d = judge(o, e, policy_of_node());
  auto text = text_of(d);
  auto* t = std::get_if<transition>(&d);
  if (t && t->next.dispute != o.dispute)
    text += " [dispute " + std::string{to_string(t->next.dispute->status)} + "]";
  if (t && t->next.maker != o.maker)
    text += " [new maker key]";
  if (t && t->rates)
    text += " [vote]";
  return text;
}

std::set<std::string> matrix() {
  std::set<std::string> out;
  auto events = all_events();
  for (auto& [phase_name, o] : all_orders())
    for (auto& [event_name, e] : events)
      out.insert(phase_name + " | " + event_name + " | " + outcome_with_dispute(o, e));
  return out;
}

} // namespace

TEST_CASE("order matrix: every phase meets every fact as the reviewed file says") {
  const std::string path = MOSTRO_VECTORS "/order_matrix.txt";
  auto computed = matrix();
  CHECK(computed.size() == all_orders().size() * all_events().size());
  if (std::getenv("MOSTRO_UPDATE_GOLDEN")) {
    std::ofstream out{path};
    for (auto& line : computed)
      out << line << '\n';
    return;
  }
  std::set<std::string> reviewed;
  std::ifstream in{path};
  for (std::string line; std::getline(in, line);)
    reviewed.insert(line);
  for (auto& line : computed)
    if (!reviewed.count(line))
      FAIL_CHECK("not in the reviewed file: " << line);
  for (auto& line : reviewed)
    if (!computed.count(line))
      FAIL_CHECK("only in the reviewed file: " << line);
}
