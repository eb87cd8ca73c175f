// SPDX-License-Identifier: MIT
//
// Disputes: opened by a party, taken by a solver, settled for the buyer or canceled
// for the seller; what a solver with read permission may not do.
import assert from 'node:assert/strict';
import { npubEncode } from 'nostr-tools/nip19';
import { both, expectRefund, officer, operator, sendFiat, toActive } from './flow.mjs';
import { OrderWatcher, valueOf } from './order_watcher.mjs';
import { PublicEvents } from './public_events.mjs';
import { scenario } from './scenario.mjs';
import { Pair } from './trade.mjs';

const infoKeys = ['id', 'kind', 'status', 'hash', 'preimage', 'order_previous_status', 'initiator_pubkey',
                  'buyer_pubkey', 'seller_pubkey', 'initiator_full_privacy', 'counterpart_full_privacy',
                  'initiator_info', 'counterpart_info', 'premium', 'payment_method', 'amount',
                  'fiat_amount', 'fee', 'routing_fee', 'buyer_invoice', 'invoice_held_at', 'taken_at',
                  'created_at'];

async function addSolver(admin, solver, permission = '') {
  const { requestId } = await admin.send('admin-add-solver', {
    wrapper: 'dispute', id: crypto.randomUUID(), tradeIndex: null,
    payload: { text_message: npubEncode(solver.identity.pubkey) + permission } });
  await admin.expect('admin-add-solver', { requestId });
}

/** Up to a dispute in the hands of `solver`; returns its id. */
async function disputed(pair, solver, opener, order) {
  const other = opener === pair.buyer ? pair.seller : pair.buyer;
  const opened = await opener.send('dispute');
  const [mine, theirs] = await both(opener.expect('dispute-initiated-by-you', { requestId: opened.requestId }),
                                    other.expect('dispute-initiated-by-peer'));
  const dispute = mine.payload.dispute[0];
  assert.deepEqual([mine.payload, theirs.payload], [{ dispute: [dispute, null] }, { dispute: [dispute, null] }]);
  const taken = await solver.send('admin-take-dispute', { wrapper: 'dispute', id: dispute, tradeIndex: null });
  const told = await solver.expect('admin-took-dispute', { requestId: taken.requestId });
  assert.equal(told.id, dispute);
  const [id, info] = told.payload.dispute;
  assert.equal(id, dispute);
  assert.deepEqual(Object.keys(info), infoKeys);
  assert.deepEqual([info.id, info.status, info.preimage], [order, 'dispute', null]);
  assert.deepEqual([info.buyer_pubkey, info.seller_pubkey, info.initiator_pubkey],
                   [pair.buyer.key.pubkey, pair.seller.key.pubkey, opener.key.pubkey]);
  for (const party of [pair.buyer, pair.seller]) {
    const kind = await party.expect('admin-took-dispute');
    assert.deepEqual(kind.payload, { peer: { pubkey: solver.identity.pubkey, reputation: null } });
  }
  return dispute;
}

scenario('a solver settles a dispute and the buyer is paid', async (stack, keep) => {
  const watcher = keep(new OrderWatcher(stack.relay, stack.node));
  const public_disputes = keep(new PublicEvents(stack, 38386));
  for (const transport of ['v2', 'v1']) {
    const admin = keep(operator(stack, transport));
    const solver = keep(officer(stack, transport, 'solver'));
    const reader = keep(officer(stack, transport, 'reader'));
    await addSolver(admin, solver);
    await addSolver(admin, reader, ':read');
    const pair = keep(new Pair(stack, transport));
    const order = await toActive(pair);
    await sendFiat(pair);
    // The reader takes it first; it may look, but not settle; the other takes it over.
    const dispute = await disputed(pair, reader, pair.buyer, order);
    const denied = await reader.send('admin-settle', { id: order, tradeIndex: null });
    await reader.expectRefusal('not_authorized', denied.requestId);
    const over = await solver.send('admin-take-dispute', { wrapper: 'dispute', id: dispute, tradeIndex: null });
    await solver.expect('admin-took-dispute', { requestId: over.requestId });
    await both(pair.buyer.expect('admin-took-dispute'), pair.seller.expect('admin-took-dispute'));
    const verdict = await solver.send('admin-settle', { id: order, tradeIndex: 3 });
    const settled = await solver.expect('admin-settled', { requestId: verdict.requestId });
    const told = await both(pair.seller.expect('admin-settled', { requestId: null }),
                            pair.buyer.expect('admin-settled', { requestId: null }));
    assert.deepEqual([settled, ...told].map((kind) => [kind.id, kind.trade_index, kind.payload]),
                     Array(3).fill([order, 3, null]));
    await both(pair.buyer.expect('purchase-completed'), pair.buyer.expect('rate'));
    assert.equal((await pair.buyerWallet.received(pair.invoice.id)).received, pair.payout);
    await watcher.expectStatuses(order, ['pending', 'in-progress', 'success']);
    const revisions = await public_disputes.expectPath(dispute, 's',
        ['initiated', 'in-progress', 'in-progress', 'settled']);
    assert.deepEqual(revisions[0].tags.map((tag) => tag[0]),
                     ['d', 'expiration', 's', 'initiator', 'created_at', 'y', 'z']);
    assert.equal(valueOf(revisions[0], 'initiator'), 'buyer');
    pair.seller.assertCalm();
    pair.buyer.assertCalm();
  }
});

scenario('a solver cancels a dispute and the seller has the sats back', async (stack, keep) => {
  const watcher = keep(new OrderWatcher(stack.relay, stack.node));
  const public_disputes = keep(new PublicEvents(stack, 38386));
  for (const transport of ['v2', 'v1']) {
    const admin = keep(operator(stack, transport));
    const pair = keep(new Pair(stack, transport));
    const order = await toActive(pair);
    const early = await admin.send('admin-cancel', { id: order, tradeIndex: null });
    await admin.expectRefusal('is_not_your_dispute', early.requestId);
    const dispute = await disputed(pair, admin, pair.seller, order);
    const verdict = await admin.send('admin-cancel', { id: order, tradeIndex: null });
    await admin.expect('admin-canceled', { requestId: verdict.requestId });
    await both(pair.seller.expect('admin-canceled'), pair.buyer.expect('admin-canceled'));
    await expectRefund(pair);
    await watcher.expectStatuses(order, ['pending', 'in-progress', 'canceled']);
    await public_disputes.expectPath(dispute, 's', ['initiated', 'in-progress', 'seller-refunded']);
    pair.seller.assertCalm();
    pair.buyer.assertCalm();
  }
});
