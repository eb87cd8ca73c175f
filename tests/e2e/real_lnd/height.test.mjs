// SPDX-License-Identifier: MIT
//
// The chain runs on while an escrow is held: the guardian of mostrod acts before a real
// LND cancels by itself (invoices.holdexpirydelta), and when the guardian was away the
// trade ends as LND decided.
import assert from 'node:assert/strict';
import { both, expectRefund, operator, sendFiat, toActive } from '../flow.mjs';
import { OrderWatcher } from '../order_watcher.mjs';
import { Pair } from '../trade.mjs';
import { parsePaymentRequest } from 'ln-service';
import { eventually } from './programs.mjs';
import { realScenario } from './real_stack.mjs';

/** cltv delta of the hold invoices and the guardian's margin, as mostro-devnet and the
 *  defaults have them; what LND cancels by itself depends on its release. */
const margin = 24;
const guardianPatience = { patience: 120_000 }; // It looks first a minute after the start.

/** The invoice of a trade at mostro's LND; the payment of the seller knows its hash. */
async function escrowOf(stack, pair) {
  return stack.lnd.mostro.cli('lookupinvoice', parsePaymentRequest({ request: pair.bill }).id);
}

async function expiryOf(stack, pair) {
  const escrow = await escrowOf(stack, pair);
  assert.equal(escrow.state, 'ACCEPTED');
  return Math.min(...escrow.htlcs.map((htlc) => htlc.expiry_height));
}

/** Brings the chain to this many blocks before the expiry of the escrow. */
async function mineUntilLeft(stack, expiry, left) {
  await stack.lnd.mine(expiry - left - (await stack.lnd.chain.height()));
}

realScenario('the guardian acts before a real LND does', async (stack, keep, step) => {
  const watcher = keep(new OrderWatcher(stack.relay, stack.node));
  const before = await stack.status();
  const untouched = async () =>
    assert.deepEqual((await stack.status()).balances_msat, before.balances_msat);

  await step('an active trade is canceled, one with fiat sent becomes a dispute', async () => {
    const active = keep(new Pair(stack, 'v2', 'active'));
    const paid = keep(new Pair(stack, 'v1', 'paid'));
    const [first, second] = [await toActive(active), await toActive(paid)];
    await sendFiat(paid);
    const expiry = await expiryOf(stack, active);
    await mineUntilLeft(stack, expiry, margin);
    await stack.restartDaemon(); // It looks at the chain a minute from now.
    await both(active.seller.expect('canceled', guardianPatience),
               active.buyer.expect('canceled', guardianPatience));
    await expectRefundOf(active);
    await watcher.expectPath(first, ['pending', 'in-progress', 'canceled']);
    const [opened] = await both(paid.buyer.expect('dispute-initiated-by-you', guardianPatience),
                                paid.seller.expect('dispute-initiated-by-peer', guardianPatience));
    assert.equal((await escrowOf(stack, paid)).state, 'ACCEPTED', 'the escrow is untouched');
    // People do not decide in time: LND gives the seller his sats back.
    await mineUntilLeft(stack, expiry, 5);
    await eventually('LND cancels by itself', async () =>
      (await escrowOf(stack, paid)).state === 'CANCELED');
    await expectRefundOf(paid);
    await untouched();
    // A late decision for the seller closes what is over.
    const judge = keep(operator(stack, 'v2'));
    await judge.send('admin-take-dispute', {
      wrapper: 'dispute', id: opened.payload.dispute[0], tradeIndex: null });
    await judge.expect('admin-took-dispute');
    const verdict = await judge.send('admin-cancel', { id: second, tradeIndex: null });
    await judge.expect('admin-canceled', { requestId: verdict.requestId });
    await both(paid.seller.expect('admin-canceled'), paid.buyer.expect('admin-canceled'));
    await untouched();
  });

  await step('an active trade that LND canceled while mostrod was away is canceled', async () => {
    const pair = keep(new Pair(stack, 'v2', 'away'));
    const order = await toActive(pair);
    const expiry = await expiryOf(stack, pair);
    await stack.killDaemon();
    await mineUntilLeft(stack, expiry, 5);
    await eventually('LND cancels by itself', async () =>
      (await escrowOf(stack, pair)).state === 'CANCELED');
    await stack.startDaemon();
    await both(pair.seller.expect('canceled', guardianPatience),
               pair.buyer.expect('canceled', guardianPatience));
    await watcher.expectPath(order, ['pending', 'in-progress', 'canceled']);
    await expectRefundOf(pair);
    await untouched();
  });
});

/** The seller's HTLC came back. */
async function expectRefundOf(pair) {
  await assert.rejects(pair.payment.outcome);
}
