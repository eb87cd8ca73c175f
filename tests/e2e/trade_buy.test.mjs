// SPDX-License-Identifier: MIT
//
// A buy order at the market price: 7 USD at 50,000 USD are 13,999 sats (spec 02 §8).
import { scenario } from './scenario.mjs';
import { tradeInBothTransports } from './trade_tests.mjs';

scenario('a buy order at the market price is traded to the end in both transports',
         (stack, keep) =>
             tradeInBothTransports(stack, keep, { kind: 'buy', fiatAmount: 7 }, 13_999));
