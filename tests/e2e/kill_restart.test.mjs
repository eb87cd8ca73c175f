// SPDX-License-Identifier: MIT
//
// kill -9 of mostrod in the middle of trades: after the restart every trade ends
// as if nothing had happened, and the buyer is paid exactly once (spec 02 §10.3).
import { OrderWatcher } from './order_watcher.mjs';
import { scenario } from './scenario.mjs';
import { Pair, Trade } from './trade.mjs';

const sell = { kind: 'sell', amount: 50_000, fiatAmount: 20 };
const buy = { kind: 'buy', amount: 50_000, fiatAmount: 20 };

/** What is done to the daemon at which point of the trade. */
const deaths = [
  {
    name: 'right after the take',
    terms: sell,
    transport: 'v2',
    at: { taken: (stack) => stack.restartDaemon() },
  },
  {
    name: 'when the hold invoice exists, which is paid while the daemon is down',
    terms: buy,
    transport: 'v1',
    at: {
      'hold-invoice-made': (stack) => stack.killDaemon(),
      'hold-invoice-paid': async (stack, trade) => {
        await stack.until((now) => now.balances_msat.alice < trade.before.balances_msat.alice);
        await stack.startDaemon();
      },
    },
  },
  {
    name: 'when the escrow is held',
    terms: sell,
    transport: 'v1',
    at: { accepted: (stack) => stack.restartDaemon() },
  },
  {
    name: 'after fiat-sent, with the release sent while the daemon is down',
    terms: buy,
    transport: 'v2',
    at: {
      'fiat-sent': (stack) => stack.killDaemon(),
      'release-sent': (stack) => stack.startDaemon(),
    },
  },
  {
    name: 'between settlement and payout, with the payout in flight',
    terms: sell,
    transport: 'v2',
    at: {
      'fiat-sent': (stack) => stack.control('payments?node=bob&mode=hang'),
      settled: async (stack, trade) => {
        // The node's money is on its way: neither the node nor the buyer has it.
        const atMost = trade.before.balances_msat.mostro + 1000 * trade.sums.hold;
        await stack.until((now) => now.balances_msat.mostro < atMost);
        await stack.killDaemon();
        await stack.control('payments?node=bob&mode=ok');
        await stack.startDaemon();
      },
    },
  },
];

scenario('a trade survives kill -9 of the daemon', async (stack, keep, step) => {
  const watcher = keep(new OrderWatcher(stack.relay, stack.node));
  for (const death of deaths)
    await step(death.name, async () => {
      const at = async (point) => death.at[point]?.(stack, trade);
      const pair = keep(new Pair(stack, death.transport));
      const trade = new Trade(pair, death.terms, 50_000, at);
      await trade.run();
      await watcher.expectPath(trade.order, ['pending', 'in-progress', 'success']);
      await trade.checkMoney();
      trade.checkOrderOfMessages();
    });
});
