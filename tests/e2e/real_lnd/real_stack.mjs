// SPDX-License-Identifier: MIT
//
// mostrod with a real LND: relay and prices come from mostro-devnet as in the other
// tests, every sat moves through real channels.
import test from 'node:test';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from '../processes.mjs';
import { Network } from './network.mjs';

/** What mostrod asks LND for, and nothing else: docs/operator.md. */
export function leastPermissions() {
  const guide = readFileSync(new URL('../../../docs/operator.md', import.meta.url), 'utf8');
  const baked = /lncli bakemacaroon --save_to mostro\.macaroon([^`]*)```/.exec(guide)[1];
  return baked.split(/[\s\\]+/).filter((word) => word !== '');
}

export class RealStack extends Stack {
  async start({ adjust = (text) => text, transport = 'both' } = {}) {
    this.lndDirectory = join(this.directory, 'lnd'); // mostro-devnet has a folder per node, too.
    mkdirSync(this.lndDirectory);
    this.realNetwork = new Network(this.lndDirectory);
    await this.realNetwork.start();
    await this.startDevnet(transport);
    this.simulated = this.nodes; // Nodes that nobody on the real network knows.
    this.nodes = Object.fromEntries(this.lnd.all.map((node) => [node.name, node.access]));
    this.macaroon = await this.lnd.mostro.bakeMacaroon('mostrod.macaroon', leastPermissions());
    await this.configure((text) => adjust(this.#pointedAtLnd(text)));
    await this.startDaemon();
  }

  /** The three nodes and their chain. */
  get lnd() {
    return this.realNetwork;
  }

  #pointedAtLnd(text) {
    const { grpc, tls_cert } = this.nodes.mostro;
    return text.replace(/lnd_cert_file = '[^']*'/, `lnd_cert_file = '${tls_cert}'`)
               .replace(/lnd_macaroon_file = '[^']*'/, `lnd_macaroon_file = '${this.macaroon}'`)
               .replace(/lnd_grpc_host = '[^']*'/, `lnd_grpc_host = 'https://${grpc}'`);
  }

  status() {
    return this.lnd.status();
  }

  async stop(failed) {
    await this.realNetwork?.stop();
    if (failed && this.lnd)
      for (const node of this.lnd.all)
        console.error(`--- lnd ${node.name}\n` + tail(join(this.lndDirectory, `${node.name}.lnd.log`)));
    await super.stop(failed);
  }
}

function tail(path) {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(-120).join('\n');
  } catch {
    return 'no log';
  }
}

/** A test with a network of its own; `body` and `keep` as in scenario.mjs, and every
 *  `step(name, run)` is a test of its own within. */
export function realScenario(name, body, { adjust, transport } = {}) {
  test(name, { timeout: 1_500_000 }, async (t) => {
    const kept = [];
    const stack = new RealStack();
    const keep = (closable) => {
      kept.push(closable);
      return closable;
    };
    let broken = 1;
    const step = (what, run) => t.test(what, async () => {
      broken += 1;
      await run();
      broken -= 1;
    });
    try {
      await stack.start({ adjust, transport });
      await body(stack, keep, step);
      stack.assertAlive();
      broken -= 1;
    } finally {
      for (const closable of kept) closable.close();
      await stack.stop(broken > 0);
    }
  });
}
