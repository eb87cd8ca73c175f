// SPDX-License-Identifier: MIT
//
// What trade_sell and trade_buy share: one trade per transport, with everything
// that traders, wallets and the public can see of it.
import { checkOrderEvent, OrderWatcher } from './order_watcher.mjs';
import { Pair, Trade } from './trade.mjs';

/** Runs the same trade in both transports against one node that speaks both. */
export async function tradeInBothTransports(stack, keep, terms, amount) {
  const watcher = keep(new OrderWatcher(stack.relay, stack.node));
  for (const transport of ['v2', 'v1']) {
    const trade = await new Trade(keep(new Pair(stack, transport)), terms, amount).run();
    const events = await watcher.expectStatuses(trade.order,
                                                ['pending', 'in-progress', 'success']);
    await trade.checkMoney();
    trade.checkOrderOfMessages();
    const expected = { id: trade.order, terms, expiresAt: trade.expiresAt, relays: stack.relays,
                       node: stack.node };
    const shown = [terms.amount ?? 0, amount, amount];
    for (const [index, status] of ['pending', 'in-progress', 'success'].entries())
      checkOrderEvent(events[index], status, { ...expected, amount: shown[index] });
  }
}
