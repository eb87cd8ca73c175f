// SPDX-License-Identifier: MIT
//
// Payouts off the usual path: three failures and a new invoice, a Lightning address.
import assert from 'node:assert/strict';
import { both, finish, sendFiat, toActive } from './flow.mjs';
import { OrderWatcher } from './order_watcher.mjs';
import { scenario } from './scenario.mjs';
import { Pair } from './trade.mjs';

scenario('after three failed payouts the buyer gives a new invoice and is paid', async (stack, keep) => {
  for (const transport of ['v2', 'v1']) {
    const pair = keep(new Pair(stack, transport));
    const order = await toActive(pair);
    await sendFiat(pair);
    await stack.control('payments?node=bob&mode=fail');
    await pair.seller.send('release');
    await pair.buyer.expect('released');
    await both(pair.seller.expect('hold-invoice-payment-settled'), pair.seller.expect('rate'));
    const failed = await pair.buyer.expect('payment-failed');
    assert.deepEqual(failed.payload,
                     { payment_failed: { payment_attempts: 2, payment_retries_interval: 2 } });
    const wanted = await pair.buyer.expect('add-invoice', { where: (kind) => kind.payload?.order });
    assert.equal(wanted.payload.order.status, 'settled-hold-invoice');
    await stack.control('payments?node=bob&mode=ok');
    const invoice = await pair.buyerWallet.invoice(wanted.payload.order.amount);
    const given = await pair.buyer.send('add-invoice',
                                        { payload: { payment_request: [null, invoice.request, null] } });
    await pair.buyer.expect('invoice-updated', { requestId: given.requestId });
    await both(pair.buyer.expect('purchase-completed'), pair.buyer.expect('rate'));
    assert.equal((await pair.buyerWallet.received(invoice.id)).received, wanted.payload.order.amount);
    assert.equal((await pair.buyerWallet.received(pair.invoice.id)).is_confirmed, false);
    assert.equal((await stack.status()).conserved, true);
    pair.buyer.assertCalm();
    assert.equal(wanted.id, order);
  }
});

scenario('a payout goes to a Lightning address', async (stack, keep) => {
  const watcher = keep(new OrderWatcher(stack.relay, stack.node));
  for (const transport of ['v2', 'v1']) {
    const pair = keep(new Pair(stack, transport));
    const before = (await stack.status()).balances_msat.bob;
    const order = await toActive(pair, { destination: `bob@${new URL(stack.http).host}` });
    await sendFiat(pair);
    await finish(pair);
    await watcher.expectStatuses(order, ['pending', 'in-progress', 'success']);
    assert.equal((await stack.status()).balances_msat.bob - before, pair.payout * 1000);
    pair.buyer.assertCalm();
  }
});
