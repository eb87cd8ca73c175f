// SPDX-License-Identifier: MIT
//
// Whole trades with every message of spec 02 §0.5 checked on the way. A test may
// interfere at named points; what is promised stays the same.
import assert from 'node:assert/strict';
import { amountOf, openWallet } from './wallet.mjs';
import { MostroClient } from './mostro_client.mjs';

const fee = 0.006; // As mostro-devnet writes it.
const msat = 1000;

/** Two traders with wallets: alice sells, bob buys. */
export class Pair {
  constructor(stack, transport, label = transport) {
    const setup = { relay: stack.relay, node: stack.node, transport };
    this.stack = stack;
    this.seller = new MostroClient({ ...setup, name: `seller-${label}` });
    this.buyer = new MostroClient({ ...setup, name: `buyer-${label}` });
    this.sellerWallet = openWallet(stack.nodes.alice);
    this.buyerWallet = openWallet(stack.nodes.bob);
  }

  close() {
    this.seller.close();
    this.buyer.close();
  }
}

/** A, F, H and B of spec 02 §7.1 for an amount in sats. */
export function amountsOf(amount) {
  const each = Math.round((fee * amount) / 2); // Half away from zero for what is positive.
  return { amount, fee: each, hold: amount + each, payout: amount - each };
}

function checkOffer(kind, terms, order, expected) {
  const offered = kind.payload.order;
  assert.deepEqual(Object.keys(offered).filter((key) => key !== 'buyer_trade_pubkey' &&
                                                       key !== 'seller_trade_pubkey' &&
                                                       key !== 'buyer_invoice'),
                   ['id', 'kind', 'status', 'amount', 'fiat_code', 'min_amount', 'max_amount',
                    'fiat_amount', 'payment_method', 'premium', 'created_at', 'expires_at']);
  assert.deepEqual(
      [offered.id, offered.kind, offered.status, offered.amount, offered.fiat_code,
       offered.fiat_amount, offered.payment_method, offered.premium],
      [order, terms.kind, expected.status, expected.amount, terms.fiatCode ?? 'USD',
       terms.fiatAmount, terms.paymentMethod ?? 'bank transfer,cash', terms.premium ?? 0]);
  const keys = [offered.buyer_trade_pubkey, offered.seller_trade_pubkey];
  assert.deepEqual(keys, expected.keys ?? [undefined, undefined], 'who learns which trade key');
  if (!expected.invoice) assert.equal(offered.buyer_invoice, undefined, 'buyer_invoice');
}

function checkHead(kind, order, requestId, tradeIndex) {
  assert.equal(kind.id, order);
  assert.equal(kind.request_id, requestId, `request_id of ${kind.action}`);
  assert.equal(kind.trade_index, tradeIndex, `trade_index of ${kind.action}`);
}

function checkReputation(kind, order) {
  checkHead(kind, order, null, null);
  assert.equal(kind.payload.peer.pubkey, '');
  assert.deepEqual(Object.keys(kind.payload.peer.reputation),
                   ['rating', 'reviews', 'operating_days']);
}

const asksForMoney = (kind) => kind.payload?.payment_request !== undefined;
const showsOrder = (kind) => kind.payload?.order !== undefined;
const showsPeer = (kind) => kind.payload?.peer !== undefined;

/** Runs one trade step by step; `at(point)` is awaited at named points. */
export class Trade {
  constructor(pair, terms, amount, at = async () => {}) {
    Object.assign(this, pair, { pair, terms, at });
    this.sums = amountsOf(amount);
    this.paymentRequest = (request) => [null, request, null];
    this.patience = { patience: 90_000 };
  }

  async run() {
    this.before = await this.stack.status();
    await (this.terms.kind === 'sell' ? this.#openSell() : this.#openBuy());
    await this.#exchange();
    return this;
  }

  /** Creation, M1. */
  async #create(maker) {
    const made = await maker.create(this.terms);
    this.order = made.id;
    assert.match(this.order, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(made.trade_index, maker.key.index);
    checkOffer(made, this.terms, this.order,
               { status: 'pending', amount: this.terms.amount ?? 0 });
    this.expiresAt = made.payload.order.expires_at;
    await this.at('created');
  }

  async #openSell() {
    await this.#create(this.seller);
    const take = await this.buyer.take('take-sell', this.order);
    await this.at('taken');
    // M2 and M3.
    const asked = await this.buyer.expect('add-invoice', { where: showsOrder, ...this.patience });
    checkHead(asked, this.order, take.requestId, this.buyer.key.index);
    checkOffer(asked, this.terms, this.order,
               { status: 'waiting-buyer-invoice', amount: this.sums.payout });
    const wait = await this.seller.expect('waiting-buyer-invoice', this.patience);
    checkHead(wait, this.order, take.requestId, this.seller.key.index);
    assert.equal(wait.payload, null);
    const offer = await this.#offerInvoice();
    // M6, M4 and M5.
    checkReputation(await this.seller.expect('pay-invoice', { where: showsPeer, ...this.patience }),
                    this.order);
    await this.#fund(offer.requestId);
    await this.#accept(offer.requestId, offer.requestId, false);
  }

  async #openBuy() {
    await this.#create(this.buyer);
    const take = await this.seller.take('take-buy', this.order);
    await this.at('taken');
    await this.#fund(take.requestId);
    // M9, M10 and M11.
    const asked = await this.buyer.expect('add-invoice', { where: showsOrder, ...this.patience });
    checkHead(asked, this.order, take.requestId, null);
    checkOffer(asked, this.terms, this.order,
               { status: 'waiting-buyer-invoice', amount: this.sums.payout });
    const wait = await this.seller.expect('waiting-buyer-invoice', this.patience);
    checkHead(wait, this.order, take.requestId, null);
    checkReputation(await this.buyer.expect('add-invoice', { where: showsPeer, ...this.patience }),
                    this.order);
    const offer = await this.#offerInvoice();
    await this.#accept(null, offer.requestId, true);
  }

  async #offerInvoice() {
    this.invoice = await this.buyerWallet.invoice(this.sums.payout);
    return this.buyer.send('add-invoice',
                           { payload: { payment_request: this.paymentRequest(this.invoice.request) } });
  }

  /** M4 and M5; the seller pays. */
  async #fund(requestId) {
    const bill = await this.seller.expect('pay-invoice', { where: asksForMoney, ...this.patience });
    checkHead(bill, this.order, requestId, this.seller.key.index);
    const [offered, request, third] = bill.payload.payment_request;
    checkOffer({ payload: { order: offered } }, this.terms, this.order,
               { status: 'waiting-payment', amount: this.sums.hold });
    assert.equal(third, null);
    assert.equal(amountOf(request), this.sums.hold, 'the hold invoice asks for H');
    const wait = await this.buyer.expect('waiting-seller-to-pay', this.patience);
    checkHead(wait, this.order, requestId, this.buyer.key.index);
    await this.at('hold-invoice-made');
    this.payment = this.sellerWallet.pay(request);
    await this.at('hold-invoice-paid');
  }

  /** M7 and M8: both learn the other's trade key. */
  async #accept(sellerRequest, buyerRequest, withInvoice) {
    const keys = [this.buyer.key.pubkey, this.seller.key.pubkey];
    const told = await this.seller.expect('buyer-took-order', this.patience);
    checkHead(told, this.order, sellerRequest, null);
    checkOffer(told, this.terms, this.order, { status: 'active', amount: this.sums.hold, keys });
    const accepted = await this.buyer.expect('hold-invoice-payment-accepted', this.patience);
    checkHead(accepted, this.order, buyerRequest, null);
    checkOffer(accepted, this.terms, this.order,
               { status: 'active', amount: this.sums.payout, keys, invoice: withInvoice });
    await this.at('accepted');
  }

  /** Fiat sent, release, payout: M12 to M18. */
  async #exchange() {
    const { seller, buyer, order } = this;
    const sent = await buyer.send('fiat-sent');
    const toSeller = await seller.expect('fiat-sent-ok', this.patience);
    checkHead(toSeller, order, null, null);
    assert.deepEqual(toSeller.payload, { peer: { pubkey: buyer.key.pubkey, reputation: null } });
    const toBuyer = await buyer.expect('fiat-sent-ok', this.patience);
    checkHead(toBuyer, order, sent.requestId, null);
    assert.deepEqual(toBuyer.payload, { peer: { pubkey: seller.key.pubkey, reputation: null } });
    await this.at('fiat-sent');
    const release = await seller.send('release');
    await this.at('release-sent');
    checkHead(await buyer.expect('released', this.patience), order, null, null);
    const settled = await seller.expect('hold-invoice-payment-settled', this.patience);
    checkHead(settled, order, release.requestId, null);
    checkHead(await seller.expect('rate', this.patience), order, null, null);
    await this.at('settled');
    for (const action of ['purchase-completed', 'rate']) {
      const done = await buyer.expect(action, this.patience);
      assert.equal(done.id, order);
      assert.ok([release.requestId, null].includes(done.request_id));
      assert.equal(done.payload, null);
    }
    await this.at('completed');
  }

  /** The money: B arrived once, H left once, nothing was made or lost. */
  async checkMoney() {
    const paid = await this.payment.outcome;
    assert.equal(paid.tokens - paid.fee, this.sums.hold, 'the seller paid H');
    const invoice = await this.buyerWallet.received(this.invoice.id);
    assert.equal(invoice.is_confirmed, true, 'the invoice of the buyer is paid');
    assert.equal(invoice.received, this.sums.payout);
    const arrived = invoice.payments.filter((part) => part.is_confirmed);
    assert.equal(arrived.length, 1, 'the buyer was paid exactly once');
    const after = await this.stack.status();
    const change = (name) => after.balances_msat[name] - this.before.balances_msat[name];
    assert.equal(change('bob'), this.sums.payout * msat, 'the buyer has B more');
    assert.equal(change('alice'), -this.sums.hold * msat - Number(paid.fee_mtokens),
                 'the seller has H and the routing fee less');
    const routed = after.router_msat - this.before.router_msat;
    const payoutRouting = routed - Number(paid.fee_mtokens);
    assert.ok(payoutRouting >= 0);
    assert.equal(change('mostro'), 2 * this.sums.fee * msat - payoutRouting,
                 'the node earned both fees less the routing');
    assert.equal(after.conserved, true, 'nothing was made or lost');
  }

  /** Every message that came in this trade, in the causal order of each recipient. */
  checkOrderOfMessages() {
    const of = (client) => client.inbox.filter((entry) => entry.kind.id === this.order)
                                 .sort((a, b) => a.at - b.at)
                                 .map((entry) => entry.kind.action);
    const sell = this.terms.kind === 'sell';
    assert.deepEqual(of(this.seller), [
      ...(sell ? ['new-order', 'waiting-buyer-invoice', 'pay-invoice', 'pay-invoice']
               : ['pay-invoice', 'waiting-buyer-invoice']),
      'buyer-took-order', 'fiat-sent-ok', 'hold-invoice-payment-settled', 'rate']);
    assert.deepEqual(of(this.buyer), [
      ...(sell ? ['add-invoice', 'waiting-seller-to-pay']
               : ['new-order', 'waiting-seller-to-pay', 'add-invoice', 'add-invoice']),
      'hold-invoice-payment-accepted', 'fiat-sent-ok', 'released', 'purchase-completed', 'rate']);
    this.seller.assertCalm();
    this.buyer.assertCalm();
  }
}
