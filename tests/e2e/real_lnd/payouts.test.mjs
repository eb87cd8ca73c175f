// SPDX-License-Identifier: MIT
//
// Payouts by a real LND that do not go through at once: no route, refused by the payee,
// the payee away, the payee holding on, mostrod killed. The buyer is paid exactly once.
import assert from 'node:assert/strict';
import { both, sendFiat, toActive } from '../flow.mjs';
import { Pair } from '../trade.mjs';
import { openWallet } from '../wallet.mjs';
import { realScenario } from './real_stack.mjs';
import { HeldInvoice, payout, paymentsOf, standingHtlcs, usualInvoice } from './payout_lnd.mjs';

// Long enough for a node to come back between the first attempt and the last.
const attempts = 4;
const interval = 12;
const patient = (text) => text.replace('payment_retries_interval = 2',
                                       `payment_retries_interval = ${interval}`)
                              .replace('payment_attempts = 3', `payment_attempts = ${attempts}`);
const long = { patience: 120_000 };

/** Releases a trade whose payout goes to `request`; the seller is done with it. */
async function release(pair, request) {
  await toActive(pair, { destination: request });
  await sendFiat(pair);
  await pair.seller.send('release');
  await pair.buyer.expect('released');
  await both(pair.seller.expect('hold-invoice-payment-settled'), pair.seller.expect('rate'));
}

function expectCompleted(pair) {
  return both(pair.buyer.expect('purchase-completed', long), pair.buyer.expect('rate', long));
}

/** After all attempts: the buyer is asked for another invoice, gives it and is paid. */
async function payAgain(stack, pair) {
  const wanted = await pair.buyer.expect('add-invoice', { where: (k) => k.payload?.order, ...long });
  assert.equal(wanted.payload.order.status, 'settled-hold-invoice');
  assert.equal(wanted.payload.order.amount, payout);
  const fresh = await usualInvoice(stack);
  await pair.buyer.send('add-invoice', { payload: { payment_request: [null, fresh.request, null] } });
  await pair.buyer.expect('invoice-updated');
  await expectCompleted(pair);
}

/** Runs one trade and checks that exactly H left alice and B came to bob. */
async function expectPaidOnce(stack, run) {
  const before = (await stack.status()).balances_msat;
  await run();
  const { balances_msat: after, conserved } = await stack.status();
  assert.equal(after.bob - before.bob, payout * 1000, 'the buyer got B once');
  assert.equal(after.alice - before.alice, -50_150_000, 'the seller gave H once');
  assert.equal(conserved, true);
}

realScenario('payouts of a real LND that do not go through at once', async (stack, keep, step) => {
  await step('an invoice of a node that nobody knows: no route, a new invoice is paid', () =>
    expectPaidOnce(stack, async () => {
      const pair = keep(new Pair(stack, 'v2'));
      const nowhere = await openWallet(stack.simulated.bob).invoice(payout);
      await release(pair, nowhere.request);
      const failed = await pair.buyer.expect('payment-failed', long);
      assert.deepEqual(failed.payload,
                       { payment_failed: { payment_attempts: attempts - 1,
                                           payment_retries_interval: interval } });
      await payAgain(stack, pair);
      const [tried] = await paymentsOf(stack, nowhere.id);
      assert.equal(tried.failure_reason, 'FAILURE_REASON_NO_ROUTE');
      pair.buyer.assertCalm();
    }));

  await step('an invoice that the buyer canceled is refused by his node, a new one is paid', () =>
    expectPaidOnce(stack, async () => {
      const pair = keep(new Pair(stack, 'v1'));
      const canceled = await usualInvoice(stack);
      await stack.lnd.bob.cli('cancelinvoice', canceled.id);
      await release(pair, canceled.request);
      await pair.buyer.expect('payment-failed', long);
      await payAgain(stack, pair);
      const [tried] = await paymentsOf(stack, canceled.id);
      assert.equal(tried.failure_reason, 'FAILURE_REASON_INCORRECT_PAYMENT_DETAILS');
      pair.buyer.assertCalm();
    }));

  await step('the buyer is away and comes back: the same invoice is paid by a retry', () =>
    expectPaidOnce(stack, async () => {
      const pair = keep(new Pair(stack, 'v2'));
      const invoice = await usualInvoice(stack);
      await toActive(pair, { destination: invoice.request });
      await sendFiat(pair);
      await stack.lnd.bob.server.kill();
      await pair.seller.send('release');
      await pair.buyer.expect('released');
      await both(pair.seller.expect('hold-invoice-payment-settled'), pair.seller.expect('rate'));
      await pair.buyer.expect('payment-failed', long);
      await stack.lnd.bob.start();
      await expectCompleted(pair);
      assert.equal((await paymentsOf(stack, invoice.id)).length, 1, 'one record: it was replaced');
      pair.buyer.assertCalm();
    }));

  await step('the buyer holds on to his own hold invoice: restarts send nothing twice', () =>
    expectPaidOnce(stack, async () => {
      const pair = keep(new Pair(stack, 'v2'));
      const held = await HeldInvoice.of(stack);
      await release(pair, held.request);
      await held.untilHeld();
      await stack.restartDaemon();
      await stack.lnd.mostro.restart();
      await stack.restartDaemon();
      await new Promise((resolve) => setTimeout(resolve, 2000 * interval)); // Two retries.
      assert.deepEqual(pair.buyer.unused(), [], 'the buyer is told nothing meanwhile');
      assert.equal(await standingHtlcs(stack, held.id), 1, 'one HTLC is under way');
      assert.equal((await stack.lnd.mostro.channels()).pending, payout);
      await held.settle();
      await expectCompleted(pair);
      assert.equal(await standingHtlcs(stack, held.id), 1, 'one HTLC was ever sent');
      pair.buyer.assertCalm();
    }));

  await step('the buyer gives a held payout back: it has failed, and a new invoice is paid', () =>
    expectPaidOnce(stack, async () => {
      const pair = keep(new Pair(stack, 'v1'));
      const held = await HeldInvoice.of(stack);
      await release(pair, held.request);
      await held.untilHeld();
      await stack.killDaemon();
      await held.cancel();
      await stack.startDaemon();
      await pair.buyer.expect('payment-failed', long);
      await payAgain(stack, pair);
      assert.equal(await standingHtlcs(stack, held.id), 0);
      pair.buyer.assertCalm();
    }));

  await step('kill -9 as soon as the release is out, and again when the escrow is settled', () =>
    expectPaidOnce(stack, async () => {
      const pair = keep(new Pair(stack, 'v2'));
      const invoice = await usualInvoice(stack);
      await toActive(pair, { destination: invoice.request });
      await sendFiat(pair);
      await pair.seller.send('release');
      await stack.restartDaemon();
      await pair.payment.outcome; // LND has settled the escrow; the payout begins about now.
      await stack.restartDaemon();
      await both(pair.seller.expect('hold-invoice-payment-settled', long),
                 pair.buyer.expect('purchase-completed', long));
      assert.equal(await standingHtlcs(stack, invoice.id), 1);
    }));

  await step('kill -9 while the payout is settled by the buyer: success is found afterwards', () =>
    expectPaidOnce(stack, async () => {
      const pair = keep(new Pair(stack, 'v1'));
      const held = await HeldInvoice.of(stack);
      await release(pair, held.request);
      await held.untilHeld();
      await stack.killDaemon();
      await held.settle();
      await stack.startDaemon();
      await expectCompleted(pair);
      assert.equal(await standingHtlcs(stack, held.id), 1);
      pair.buyer.assertCalm();
    }));
}, { adjust: patient });
