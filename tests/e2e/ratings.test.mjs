// SPDX-License-Identifier: MIT
//
// Ratings both ways after a trade, their public events, and how they show in the
// maker's next order.
import assert from 'node:assert/strict';
import { finish, sendFiat, toActive, usualTerms } from './flow.mjs';
import { OrderWatcher, valueOf } from './order_watcher.mjs';
import { PublicEvents } from './public_events.mjs';
import { scenario } from './scenario.mjs';
import { Pair } from './trade.mjs';

const quick = (text) => text.replace(/user_rates_sent_interval_seconds = \d+/,
                                     'user_rates_sent_interval_seconds = 1');

scenario('buyer and seller rate each other', async (stack, keep) => {
  const ratings = keep(new PublicEvents(stack, 38384));
  const book = keep(new OrderWatcher(stack.relay, stack.node));
  for (const transport of ['v2', 'v1']) {
    const pair = keep(new Pair(stack, transport));
    const order = await toActive(pair);
    await sendFiat(pair);
    await finish(pair);
    for (const [rater, rated, value] of [[pair.buyer, pair.seller, 5], [pair.seller, pair.buyer, 4]]) {
      const { requestId } = await rater.send('rate-user', { id: order, payload: { rating_user: value } });
      const got = await rater.expect('rate-received', { requestId });
      assert.deepEqual([got.id, got.payload], [order, { rating_user: value }]);
      const [event] = await ratings.expectPath(rated.key.pubkey, 'total_rating', [String(value / 2)]);
      assert.deepEqual(event.tags.map((tag) => tag[0]),
                       ['d', 'expiration', 'total_reviews', 'total_rating', 'last_rating', 'max_rate',
                        'min_rate', 'z', 'days']);
      assert.deepEqual([valueOf(event, 'total_reviews'), valueOf(event, 'last_rating'), valueOf(event, 'z')],
                       ['1', String(value), 'rating']);
    }
    // A second vote changes nothing and is not answered.
    await pair.buyer.send('rate-user', { id: order, payload: { rating_user: 1 } });
    const next = await pair.seller.create(usualTerms);
    const [shown] = await book.expectStatuses(next.id, ['pending']);
    assert.equal(valueOf(shown, 'rating'), '["rating",{"days":0,"total_rating":2.5,"total_reviews":1}]');
    pair.buyer.assertCalm();
  }
}, { adjust: quick });
