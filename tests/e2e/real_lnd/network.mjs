// SPDX-License-Identifier: MIT
//
// Three real LND nodes on a regtest chain: mostro in the middle, alice who sells and
// bob who buys, each with a channel to mostro that holds as much on either side.
import { eventually } from './programs.mjs';
import { Chain } from './chain.mjs';
import { LndNode } from './lnd_node.mjs';

const capacity = 10_000_000;
const half = capacity / 2;

export class Network {
  constructor(directory) {
    this.chain = new Chain(directory);
    for (const name of ['mostro', 'alice', 'bob'])
      this[name] = new LndNode(name, directory, this.chain);
  }

  get all() {
    return [this.mostro, this.alice, this.bob];
  }

  async start() {
    await this.#fund();
    await this.alice.start();
    await this.bob.start();
    for (const peer of [this.alice, this.bob]) await this.#open(peer);
    await this.connected();
    this.total = (await this.#look()).total;
  }

  /** Gives mostro's wallet coins that are old enough to be spent. */
  async #fund() {
    await this.chain.start();
    await this.mostro.start();
    const { address } = await this.mostro.cli('newaddress', 'p2wkh');
    await this.chain.payTo(address);
    await this.chain.mine(105); // Five blocks are mature.
    await eventually('mostro has money', async () =>
      Number((await this.mostro.cli('walletbalance')).confirmed_balance) > 3 * capacity);
  }

  async #open(peer) {
    await eventually(`${peer.name} is connected`, async () => {
      await this.mostro.cli('connect', `${peer.pubkey}@127.0.0.1:${peer.peerPort}`).catch((error) => {
        if (!/already connected/.test(error.message)) throw error;
      });
      return true;
    });
    // A node that has just caught up with the chain may not accept channels yet.
    const { funding_txid } = await eventually(`a channel to ${peer.name}`, () => this.mostro.cli(
        'openchannel', `--node_key=${peer.pubkey}`, `--local_amt=${capacity}`, `--push_amt=${half}`,
        '--min_confs=1', '--sat_per_vbyte=5'));
    await this.chain.confirm(funding_txid);
    await this.synced();
  }

  /** Waits until both channels can be used from either side. */
  connected() {
    return eventually('the channels are usable', async () => {
      const seen = await Promise.all(this.all.map((node) => node.channels()));
      return seen.map((one) => one.active).join() === '2,1,1';
    });
  }

  /** Mines and waits until every node that runs has seen the blocks. */
  async mine(blocks) {
    await this.chain.mine(blocks);
    await this.synced();
  }

  async synced() {
    const height = await this.chain.height();
    for (const node of this.all)
      if (node.server?.isRunning)
        await eventually(`${node.name} sees block ${height}`, async () =>
          (await node.cli('getinfo')).block_height === height);
  }

  /** Waits until no HTLC is under way, then tells what everybody has; what is under way
   *  for longer than `patience` belongs to nobody. The shape is that of mostro-devnet. */
  async status(patience = 10_000) {
    const until = Date.now() + patience;
    let seen = await this.#look();
    while (Date.now() < until && seen.pending !== 0) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      seen = await this.#look();
    }
    const balances = Object.fromEntries(this.all.map((node, i) => [node.name, seen.own[i] * 1000]));
    return { balances_msat: balances, router_msat: 0, pending: seen.pending,
             conserved: seen.total === this.total };
  }

  /** As the nodes themselves see it: nobody's word is taken for another's. */
  async #look() {
    const seen = await Promise.all(this.all.map((node) => node.channels()));
    const own = seen.map((one) => one.own);
    // Every HTLC of these channels has mostro at one end.
    const pending = Math.max(seen[0].pending, seen[1].pending + seen[2].pending);
    return { own, pending, total: own.reduce((a, b) => a + b) + pending };
  }

  async stop() {
    await Promise.allSettled(this.all.map((node) => node.server?.kill()));
    await this.chain.stop();
  }
}
