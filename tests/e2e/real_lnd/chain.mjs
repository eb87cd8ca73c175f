// SPDX-License-Identifier: MIT
//
// A regtest chain: btcd, and its JSON-RPC over HTTPS for mining blocks.
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { eventually, freePort, Server } from './programs.mjs';

const user = 'regtest';
const password = 'regtest';
/** BIP 173's key, on regtest: who mines before anybody has a wallet. */
const nobody = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';
/** Three periods of BIP 9: SegWit and Taproot are active afterwards. */
const blocksUntilActivation = 432;

/** One btcd. It begins with an empty chain whenever it starts: so it is never restarted. */
class Btcd {
  constructor(name, directory) {
    Object.assign(this, { name, directory, certificate: join(directory, `${name}.cert`) });
  }

  /** Starts it; blocks pay `address`, blocks of `peer` are taken over. */
  async start(address, peer) {
    this.rpcPort = await freePort();
    this.peerPort = await freePort();
    const file = (ending) => join(this.directory, this.name + ending);
    writeFileSync(file('.conf'), '');
    this.server = new Server('btcd', [
      '--regtest', '--txindex', `--configfile=${file('.conf')}`, `--datadir=${file('.data')}`,
      `--logdir=${file('.logs')}`, `--rpclisten=127.0.0.1:${this.rpcPort}`,
      `--listen=127.0.0.1:${this.peerPort}`, `--rpcuser=${user}`, `--rpcpass=${password}`,
      `--rpccert=${this.certificate}`, `--rpckey=${file('.key')}`, `--miningaddr=${address}`, '--trickleinterval=50ms',
      ...(peer ? [`--addpeer=127.0.0.1:${peer.peerPort}`] : []),
    ], file('.log'));
    await eventually(`${this.name} answers`, () => this.ask('getblockcount').then(() => true));
  }

  /** One JSON-RPC call. */
  ask(method, params = []) {
    const body = JSON.stringify({ jsonrpc: '1.0', id: 1, method, params });
    return new Promise((resolve, reject) => {
      const question = request({
        host: '127.0.0.1', port: this.rpcPort, method: 'POST', path: '/', agent: false,
        auth: `${user}:${password}`, ca: readFileSync(this.certificate),
        checkServerIdentity: () => undefined,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      }, (answer) => {
        let text = '';
        answer.on('data', (part) => (text += part));
        answer.on('end', () => {
          try {
            const { result, error } = JSON.parse(text);
            if (error) reject(new Error(`${method}: ${error.message}`));
            else resolve(result);
          } catch {
            reject(new Error(`${method}: HTTP ${answer.statusCode} ${text}`));
          }
        });
      });
      question.on('error', reject);
      question.end(body);
    });
  }
}

/** Two of them: lnd stands on the first; the second mines once an address is known. */
export class Chain {
  constructor(directory) {
    this.base = new Btcd('btcd', directory);
    this.miner = new Btcd('btcd-miner', directory);
  }

  async start() {
    await this.base.start(nobody);
    await this.base.ask('generate', [blocksUntilActivation]);
  }

  /** From now on blocks pay `address`. */
  async payTo(address) {
    await this.miner.start(address, this.base);
    await eventually('the miner has the chain', async () =>
      (await this.height()) === blocksUntilActivation);
  }

  /** Mines; resolves when the blocks are in the chain that lnd sees. */
  async mine(blocks) {
    await this.miner.ask('generate', [blocks]);
    const wanted = await this.height();
    await eventually('the blocks arrive', async () =>
      (await this.base.ask('getblockcount')) === wanted);
  }

  /** Waits until the miner knows a transaction, then puts it into a block. */
  async confirm(transaction) {
    await eventually(`the miner has ${transaction}`, async () =>
      (await this.miner.ask('getrawmempool')).includes(transaction));
    await this.mine(6);
  }

  height() {
    return this.miner.ask('getblockcount');
  }

  /** How an lnd finds this chain. */
  lndOptions() {
    return ['--bitcoin.regtest', '--bitcoin.node=btcd', `--btcd.rpchost=127.0.0.1:${this.base.rpcPort}`,
            `--btcd.rpcuser=${user}`, `--btcd.rpcpass=${password}`,
            `--btcd.rpccert=${this.base.certificate}`];
  }

  async stop() {
    for (const one of [this.base, this.miner]) await one.server?.kill();
  }
}
