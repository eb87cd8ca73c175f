// SPDX-License-Identifier: MIT
//
// Cancels of running trades: together, and by one side before the trade is active.
import assert from 'node:assert/strict';
import { both, expectRefund, giveInvoice, sendFiat, toActive, usualTerms } from './flow.mjs';
import { OrderWatcher } from './order_watcher.mjs';
import { scenario } from './scenario.mjs';
import { Pair } from './trade.mjs';

scenario('a trade is canceled by both sides, and the seller has the sats back', async (stack, keep) => {
  const watcher = keep(new OrderWatcher(stack.relay, stack.node));
  for (const transport of ['v2', 'v1']) {
    const pair = keep(new Pair(stack, transport));
    const order = await toActive(pair);
    if (transport === 'v1') await sendFiat(pair);
    const first = await pair.buyer.send('cancel');
    const [byYou, byPeer] = await both(
        pair.buyer.expect('cooperative-cancel-initiated-by-you', { requestId: first.requestId }),
        pair.seller.expect('cooperative-cancel-initiated-by-peer', { requestId: null }));
    assert.deepEqual([byYou.id, byYou.payload, byPeer.id, byPeer.payload], [order, null, order, null]);
    const again = await pair.buyer.send('cancel');
    await pair.buyer.expectRefusal('invalid_pubkey', again.requestId);
    const second = await pair.seller.send('cancel');
    await both(pair.seller.expect('cooperative-cancel-accepted', { requestId: second.requestId }),
               pair.buyer.expect('cooperative-cancel-accepted', { requestId: null }));
    await expectRefund(pair);
    await watcher.expectStatuses(order, ['pending', 'in-progress', 'canceled']);
    const late = await pair.seller.send('release');
    await pair.seller.expectRefusal('not_allowed_by_status', late.requestId);
    pair.seller.assertCalm();
    pair.buyer.assertCalm();
  }
});

scenario('a taker leaves before the escrow is paid and the order is offered again', async (stack, keep) => {
  const watcher = keep(new OrderWatcher(stack.relay, stack.node));
  for (const transport of ['v2', 'v1']) {
    const pair = keep(new Pair(stack, transport));
    const made = await pair.seller.create(usualTerms);
    await pair.buyer.take('take-sell', made.id);
    await giveInvoice(pair);
    await pair.buyer.expect('waiting-seller-to-pay');
    const left = await pair.buyer.send('cancel');
    await pair.buyer.expect('canceled', { requestId: left.requestId });
    const again = await pair.seller.expect('new-order', { requestId: left.requestId });
    assert.equal(again.payload.order.status, 'pending');
    assert.equal(again.payload.order.seller_trade_pubkey, pair.seller.key.pubkey);
    await watcher.expectStatuses(made.id, ['pending', 'in-progress', 'pending']);
    // The maker takes it back for good.
    const gone = await pair.seller.send('cancel');
    await pair.seller.expect('canceled', { requestId: gone.requestId });
    await watcher.expectStatuses(made.id, ['pending', 'in-progress', 'pending', 'canceled']);
  }
});
