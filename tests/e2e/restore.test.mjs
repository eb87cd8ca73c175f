// SPDX-License-Identifier: MIT
//
// A trader loses the phone: a second client with the same words finds the running
// trades, goes on with the trade index, and reads the orders.
import assert from 'node:assert/strict';
import { toActive, usualTerms } from './flow.mjs';
import { MostroClient } from './mostro_client.mjs';
import { scenario } from './scenario.mjs';
import { Pair } from './trade.mjs';

scenario('a second client restores the session from the mnemonic', async (stack, keep) => {
  for (const transport of ['v2', 'v1']) {
    const pair = keep(new Pair(stack, transport));
    const order = await toActive(pair);
    const mine = pair.seller.key;
    const waiting = await pair.seller.create(usualTerms);
    const dead = await pair.seller.create(usualTerms);
    const gone = await pair.seller.send('cancel');
    await pair.seller.expect('canceled', { requestId: gone.requestId });
    const found = keep(new MostroClient({ name: 'second', relay: stack.relay, node: stack.node, transport,
                                          mnemonic: pair.seller.mnemonic }));
    found.nextKey(); // Any key of the wallet asks; the identity is what counts.
    const ask = { wrapper: 'restore', id: undefined, tradeIndex: null };
    await found.send('restore-session', ask);
    const { payload, ...head } = await found.expect('restore-session', { requestId: null });
    assert.equal(head.trade_index, null);
    assert.equal('id' in head, false);
    const orders = payload.restore_data.orders.sort((a, b) => a.trade_index - b.trade_index);
    assert.deepEqual(orders, [
      { order_id: order, trade_index: mine.index, status: 'active' },
      { order_id: waiting.id, trade_index: mine.index + 1, status: 'pending' }]);
    assert.deepEqual(payload.restore_data.disputes, []);
    const last = await found.send('last-trade-index', ask);
    const told = await found.expect('last-trade-index', { requestId: last.requestId });
    assert.equal(told.trade_index, mine.index + 2);
    const read = await found.send('orders', { id: undefined, tradeIndex: null,
                                              payload: { ids: [dead.id, order] } });
    const list = await found.expect('orders', { requestId: read.requestId });
    assert.deepEqual(list.payload.orders.map((one) => [one.id, one.status]),
                     [[dead.id, 'canceled'], [order, 'active']]);
    // A dispute moves from the orders to the disputes.
    pair.buyer.order = order;
    await pair.buyer.send('dispute');
    const opened = await pair.buyer.expect('dispute-initiated-by-you');
    await found.send('restore-session', ask);
    const later = (await found.expect('restore-session')).payload.restore_data;
    assert.deepEqual(later.orders.map((one) => one.order_id), [waiting.id]);
    assert.deepEqual(later.disputes, [{ dispute_id: opened.payload.dispute[0], order_id: order,
                                        trade_index: mine.index, status: 'initiated', initiator: 'buyer',
                                        solver_pubkey: null }]);
    assert.deepEqual(found.problems, []);
  }
});
