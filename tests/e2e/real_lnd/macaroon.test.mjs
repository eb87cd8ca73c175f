// SPDX-License-Identifier: MIT
//
// Least privilege at a real LND: the permissions of the operator's guide are enough (every
// other test here uses them), and leaving out any single one ends the start with its name.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { leastPermissions, realScenario } from './real_stack.mjs';

/** Runs mostrod to its end: `{ code, text }`. */
function run(args) {
  return new Promise((resolve) => {
    execFile(process.env.MOSTROD, args, { timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, text: stdout + stderr }));
  });
}

realScenario('a macaroon that lacks one permission', async (stack, keep, step) => {
  const all = leastPermissions();
  assert.equal(all.length, 8);
  await stack.killDaemon();
  const settings = readFileSync(stack.settings, 'utf8');
  const weak = join(stack.directory, 'weak.toml');
  writeFileSync(weak, settings.replace(stack.macaroon, join(stack.lnd.mostro.directory, 'weak')));

  await step('all of them pass --check-config', async () => {
    const { code, text } = await run(['--config', stack.settings, '--check-config']);
    assert.equal(code, 0, text);
  });
  for (const lacking of all)
    await step(`without ${lacking}`, async () => {
      await stack.lnd.mostro.bakeMacaroon('weak', all.filter((one) => one !== lacking));
      for (const how of [['--check-config'], []]) {
        const { code, text } = await run(['--config', weak, ...how]);
        assert.equal(code, 1, text);
        assert.match(text, /macaroon/);
        assert.match(text, /mend/);
        // Without GetInfo nothing else can be asked for: its own complaint stands alone.
        if (!lacking.endsWith('/GetInfo'))
          assert.ok(text.includes(`does not permit ${lacking} with`), text);
      }
    });
  await step('a forged macaroon is refused with its mend', async () => {
    const path = join(stack.lnd.mostro.directory, 'weak');
    const forged = readFileSync(stack.macaroon);
    forged[forged.length - 1] ^= 1;
    writeFileSync(path, forged);
    const { code, text } = await run(['--config', weak]);
    assert.equal(code, 1, text);
    assert.match(text, /refuses the macaroon \(.*verification failed/);
    assert.match(text, /mend/);
  });
  await stack.startDaemon();
});
