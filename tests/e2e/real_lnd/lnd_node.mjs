// SPDX-License-Identifier: MIT
//
// One real LND: its process, its command line client and its channels.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { authenticatedLndGrpc, getChannels, getWalletInfo } from 'ln-service';
import { eventually, freePort, output, Server } from './programs.mjs';

export class LndNode {
  constructor(name, directory, chain) {
    Object.assign(this, { name, chain, directory: join(directory, name) });
    mkdirSync(this.directory);
    writeFileSync(join(this.directory, 'lnd.conf'), ''); // Not the one of whoever runs this.
    this.log = join(directory, `${name}.lnd.log`);
  }

  /** What openWallet() and settings need: `{ grpc, tls_cert, macaroon }`. */
  get access() {
    return {
      grpc: `127.0.0.1:${this.rpcPort}`,
      tls_cert: join(this.directory, 'tls.cert'),
      macaroon: join(this.directory, 'data/chain/bitcoin/regtest/admin.macaroon'),
    };
  }

  /** Starts and waits until every service answers; `synced` waits for the chain, too. */
  async start({ synced = true } = {}) {
    this.rpcPort ??= await freePort();
    this.peerPort ??= await freePort();
    this.server = new Server('lnd', [
      `--lnddir=${this.directory}`, `--configfile=${join(this.directory, 'lnd.conf')}`,
      ...this.chain.lndOptions(), '--noseedbackup', '--norest', '--nobootstrap',
      `--rpclisten=127.0.0.1:${this.rpcPort}`, `--listen=127.0.0.1:${this.peerPort}`,
      `--alias=${this.name}`, '--debuglevel=info,HSWC=debug,INVC=debug,CRTR=debug', '--trickledelay=50',
      '--bitcoin.defaultchanconfs=1', '--minbackoff=1s', '--maxbackoff=2s',
    ], this.log);
    const { server } = this;
    const ready = eventually(`lnd ${this.name} answers`, async () => {
      const info = await getWalletInfo({ lnd: this.open() });
      this.pubkey = info.public_key;
      return info.is_synced_to_chain || !synced;
    }, 120_000);
    await Promise.race([ready, server.ended.then((how) => {
      throw new Error(`lnd ${this.name} ended by itself: ${how}`);
    })]);
  }

  stop() {
    return this.server.stop();
  }

  async restart() {
    await this.stop();
    await this.start();
  }

  /** A connection of ln-service with all permissions. */
  open() {
    const { grpc, tls_cert, macaroon } = this.access;
    return authenticatedLndGrpc({
      cert: readFileSync(tls_cert).toString('base64'),
      macaroon: readFileSync(macaroon).toString('base64'),
      socket: grpc,
    }).lnd;
  }

  /** lncli with its JSON read. */
  async cli(...args) {
    const text = await output('lncli', [`--rpcserver=${this.access.grpc}`, `--lnddir=${this.directory}`,
                                        '--network=regtest', ...args]);
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }

  /** A macaroon with exactly these permissions, in a file of its own. */
  async bakeMacaroon(file, permissions) {
    const path = join(this.directory, file);
    await this.cli('bakemacaroon', '--save_to', path, ...permissions);
    return path;
  }

  /** `{ own, pending, active }` in sats over all channels. Who pays for the commitment
   *  transaction has its fee counted as his own: it comes and goes with HTLCs. */
  async channels() {
    const { channels } = await getChannels({ lnd: this.open() });
    const sum = (of) => channels.reduce((all, one) => all + of(one), 0);
    return {
      own: sum((c) => c.local_balance + (c.is_partner_initiated ? 0 : c.commit_transaction_fee)),
      pending: sum((c) => c.unsettled_balance),
      active: channels.filter((c) => c.is_active).length,
    };
  }
}
