// SPDX-License-Identifier: MIT
//
// Whole trades of both kinds over a real LND, with the least macaroon that the
// operator's guide names.
import { OrderWatcher } from '../order_watcher.mjs';
import { Pair, Trade } from '../trade.mjs';
import { realScenario } from './real_stack.mjs';

realScenario('whole trades over a real LND with the least macaroon', async (stack, keep, step) => {
  const watcher = keep(new OrderWatcher(stack.relay, stack.node));
  for (const kind of ['sell', 'buy'])
    for (const transport of ['v2', 'v1'])
      await step(`${kind}, ${transport}`, async () => {
        const trade = await new Trade(keep(new Pair(stack, transport)),
                                      { kind, amount: 50_000, fiatAmount: 20 }, 50_000).run();
        await watcher.expectStatuses(trade.order, ['pending', 'in-progress', 'success']);
        await trade.checkMoney();
        trade.checkOrderOfMessages();
      });
});
