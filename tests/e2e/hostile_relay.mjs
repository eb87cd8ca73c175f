// SPDX-License-Identifier: MIT
//
// A relay that hands its clients whatever a test wants, checked or not.
import { WebSocketServer } from 'ws';

export class HostileRelay {
  static async start() {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await new Promise((resolve) => server.on('listening', resolve));
    return new HostileRelay(server);
  }

  constructor(server) {
    this.server = server;
    this.url = `ws://127.0.0.1:${server.address().port}`;
    this.sessions = new Set();
    server.on('connection', (socket) => this.#serve(socket));
  }

  /** Sends an event as the answer to every subscription that asks for its kind. */
  async inject(event) {
    const sessions = await this.#listeners();
    for (const session of sessions)
      for (const [name, filters] of session.subscriptions)
        if (filters.some((filter) => filter.kinds.includes(event.kind)))
          session.socket.send(JSON.stringify(['EVENT', name, event]));
  }

  /** Sends text or bytes as they are. `%SUB%` becomes the name of a subscription. */
  async injectRaw(data) {
    for (const session of await this.#listeners()) {
      const [name] = session.subscriptions.keys();
      session.socket.send(typeof data === 'string' ? data.replaceAll('%SUB%', name) : data);
    }
  }

  close() {
    for (const session of this.sessions) session.socket.terminate();
    this.server.close();
  }

  /** The sessions that subscribed; waits for one (the last frame may have cost us the client). */
  async #listeners() {
    for (let waited = 0; waited < 60_000; waited += 100) {
      const ready = [...this.sessions].filter((session) => session.subscriptions.size >= 2);
      if (ready.length > 0) return ready;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('nobody subscribes at the hostile relay');
  }

  #serve(socket) {
    const session = { socket, subscriptions: new Map() };
    this.sessions.add(session);
    socket.on('error', () => {});
    socket.on('close', () => this.sessions.delete(session));
    socket.on('message', (data) => {
      const [type, name, ...rest] = JSON.parse(data.toString());
      if (type === 'EVENT') socket.send(JSON.stringify(['OK', name.id, true, '']));
      if (type === 'CLOSE') session.subscriptions.delete(name);
      if (type === 'REQ') {
        session.subscriptions.set(name, rest);
        socket.send(JSON.stringify(['EOSE', name]));
      }
    });
  }
}
