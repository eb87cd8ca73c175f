// SPDX-License-Identifier: MIT
//
// One connection to a relay that comes back by itself: subscriptions are opened
// again after every reconnection, publishing is retried until the relay says OK.
import WebSocket from 'ws';

const reconnectMilliseconds = 300;
const okMilliseconds = 3000;

export class RelayLink {
  /** @param {string} url */
  constructor(url) {
    this.url = url;
    this.subscriptions = new Map(); // name -> { filters, heard, ended }
    this.answers = new Map(); // event id -> resolve
    this.notices = [];
    this.closed = false;
    this.#open();
  }

  /** Opens or replaces a subscription. `heard(event)` is called for every event,
   *  `ended()` at EOSE: after the first connection and after every other one. */
  subscribe(name, filters, heard, ended = () => {}) {
    this.subscriptions.set(name, { filters, heard, ended });
    if (this.#isOpen()) this.#request(name);
  }

  /** Publishes until the relay answers, at most `patience` ms. Resolves with [accepted, message]. */
  async publish(event, patience = 60_000) {
    const until = Date.now() + patience;
    while (Date.now() < until) {
      const answer = await this.#tryToPublish(event);
      if (answer) return answer;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${this.url} did not answer event ${event.id} within ${patience} ms`);
  }

  /** Sends raw text, valid or not. */
  sendRaw(text) {
    if (!this.#isOpen()) throw new Error('the relay is not connected');
    this.socket.send(text);
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    this.socket?.terminate();
  }

  #isOpen() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  #request(name) {
    const { filters } = this.subscriptions.get(name);
    this.socket.send(JSON.stringify(['REQ', name, ...filters]));
  }

  async #tryToPublish(event) {
    if (!this.#isOpen()) return null;
    const answered = new Promise((resolve) => {
      this.answers.set(event.id, resolve);
      setTimeout(() => resolve(null), okMilliseconds);
    });
    this.socket.send(JSON.stringify(['EVENT', event]));
    return answered;
  }

  #open() {
    if (this.closed) return;
    this.socket = new WebSocket(this.url);
    this.socket.on('open', () => {
      for (const name of this.subscriptions.keys()) this.#request(name);
    });
    this.socket.on('message', (data) => this.#take(data.toString()));
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      if (!this.closed) this.timer = setTimeout(() => this.#open(), reconnectMilliseconds);
    });
  }

  #take(text) {
    const frame = JSON.parse(text);
    if (frame[0] === 'EVENT') this.subscriptions.get(frame[1])?.heard(frame[2]);
    if (frame[0] === 'EOSE') this.subscriptions.get(frame[1])?.ended();
    if (frame[0] === 'OK') {
      this.answers.get(frame[1])?.([frame[2], frame[3]]);
      this.answers.delete(frame[1]);
    }
    if (frame[0] === 'NOTICE' || frame[0] === 'CLOSED') this.notices.push(frame);
  }
}
