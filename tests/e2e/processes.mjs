// SPDX-License-Identifier: MIT
//
// The processes under test: mostro-devnet (relay, Lightning nodes, controls) and
// mostrod, in a directory of their own. Ends only what it started.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { decode } from 'nostr-tools/nip19';
import { getPublicKey } from 'nostr-tools/pure';

const startMilliseconds = 30_000;
const readyMilliseconds = 60_000;

function programOf(variable) {
  const path = process.env[variable];
  if (!path) throw new Error(`${variable} must name the program under test`);
  return path;
}

function within(promise, milliseconds, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took over ${milliseconds} ms`)),
                       milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** A child process that keeps its output. */
class Program {
  constructor(path, args) {
    this.lines = [];
    this.watchers = [];
    this.child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.ended = new Promise((resolve) => {
      this.child.on('error', (error) => resolve(error.message));
      this.child.on('exit', (code, signal) => resolve(signal ?? code));
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        this.lines.push(line);
        for (const watcher of this.watchers) watcher(line);
      });
  }

  /** Waits for a line that passes. */
  line(wanted, milliseconds, what) {
    const found = new Promise((resolve, reject) => {
      const present = this.lines.find(wanted);
      if (present) resolve(present);
      this.watchers.push((line) => wanted(line) && resolve(line));
      this.ended.then((how) => reject(new Error(`ended (${how}) before ${what}`)));
    });
    return within(found, milliseconds, what);
  }

  async end(signal) {
    this.child.kill(signal);
    return within(this.ended, startMilliseconds, `the end by ${signal}`);
  }
}

/** A devnet and a mostrod beside it. */
export class Stack {
  constructor() {
    this.directory = mkdtempSync(join(tmpdir(), 'mostro-e2e-'));
    this.settings = join(this.directory, 'settings.toml');
    this.runs = []; // The output of every mostrod that was started.
  }

  /** Starts both; `adjust(settings text)` may change settings.toml first. */
  async start({ adjust = (text) => text, transport = 'both' } = {}) {
    await this.startDevnet(transport);
    await this.configure(adjust);
    await this.startDaemon();
  }

  async startDevnet(transport) {
    this.network = new Program(programOf('MOSTRO_DEVNET'), [
      '--dir', this.directory, '--relay-port', '0', '--http-port', '0', '--ln-port', '0',
      '--transport', transport,
    ]);
    const line = await this.network.line((text) => text.startsWith('{'), startMilliseconds,
                                         'the JSON line of mostro-devnet');
    Object.assign(this, JSON.parse(line)); // relay, http, nodes
  }

  async configure(adjust) {
    const text = await adjust(readFileSync(this.settings, 'utf8'));
    writeFileSync(this.settings, text);
    const secret = decode(/nsec_privkey = '([^']+)'/.exec(text)[1]).data;
    this.node = getPublicKey(secret);
    this.relays = /relays = \[([^\]]*)\]/.exec(text)[1].replaceAll("'", '').split(/,\s*/);
  }

  async startDaemon() {
    this.daemon = new Program(programOf('MOSTROD'), [
      '--config', this.settings, '--log-level', process.env.MOSTRO_E2E_LOG ?? 'debug',
    ]);
    this.runs.push(this.daemon.lines);
    await this.daemon.line((text) => text.includes('daemon-ready'), readyMilliseconds,
                           'the line daemon-ready of mostrod');
  }

  /** kill -9: nothing is flushed, nothing is said goodbye to. */
  async killDaemon() {
    const how = await this.daemon.end('SIGKILL');
    this.daemon = null;
    return how;
  }

  async restartDaemon() {
    await this.killDaemon();
    await this.startDaemon();
  }

  /** POST to the controls of the devnet. */
  async control(path) {
    const answer = await fetch(`${this.http}/control/${path}`,
                               { method: 'POST', headers: { connection: 'close' } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }

  /** GET /status: `{ conserved, router_msat, balances_msat }`. */
  async status() {
    const fresh = { headers: { connection: 'close' } }; // An idle one may be closed under our hands.
    return (await fetch(`${this.http}/status`, fresh)).json();
  }

  /** Waits until the status of the network passes. */
  async until(wanted, patience = 20_000) {
    for (let waited = 0; waited < patience; waited += 100) {
      if (wanted(await this.status())) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the network does not get there: ${JSON.stringify(await this.status())}`);
  }

  /** Fails when mostrod ended by itself. */
  assertAlive() {
    const code = this.daemon.child.exitCode ?? this.daemon.child.signalCode;
    if (code !== null) throw new Error(`mostrod ended by itself: ${code}`);
  }

  /** Ends what still runs; shows the logs of a failed test. */
  async stop(failed) {
    for (const program of [this.daemon, this.network])
      if (program) await program.end('SIGTERM').catch(() => program.end('SIGKILL'));
    if (failed || process.env.MOSTRO_E2E_SHOW_LOGS)
      for (const [run, lines] of this.runs.entries())
        console.error([`--- mostrod, run ${run + 1}`, ...lines.slice(-400)].join('\n'));
    rmSync(this.directory, { recursive: true, force: true });
  }
}
