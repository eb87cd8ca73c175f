// SPDX-License-Identifier: MIT
//
// A real LND that goes away in the middle of trades, by a stop and by kill -9: they
// go on when it is back, and nothing is lost or paid twice.
import { OrderWatcher } from '../order_watcher.mjs';
import { Pair, Trade } from '../trade.mjs';
import { realScenario } from './real_stack.mjs';

const terms = { amount: 50_000, fiatAmount: 20 };

/** What happens to the LND of mostro at which point of the trade. */
const outages = [
  {
    name: 'restarted while the escrow is held',
    kind: 'sell',
    transport: 'v2',
    at: { accepted: (lnd) => lnd.restart() },
  },
  {
    name: 'killed while the escrow is held, the release comes while it is away',
    kind: 'buy',
    transport: 'v1',
    at: { 'fiat-sent': (lnd) => lnd.server.kill(), 'release-sent': (lnd) => lnd.start() },
  },
  {
    name: 'killed when the hold invoice has been made, and paid when it is back',
    kind: 'sell',
    transport: 'v1',
    at: {
      'hold-invoice-made': async (lnd, stack) => {
        await lnd.server.kill();
        await lnd.start();
        await stack.lnd.connected();
      },
    },
  },
  {
    name: 'away when the order is taken',
    kind: 'buy',
    transport: 'v2',
    at: { created: (lnd) => lnd.stop(), taken: (lnd) => lnd.start() },
  },
  {
    name: 'restarted as soon as the escrow is settled',
    kind: 'sell',
    transport: 'v2',
    at: { settled: (lnd) => lnd.restart() },
  },
];

realScenario('trades survive the restart of a real LND', async (stack, keep, step) => {
  const watcher = keep(new OrderWatcher(stack.relay, stack.node));
  for (const outage of outages)
    await step(outage.name, async () => {
      await stack.lnd.connected();
      const pair = keep(new Pair(stack, outage.transport));
      const at = async (point) => outage.at[point]?.(stack.lnd.mostro, stack);
      const trade = new Trade(pair, { ...terms, kind: outage.kind }, terms.amount, at);
      await trade.run();
      await watcher.expectPath(trade.order, ['pending', 'in-progress', 'success']);
      await trade.checkMoney();
    });
});
