// SPDX-License-Identifier: MIT
//
// A range order: a slice is traded, the remainder is offered under the maker's next
// key, and is traded too.
import assert from 'node:assert/strict';
import { finish, fund, giveInvoice, sendFiat, toActive } from './flow.mjs';
import { OrderWatcher, valueOf } from './order_watcher.mjs';
import { scenario } from './scenario.mjs';
import { Pair } from './trade.mjs';
import { deriveKey } from './mostro_client.mjs';

const terms = { kind: 'sell', minAmount: 10, maxAmount: 100 };

scenario('a range order is sold in slices', async (stack, keep) => {
  const watcher = keep(new OrderWatcher(stack.relay, stack.node));
  for (const transport of ['v2', 'v1']) {
    const pair = keep(new Pair(stack, transport));
    const order = await toActive(pair, { terms, payload: { amount: 30 } });
    const [offered] = await watcher.expectStatuses(order, ['pending', 'in-progress']);
    assert.deepEqual(offered.tags.find((tag) => tag[0] === 'fa').slice(1), ['10', '100']);
    await sendFiat(pair);
    // The key is announced with the release and listened to before it.
    const next = deriveKey(pair.seller.mnemonic, pair.seller.key.index + 1);
    const present = pair.seller.key;
    pair.seller.nextKey();
    const nextKey = pair.seller.key;
    pair.seller.key = present;
    await finish(pair, { payload: { next_trade: [next.pubkey, next.index] } });
    const child = await pair.seller.expect('new-order', { where: (kind) => kind.id !== order });
    assert.deepEqual([child.trade_index, child.payload.order.min_amount, child.payload.order.max_amount],
                     [next.index, 10, 70]);
    const [public_child] = await watcher.expectStatuses(child.id, ['pending']);
    assert.deepEqual(public_child.tags.find((tag) => tag[0] === 'fa').slice(1), ['10', '70']);
    assert.equal(valueOf(public_child, 's'), 'pending');
    // The last slice takes all of it: nothing remains.
    pair.seller.key = nextKey;
    pair.seller.order = child.id;
    await pair.buyer.take('take-sell', child.id, { amount: 70 });
    await giveInvoice(pair);
    await fund(pair);
    await sendFiat(pair);
    await finish(pair, { payload: { next_trade: [next.pubkey, next.index + 1] } });
    await watcher.expectStatuses(child.id, ['pending', 'in-progress', 'success']);
    pair.buyer.assertCalm();
  }
});
