// SPDX-License-Identifier: MIT
//
// A test with processes of its own, whose logs are shown when it fails.
import test from 'node:test';
import { Stack } from './processes.mjs';

/** Runs `body(stack, keep, step)`; `keep(closable)` closes what it is given at the end,
 *  `step(name, body)` is a test within the test. */
export function scenario(name, body, { adjust, transport } = {}) {
  test(name, { timeout: 280_000 }, async (t) => {
    const kept = [];
    const stack = new Stack();
    const keep = (closable) => {
      kept.push(closable);
      return closable;
    };
    let failed = true;
    let brokenSteps = 0;
    const step = (what, run) => t.test(what, async () => {
      brokenSteps += 1;
      await run();
      brokenSteps -= 1;
    });
    try {
      await stack.start({ adjust, transport });
      await body(stack, keep, step);
      stack.assertAlive();
      failed = brokenSteps > 0;
    } finally {
      for (const closable of kept) closable.close();
      await stack.stop(failed);
    }
  });
}
