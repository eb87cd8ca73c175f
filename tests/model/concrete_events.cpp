// SPDX-License-Identifier: MIT
//
// Turns occurrences into facts for one order of the machine: real keys, real
// invoices, real hashes.
#include "tests/actors/order/dispute_fixture.hpp"
#include "tests/model/observation.hpp"

#include <map>

namespace mostro::model {

namespace {

namespace fixture = order_fixture;

/// The hash of the hold invoice of the order; a foreign one when it has none.
payment_hash hold_hash(const order& o) {
  auto foreign = fixture::id_of<payment_hash>(0xee);
  return std::visit(
      overloaded{
          [&](const pending&) { return foreign; },
          [&](const opening_escrow& p) { return p.key.hash; },
          [&](const waiting_buyer_invoice& p) { return p.held ? p.held->key.hash : foreign; },
          [&](const waiting_payment& p) { return p.open.key.hash; },
          [&](const canceling_escrow& p) { return p.escrow.key.hash; },
          [&](const settled& p) { return p.escrow.key.hash; },
          [&](const closed& p) { return p.escrow ? p.escrow->key.hash : foreign; },
          [&](const auto& p) { return p.held.key.hash; },
      },
      o.phase);
}

/// Priced invoices by amount and payment hash; making one costs a signature.
const std::string& invoice(int64_t amount, uint8_t number) {
  static std::map<std::pair<int64_t, uint8_t>, std::string> made;
  auto& text = made[{amount, number}];
  if (text.empty())
    text = fixture::invoice_text(
        {msats{amount * 1000}, number, bolt11::network::mainnet, 40 * 86'400, 18, 33});
  return text;
}

/// Makes the fact of one occurrence.
class maker_of_facts {
public:
  maker_of_facts(const pair_of_orders& at, const setting& s, const occurrence& e)
      : o_(at.real), now_(at.abstract), s_(s), e_(e) {}

  order_event event() const {
    order_event out;
    out.what = fact();
    out.at = unix_time{e_.at};
    if (e_.answers)
      out.answers = 1;
    out.fresh_child = fixture::id_of<order_id>(0xcc);
    out.fresh_dispute = fixture::fresh_dispute_id();
    return out;
  }

private:
  uint8_t small_number(int64_t modulus) const { return static_cast<uint8_t>(e_.at % modulus); }
  escrow_key fresh() const {
    return fixture::escrow_secret(static_cast<uint8_t>(20 + small_number(199)));
  }

  party stranger() const {
    auto* t = trade_of(o_);
    uint8_t n = t && t->taker.trade_key == fixture::key(3) ? 2 : 3;
    auto out = n == 3 ? fixture::stranger() : fixture::taker();
    if (s_.taker_private)
      out.identity = out.trade_key;
    return out;
  }
  party sender() const {
    auto* t = trade_of(o_);
    switch (e_.by) {
    case role::maker:
      return o_.maker;
    case role::alias: {
      auto out = o_.maker;
      out.trade_key = fixture::key(out.trade_key == fixture::key(5) ? 1 : 5);
      return out;
    }
    case role::taker:
      return t ? t->taker : fixture::stranger();
    default:
      return stranger();
    }
  }

  solver_caller judge_of(role who) const {
    switch (who) {
    case role::reader:
      return fixture::reader();
    case role::writer:
      return fixture::writer();
    case role::second_writer:
      return fixture::second_writer();
    case role::node_operator:
      return fixture::node_operator();
    default:
      return fixture::caller(0x55, solver_standing::none);
    }
  }
  solver_standing holder() const {
    for (auto who : {role::reader, role::writer, role::second_writer, role::node_operator})
      if (o_.dispute && o_.dispute->solver == judge_of(who).identity)
        return judge_of(who).standing;
    return solver_standing::none;
  }

  payload cargo_of() const {
    switch (e_.carries) {
    case cargo::next_key:
      return fixture::next_key_payload();
    case cargo::text:
      return text_payload{"x"};
    case cargo::no_slash:
      return bond_resolution_payload{};
    case cargo::slash:
      return bond_resolution_payload{true, false};
    default:
      return {};
    }
  }
  price_quote price() const {
    switch (e_.price) {
    case quote::fresh:
      return fixture::price(40'000);
    case quote::stale:
      return {price_quote::state::stale, 0};
    default:
      return {};
    }
  }

  /// B of the trade that runs, or that this take begins.
  int64_t payout() const {
    auto fiat = s_.range ? e_.fiat.value_or(30) : constants::fixed_fiat;
    auto untaken = s_.market ? amount_of(fiat) : 50'000;
    auto amount = now_.taken ? now_.amount : untaken;
    return amount - fee_of(amount);
  }
  std::string offered() const {
    auto number = static_cast<uint8_t>(50 + small_number(3));
    switch (e_.brings) {
    case offer::good:
    case offer::used_hash:
      return invoice(payout(), number);
    case offer::address:
    case offer::dead_address:
      return "bob@example.com";
    case offer::wrong_amount:
      return invoice(payout() + 1, number);
    default:
      return "nonsense";
    }
  }
  destination_probe probe() const {
    switch (e_.brings) {
    case offer::address:
      return destination_probe::reachable;
    case offer::dead_address:
      return destination_probe::unreachable;
    case offer::used_hash:
      return destination_probe::already_used;
    default:
      return destination_probe::not_needed;
    }
  }

  payment_hash hash() const { return e_.ours ? hold_hash(o_) : fixture::id_of<payment_hash>(0xee); }
  payment_hash paid_hash() const {
    auto* p = std::get_if<settled>(&o_.phase);
    return e_.ours && p && p->payout.claim ? p->payout.claim->hash
                                           : fixture::id_of<payment_hash>(0xef);
  }
  uint64_t claims() const {
    auto* p = std::get_if<settled>(&o_.phase);
    return (p ? p->payout.claims : 1) - (e_.ours ? 0 : 1);
  }
  msats paid_in() const { return msats{(now_.amount + fee_of(now_.amount)) * 1000}; }

  order_fact fact() const {
    switch (e_.what) {
    case happening::take:
      return take();
    case happening::add_invoice:
      return invoice_offered{sender(), 501, offered(), probe(), fresh()};
    case happening::fiat_sent:
      return fiat_sent_claimed{sender(), 502, cargo_of()};
    case happening::release:
      return release_requested{sender(), 600, cargo_of(), price()};
    case happening::cancel:
      return cancel_requested{sender(), 700};
    case happening::dispute:
      return dispute_requested{sender(), 701};
    case happening::rate:
      return rating_given{sender(), 702, e_.rating};
    case happening::trade_key:
      return trade_key_changed{sender(), 703};
    case happening::admin_take:
      return dispute_take_requested{judge_of(e_.by), holder(), {}, {}};
    case happening::admin_settle:
      return admin_settle_requested{judge_of(e_.by), cargo_of()};
    case happening::admin_cancel:
      return admin_cancel_requested{judge_of(e_.by), cargo_of()};
    default:
      return news();
    }
  }
  order_fact take() const {
    take_requested r;
    r.wanted = e_.wanted;
    r.taker = sender();
    r.request_id = 500;
    r.fiat_amount = e_.fiat;
    if (e_.brings != offer::none)
      r.buyer_invoice = offered();
    r.probe = probe();
    r.price = price();
    r.fresh = fresh();
    return r;
  }
  order_fact news() const {
    switch (e_.what) {
    case happening::hold_opened:
      return escrow_opened{hash(), "lnbc-hold"};
    case happening::hold_refused:
      return escrow_refused{hash(), "no"};
    case happening::hold_accepted:
      return escrow_accepted{hash(), paid_in(), e_.height.value_or(0)};
    case happening::hold_settled:
      return escrow_settled{hash(), paid_in()};
    case happening::hold_canceled:
      return escrow_canceled{hash()};
    case happening::resolved:
      return destination_resolved{claims(), offered()};
    case happening::not_resolved:
      return destination_failed{claims(), "no"};
    case happening::paid:
      return payout_succeeded{paid_hash(), msats{1'000}};
    case happening::not_paid:
      return payout_failed{paid_hash(), "no route"};
    case happening::chain:
      return chain_observed{e_.height};
    default:
      return deadline_reached{};
    }
  }

  const order& o_;
  const state& now_;
  const setting& s_;
  const occurrence& e_;
};

} // namespace

order_policy policy_of_model() { return fixture::policy_of_node(); }

order_event event_of(const pair_of_orders& at, const setting& s, const occurrence& e) {
  return maker_of_facts{at, s, e}.event();
}

order created_by_machine(const setting& s) {
  order_requested r;
  r.fresh_id = fixture::id_of<order_id>(0xaa);
  r.maker = fixture::maker();
  if (s.maker_private)
    r.maker.identity = r.maker.trade_key;
  r.request_id = 41;
  r.wanted.kind = s.kind;
  r.wanted.amount = s.market ? 0 : 50'000;
  r.wanted.fiat_code = "USD";
  r.wanted.fiat_amount = s.range ? 0 : constants::fixed_fiat;
  r.wanted.payment_method = "cash";
  if (s.range) {
    r.wanted.min_amount = constants::range_min;
    r.wanted.max_amount = constants::range_max;
  }
  if (s.maker_invoice == destination::invoice)
    r.wanted.buyer_invoice = invoice(50'000 - fee_of(50'000), 49);
  if (s.maker_invoice == destination::address) {
    r.wanted.buyer_invoice = "bob@example.com";
    r.probe = destination_probe::reachable;
  }
  r.price = fixture::price(40'000);
  auto d = create_order(r, unix_time{constants::start}, policy_of_model());
  REQUIRE(std::holds_alternative<transition>(d));
  return std::get<transition>(d).next;
}

} // namespace mostro::model
