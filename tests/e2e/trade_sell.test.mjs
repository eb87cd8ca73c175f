// SPDX-License-Identifier: MIT
//
// A sell order of a fixed amount, from creation to the buyer's sats.
import { scenario } from './scenario.mjs';
import { tradeInBothTransports } from './trade_tests.mjs';

scenario('a sell order is traded to the end in both transports', (stack, keep) =>
    tradeInBothTransports(stack, keep, { kind: 'sell', amount: 50_000, fiatAmount: 20 }, 50_000));
