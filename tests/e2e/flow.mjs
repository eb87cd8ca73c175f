// SPDX-License-Identifier: MIT
//
// A trade up to the point where it leaves the usual path. What trade.mjs checks in
// every detail is only waited for here.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { decode } from 'nostr-tools/nip19';
import { readFileSync } from 'node:fs';
import { MostroClient } from './mostro_client.mjs';

const asksForMoney = { where: (kind) => kind.payload?.payment_request !== undefined };
const showsOrder = { where: (kind) => kind.payload?.order !== undefined };

export const usualTerms = { kind: 'sell', amount: 50_000, fiatAmount: 20 };

/** Waits for these actions at these clients; returns the message kinds. */
export async function both(first, second) {
  return Promise.all([first, second]);
}

/** The buyer gives an invoice (or an address) over what he is asked for. */
export async function giveInvoice(pair, destination) {
  const asked = await pair.buyer.expect('add-invoice', showsOrder);
  pair.payout = asked.payload.order.amount;
  pair.invoice = destination ? { request: destination } : await pair.buyerWallet.invoice(pair.payout);
  return pair.buyer.send('add-invoice', { payload: { payment_request: [null, pair.invoice.request, null] } });
}

/** The seller pays the hold invoice and both learn that it is held. */
export async function fund(pair) {
  const bill = await pair.seller.expect('pay-invoice', asksForMoney);
  await pair.buyer.expect('waiting-seller-to-pay');
  pair.bill = bill.payload.payment_request[1];
  pair.payment = pair.sellerWallet.pay(pair.bill);
  await both(pair.seller.expect('buyer-took-order'),
             pair.buyer.expect('hold-invoice-payment-accepted'));
}

/** A sell order from its creation to `active`; returns the order's id. */
export async function toActive(pair, { terms = usualTerms, payload = null, destination } = {}) {
  const made = await pair.seller.create(terms);
  await pair.buyer.take('take-sell', made.id, payload);
  await pair.seller.expect('waiting-buyer-invoice');
  await giveInvoice(pair, destination);
  await pair.seller.expect('pay-invoice', { where: (kind) => kind.payload?.peer !== undefined });
  await fund(pair);
  return made.id;
}

/** fiat-sent and its confirmations. */
export async function sendFiat(pair) {
  await pair.buyer.send('fiat-sent');
  await both(pair.buyer.expect('fiat-sent-ok'), pair.seller.expect('fiat-sent-ok'));
}

/** release, payout, prompts to rate. */
export async function finish(pair, { payload = null } = {}) {
  await pair.seller.send('release', { payload });
  await pair.buyer.expect('released');
  await both(pair.seller.expect('hold-invoice-payment-settled'), pair.seller.expect('rate'));
  await both(pair.buyer.expect('purchase-completed'), pair.buyer.expect('rate'));
}

/** The payment of the seller came back. */
export async function expectRefund(pair) {
  await assert.rejects(pair.payment.outcome, 'the hold invoice was canceled and the sats are back');
  assert.equal((await pair.stack.status()).conserved, true);
}

/** A client that acts with one key: the node's own, or a solver's. */
export function officer(stack, transport, name, secret = new Uint8Array(randomBytes(32))) {
  return new MostroClient({ name, relay: stack.relay, node: stack.node, transport, secret });
}

/** The operator: signs with the node's key. */
export function operator(stack, transport) {
  const nsec = /nsec_privkey = '([^']+)'/.exec(readFileSync(stack.settings, 'utf8'))[1];
  return officer(stack, transport, 'operator', decode(nsec).data);
}
