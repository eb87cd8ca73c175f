// SPDX-License-Identifier: MIT
//
// The foreign programs of the tests against a real LND: btcd and lnd as child
// processes. They die with us whatever happens, kill -9 of this process included.
import { execFile, spawn } from 'node:child_process';
import { accessSync, constants, createWriteStream } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';

/** The path of a program on PATH; none when it is not there. */
export function onPath(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/** A TCP port of the loopback that is free now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits until `look()` resolves with something true; errors count as "not yet". */
export async function eventually(what, look, patience = 60_000) {
  const until = Date.now() + patience;
  let last = 'nothing';
  while (Date.now() < until) {
    try {
      const found = await look();
      if (found) return found;
    } catch (error) {
      last = error.message ?? JSON.stringify(error);
    }
    await pause(100);
  }
  throw new Error(`${what}: not within ${patience} ms; last: ${last}`);
}

/** Runs a program to its end; resolves with what it printed. */
export function output(name, args) {
  return new Promise((resolve, reject) => {
    execFile(onPath(name) ?? name, args, { timeout: 60_000, maxBuffer: 1 << 24 },
             (error, stdout, stderr) => {
      if (error) reject(new Error(`${name}: ${stderr || error.message}`));
      else resolve(stdout);
    });
  });
}

/** A server whose output goes to a file. */
export class Server {
  constructor(name, args, logFile) {
    this.name = name;
    // A parent that is killed cannot clean up: the kernel does it.
    const guard = onPath('setpriv');
    const command = [...(guard ? [guard, '--pdeathsig', 'KILL'] : []), onPath(name), ...args];
    this.child = spawn(command[0], command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
    const log = createWriteStream(logFile, { flags: 'a' });
    this.child.stdout.pipe(log, { end: false });
    this.child.stderr.pipe(log, { end: false });
    this.ended = new Promise((resolve) => {
      this.child.on('error', (error) => resolve(error.message));
      this.child.on('exit', (code, signal) => resolve(signal ?? code));
    }).finally(() => log.end());
  }

  get isRunning() {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Asks it to end and waits; kills it when it takes too long. */
  async stop(patience = 30_000) {
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), patience);
    await this.ended;
    clearTimeout(timer);
  }

  /** kill -9. */
  async kill() {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
