// SPDX-License-Identifier: MIT
#include "tests/harness/trade_script.hpp"

namespace mostro::devnet {

namespace {

error missing(const trader& who, const char* what) {
  return fail(errc::timed_out, who.name() + " waits in vain for " + what);
}

void reach(const at_point& hook, trade_point point) {
  if (hook)
    hook(point);
}

order_payload offer(order_kind kind, const trade_terms& terms) {
  small_order out;
  out.kind = kind;
  out.status = order_status::pending;
  out.amount = terms.amount.value;
  out.fiat_code = terms.fiat_code;
  out.fiat_amount = terms.fiat_amount;
  out.payment_method = terms.payment_method;
  out.premium = terms.premium;
  return {out};
}

status create(trader& maker, order_kind kind, const trade_terms& terms) {
  maker.send(action::new_order, offer(kind, terms));
  auto made = maker.expect(action::new_order, terms.patience);
  if (!made || !made->what.id)
    return missing(maker, "new-order");
  maker.order = made->what.id;
  return done();
}

/// The seller pays the hold invoice that the node asks for.
status fund_escrow(trader& seller, const trade_terms& terms, const at_point& hook) {
  auto invoice = seller.expect_hold_invoice(terms.patience);
  if (!invoice)
    return missing(seller, "pay-invoice");
  reach(hook, trade_point::hold_invoice_made);
  return seller.wallet().pay(*invoice);
}

/// The buyer answers add-invoice with an invoice of the asked amount.
status give_invoice(trader& buyer, const trade_terms& terms) {
  auto asked = buyer.wait(
      [](const message& m) {
        return m.action == action::add_invoice && std::holds_alternative<order_payload>(m.payload);
      },
      terms.patience);
  if (!asked)
    return missing(buyer, "add-invoice");
  auto amount = std::get<order_payload>(asked->what.payload).order.amount;
  auto invoice = buyer.wallet().make_invoice(sats{amount});
  if (!invoice)
    return invoice.why();
  buyer.send(action::add_invoice, payment_request_payload{std::nullopt, *invoice, std::nullopt});
  return done();
}

/// From the held escrow to the buyer's sats; the same for both kinds.
status finish(trader& seller, trader& buyer, const trade_terms& terms, const at_point& hook) {
  if (!buyer.expect(action::hold_invoice_payment_accepted, terms.patience))
    return missing(buyer, "hold-invoice-payment-accepted");
  if (!seller.expect(action::buyer_took_order, terms.patience))
    return missing(seller, "buyer-took-order");
  reach(hook, trade_point::escrow_held);
  buyer.send(action::fiat_sent);
  if (!seller.expect(action::fiat_sent_ok, terms.patience))
    return missing(seller, "fiat-sent-ok");
  if (!buyer.expect(action::fiat_sent_ok, terms.patience))
    return missing(buyer, "fiat-sent-ok");
  reach(hook, trade_point::fiat_sent);
  seller.send(action::release);
  reach(hook, trade_point::release_sent);
  if (!seller.expect(action::hold_invoice_payment_settled, terms.patience))
    return missing(seller, "hold-invoice-payment-settled");
  if (!buyer.expect(action::purchase_completed, terms.patience))
    return missing(buyer, "purchase-completed");
  reach(hook, trade_point::completed);
  return done();
}

} // namespace

result<order_id> run_sell_trade(trader& seller, trader& buyer, const trade_terms& terms,
                                const at_point& hook) {
  if (auto made = create(seller, order_kind::sell, terms); !made)
    return made.why();
  buyer.order = seller.order;
  reach(hook, trade_point::created);
  buyer.send(action::take_sell);
  reach(hook, trade_point::taken);
  if (auto given = give_invoice(buyer, terms); !given)
    return given.why();
  if (auto funded = fund_escrow(seller, terms, hook); !funded)
    return funded.why();
  if (auto ended = finish(seller, buyer, terms, hook); !ended)
    return ended.why();
  return *seller.order;
}

result<order_id> run_buy_trade(trader& buyer, trader& seller, const trade_terms& terms,
                               const at_point& hook) {
  if (auto made = create(buyer, order_kind::buy, terms); !made)
    return made.why();
  seller.order = buyer.order;
  reach(hook, trade_point::created);
  seller.send(action::take_buy);
  reach(hook, trade_point::taken);
  if (auto funded = fund_escrow(seller, terms, hook); !funded)
    return funded.why();
  if (auto given = give_invoice(buyer, terms); !given)
    return given.why();
  if (auto ended = finish(seller, buyer, terms, hook); !ended)
    return ended.why();
  return *buyer.order;
}

} // namespace mostro::devnet
