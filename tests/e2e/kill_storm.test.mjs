// SPDX-License-Identifier: MIT
//
// kill -9 at random moments, again and again, while trades go on: wherever the
// daemon dies, every trade ends well and nobody is told or paid anything twice.
import { OrderWatcher } from './order_watcher.mjs';
import { scenario } from './scenario.mjs';
import { Pair, Trade } from './trade.mjs';

const trades = Number(process.env.MOSTRO_E2E_STORM_TRADES ?? 6);

/** Kills and restarts until it is told to stop; resolves with the number of kills. */
function startStorm(stack) {
  const storm = { blows: true };
  const pause = () => new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 900));
  const run = async () => {
    let kills = 0;
    for (await pause(); storm.blows; await pause()) {
      await stack.restartDaemon();
      kills += 1;
    }
    return kills;
  };
  storm.over = run();
  storm.over.catch(() => {}); // Told at the end; until then the trades tell.
  return storm;
}

scenario('trades go on while the daemon is killed all the time', async (stack, keep, step) => {
  const watcher = keep(new OrderWatcher(stack.relay, stack.node));
  const storm = startStorm(stack);
  try {
    for (let number = 0; number < trades; ++number) {
      const transport = number % 2 === 0 ? 'v2' : 'v1';
      const terms = { kind: number % 4 < 2 ? 'sell' : 'buy', amount: 50_000, fiatAmount: 20 };
      await step(`${terms.kind} in ${transport}, trade ${number + 1}`, async () => {
        const trade = await new Trade(keep(new Pair(stack, transport)), terms, 50_000).run();
        await watcher.expectPath(trade.order, ['pending', 'in-progress', 'success']);
        await trade.checkMoney();
        trade.checkOrderOfMessages();
      });
    }
  } finally {
    storm.blows = false;
  }
  console.log(`kills: ${await storm.over}`);
});
