// SPDX-License-Identifier: MIT
//
// Hold invoices that end without a trade, at a real LND: nobody pays in time, a side
// leaves, both agree to cancel. The seller always has every sat back.
import assert from 'node:assert/strict';
import { both, expectRefund, giveInvoice, sendFiat, toActive, usualTerms } from '../flow.mjs';
import { OrderWatcher } from '../order_watcher.mjs';
import { Pair } from '../trade.mjs';
import { parsePaymentRequest } from 'ln-service';
import { realScenario } from './real_stack.mjs';

const asksForMoney = { where: (kind) => kind.payload?.payment_request !== undefined };
const late = { patience: 150_000 };
/** What a seller reads from the bill: the hash of the hold invoice. */
const hashOf = (bill) => parsePaymentRequest({ request: bill.payload.payment_request[1] }).id;
const impatient = (text) => text.replace('expiration_seconds = 900', 'expiration_seconds = 20');

/** A sell order that waits for the seller's payment; returns the bill. */
async function toBill(pair) {
  const made = await pair.seller.create(usualTerms);
  await pair.buyer.take('take-sell', made.id);
  await giveInvoice(pair);
  await pair.buyer.expect('waiting-seller-to-pay');
  return pair.seller.expect('pay-invoice', asksForMoney);
}

async function expectCanceledAtLnd(stack, bill) {
  const invoice = await stack.lnd.mostro.cli('lookupinvoice', hashOf(bill));
  assert.equal(invoice.state, 'CANCELED');
}

realScenario('hold invoices of a real LND are canceled', async (stack, keep, step) => {
  const watcher = keep(new OrderWatcher(stack.relay, stack.node));
  const before = await stack.status();
  const untouched = async () =>
    assert.deepEqual((await stack.status()).balances_msat, before.balances_msat);

  await step('the seller does not pay in time, and cannot pay late', async () => {
    const pair = keep(new Pair(stack, 'v2'));
    const bill = await toBill(pair);
    await both(pair.seller.expect('canceled', { requestId: null, ...late }),
               pair.buyer.expect('canceled', { requestId: null, ...late }));
    await watcher.expectStatuses(pair.seller.order, ['pending', 'in-progress', 'canceled']);
    await expectCanceledAtLnd(stack, bill);
    await assert.rejects(pair.sellerWallet.pay(bill.payload.payment_request[1]).outcome);
    await untouched();
  });

  await step('the buyer leaves before the seller has paid', async () => {
    const pair = keep(new Pair(stack, 'v1'));
    const bill = await toBill(pair);
    const left = await pair.buyer.send('cancel');
    await pair.buyer.expect('canceled', { requestId: left.requestId });
    await watcher.expectStatuses(pair.seller.order, ['pending', 'in-progress', 'pending']);
    await expectCanceledAtLnd(stack, bill);
    await assert.rejects(pair.sellerWallet.pay(bill.payload.payment_request[1]).outcome);
    await untouched();
  });

  for (const fiat of [false, true])
    await step(`both cancel a held trade${fiat ? ' after fiat-sent' : ''}`, async () => {
      const pair = keep(new Pair(stack, fiat ? 'v1' : 'v2'));
      const order = await toActive(pair);
      if (fiat) await sendFiat(pair);
      await pair.buyer.send('cancel');
      await both(pair.buyer.expect('cooperative-cancel-initiated-by-you'),
                 pair.seller.expect('cooperative-cancel-initiated-by-peer'));
      await pair.seller.send('cancel');
      await both(pair.seller.expect('cooperative-cancel-accepted'),
                 pair.buyer.expect('cooperative-cancel-accepted'));
      await expectRefund(pair);
      await watcher.expectStatuses(order, ['pending', 'in-progress', 'canceled']);
      await untouched();
      pair.seller.assertCalm();
      pair.buyer.assertCalm();
    });

  await step('a taker of a buy order who pays after the maker has left gets it back', async () => {
    const pair = keep(new Pair(stack, 'v2'));
    const made = await pair.buyer.create({ ...usualTerms, kind: 'buy' });
    await pair.seller.take('take-buy', made.id);
    const bill = await pair.seller.expect('pay-invoice', asksForMoney);
    const gone = await pair.buyer.send('cancel');
    await pair.buyer.expect('canceled', { requestId: gone.requestId });
    await assert.rejects(pair.sellerWallet.pay(bill.payload.payment_request[1]).outcome);
    await expectCanceledAtLnd(stack, bill);
    await untouched();
  });
}, { adjust: impatient });
