// SPDX-License-Identifier: MIT
//
// The relay or LND is away in the middle of a trade: the trade ends well all the
// same, and nobody hears anything twice.
import { describe } from 'node:test';
import { OrderWatcher } from './order_watcher.mjs';
import { scenario } from './scenario.mjs';
import { Pair, Trade } from './trade.mjs';

const seconds = Number(process.env.MOSTRO_E2E_OUTAGE_SECONDS ?? 30);
// The daemon knocks at a relay at least once a minute (actors/relay/reconnect_rules.hpp).
const patience = { patience: (seconds + 60 + 30) * 1000 };
const terms = { kind: 'sell', amount: 50_000, fiatAmount: 20 };

/** Takes something away at `point`; it comes back by itself while the trade goes on. */
async function tradeWithOutage(stack, keep, transport, point, what) {
  const watcher = keep(new OrderWatcher(stack.relay, stack.node));
  let back = Promise.resolve();
  const at = async (reached) => {
    if (reached !== point) return;
    await stack.control(`${what}mode=down`);
    back = new Promise((resolve) => setTimeout(resolve, seconds * 1000))
               .then(() => stack.control(`${what}mode=up`));
  };
  const trade = new Trade(keep(new Pair(stack, transport)), terms, 50_000, at);
  trade.patience = patience;
  await trade.run();
  await back;
  await watcher.expectPath(trade.order, ['pending', 'in-progress', 'success']);
  await trade.checkMoney();
  trade.checkOrderOfMessages();
}

describe(`an outage of ${seconds} seconds`, { concurrency: true }, () => {
  scenario('the relay goes away before the seller pays the hold invoice', (stack, keep) =>
      tradeWithOutage(stack, keep, 'v2', 'hold-invoice-made', 'relay?'));
  // The seller's client is back at the relay long before the daemon is.
  scenario('the relay goes away before the seller releases', (stack, keep) =>
      tradeWithOutage(stack, keep, 'v1', 'fiat-sent', 'relay?'));
  scenario('LND goes away before the seller releases', (stack, keep) =>
      tradeWithOutage(stack, keep, 'v1', 'fiat-sent', 'node?name=mostro&'));
});
