// SPDX-License-Identifier: MIT
//
// Whoever lets the waiting time pass: the taker loses the order, which is offered
// again; the maker loses it for good.
import assert from 'node:assert/strict';
import { both, giveInvoice, usualTerms } from './flow.mjs';
import { OrderWatcher } from './order_watcher.mjs';
import { scenario } from './scenario.mjs';
import { Pair } from './trade.mjs';

const impatient = (text) => text.replace('expiration_seconds = 900', 'expiration_seconds = 10');
const patience = { patience: 60_000 };

scenario('a taker who sends no invoice and a maker who does not pay', async (stack, keep) => {
  const watcher = keep(new OrderWatcher(stack.relay, stack.node));
  await Promise.all(['v2', 'v1'].map(async (transport) => {
    const pair = keep(new Pair(stack, transport));
    const made = await pair.seller.create(usualTerms);
    await pair.buyer.take('take-sell', made.id);
    await pair.buyer.expect('add-invoice');
    await pair.seller.expect('waiting-buyer-invoice');
    const [again] = await both(pair.seller.expect('new-order', { requestId: null, ...patience }),
                               pair.buyer.expect('canceled', { requestId: null, ...patience }));
    assert.equal(again.payload.order.status, 'pending');
    await watcher.expectStatuses(made.id, ['pending', 'in-progress', 'pending']);
    // The next taker does its part; now the maker is late.
    await pair.buyer.take('take-sell', made.id);
    await giveInvoice(pair);
    await both(pair.seller.expect('canceled', { requestId: null, ...patience }),
               pair.buyer.expect('canceled', { requestId: null, ...patience }));
    await watcher.expectStatuses(made.id, ['pending', 'in-progress', 'pending', 'in-progress', 'canceled']);
    const late = await pair.seller.send('cancel');
    await pair.seller.expectRefusal('order_already_canceled', late.requestId);
  }));
}, { adjust: impatient });
