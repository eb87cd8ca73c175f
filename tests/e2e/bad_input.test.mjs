// SPDX-License-Identifier: MIT
//
// Damaged, forged and absurd input: each meets what is specified (silence or an
// exact refusal), from an honest relay and from a hostile one; afterwards the
// daemon trades as if nothing had been.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { finalizeEvent, generateSecretKey } from 'nostr-tools/pure';
import { canonicalMessage, smallOrder, stringify } from './canonical.mjs';
import { HostileRelay } from './hostile_relay.mjs';
import { deriveKey, MostroClient, now, signText } from './mostro_client.mjs';
import { OrderWatcher } from './order_watcher.mjs';
import { scenario } from './scenario.mjs';
import { Pair, Trade } from './trade.mjs';

const largest = 9_223_372_036_854_775_807n;
const tenMegabytes = 10 * 1024 * 1024;
const terms = { kind: 'sell', amount: 50_000, fiatAmount: 20 };
const newOrder = (change = {}) => ({ order: smallOrder({ ...terms, ...change }) });
const flipHex = (text) => (text[0] === '0' ? '1' : '0') + text.slice(1);
const damageMac = (content) => {
  const raw = Buffer.from(content, 'base64');
  raw[raw.length - 1] ^= 1;
  return raw.toString('base64');
};

/** Tells what a client hears about what it sent. */
class Bench {
  constructor(stack, keep, hostile, watcher) {
    Object.assign(this, { stack, keep, hostile, watcher });
  }

  client(transport = 'v2') {
    const out = this.keep(new MostroClient({ name: 'mallory', relay: this.stack.relay,
                                             node: this.stack.node, transport }));
    out.nextKey();
    return out;
  }

  /** A request whose answer is known: when it came, what was sent before is done with. */
  async settle(client) {
    const id = randomUUID();
    const requestId = Math.floor(Math.random() * 2 ** 40);
    const event = client.wrap({ requestId, tradeIndex: client.key.index, id, action: 'release' });
    // Again and again: the last frame may have cost the daemon its connection.
    await this.hostile.inject(event);
    const again = setInterval(() => this.hostile.inject(event), 2000);
    try {
      await client.expectRefusal('not_found', requestId);
    } finally {
      clearInterval(again);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }

  /** Neither an answer nor an order comes of what `send` does. */
  async silence(client, send) {
    await this.settle(client);
    const orders = this.watcher.revisions.size;
    await send();
    await this.settle(client);
    client.assertCalm();
    assert.equal(this.watcher.revisions.size, orders, 'no order was published');
  }

  /** The event through the relay, which must take it, and through the hostile relay. */
  async everywhere(client, event) {
    const [accepted, text] = await client.link.publish(event);
    assert.ok(accepted, text);
    await this.hostile.inject(event);
  }

  /** An honest order: what was forged before has used nothing up. */
  async accepts(client) {
    await this.everywhere(client, this.order(client));
    await client.expect('new-order', { requestId: 7 });
    client.assertCalm();
  }

  order(client, change = {}, message = {}) {
    return client.wrap({ requestId: 7, tradeIndex: client.key.index, action: 'new-order',
                         payload: newOrder(), ...message }, change);
  }
}

async function testGarbageFrames(bench) {
  const client = bench.client();
  const frames = ['["EVENT","%SUB%",{"id":"00', '["EVENT","%SUB%"]', '["EVENT","%SUB%",{}]',
                  '["EVENT","%SUB%",null]', '[]', '{}', 'null', '', '\u0000', '["OK"]',
                  '["OK",1,2]', '["EOSE"]', '["CLOSED","nobody","error: none"]', '["AUTH"]',
                  '['.repeat(50_000), Buffer.from([0xff, 0xfe, 0x00])];
  await bench.silence(client, async () => {
    for (const frame of frames) await bench.hostile.injectRaw(frame);
    client.link.sendRaw('["EVENT",{"id":"00');
    client.link.sendRaw(`["EVENT",${JSON.stringify(bench.order(client)).slice(0, -20)}`);
  });
}

async function testHugeFrames(bench) {
  const client = bench.client();
  const huge = finalizeEvent({ kind: 14, created_at: now(), tags: [['p', bench.stack.node]],
                               content: 'A'.repeat(tenMegabytes) }, client.key.secret);
  await bench.silence(client, async () => {
    client.link.sendRaw(JSON.stringify(['EVENT', huge]));
    await bench.hostile.inject(huge);
    await bench.hostile.injectRaw('x'.repeat(tenMegabytes));
    await bench.hostile.injectRaw(Buffer.alloc(tenMegabytes));
  });
}

async function testWrongSignature(bench) {
  const client = bench.client();
  const genuine = bench.order(client);
  const forged = { ...genuine, sig: flipHex(genuine.sig) };
  await bench.silence(client, async () => {
    const [accepted] = await client.link.publish(forged);
    assert.equal(accepted, false, 'the relay refuses a wrong signature');
    await bench.hostile.inject(forged);
    await bench.hostile.inject({ ...genuine, content: damageMac(genuine.content) });
  });
  // A forged copy must not keep the genuine event out (conformance 01-15).
  await bench.everywhere(client, genuine);
  await client.expect('new-order', { requestId: 7 });
}

async function testWrongMac(bench) {
  for (const transport of ['v2', 'v1']) {
    const client = bench.client(transport);
    await bench.silence(client, async () => {
      const event = bench.order(client);
      const damaged = finalizeEvent({ kind: event.kind, created_at: event.created_at,
                                      tags: event.tags, content: damageMac(event.content) },
                                    generateSecretKey());
      await bench.everywhere(client, damaged);
      await bench.everywhere(client, finalizeEvent({ ...damaged, content: 'not base64' },
                                                   client.key.secret));
    });
    await bench.accepts(client);
  }
}

async function testWrongKeys(bench) {
  const stranger = deriveKey(bench.client().mnemonic, 5);
  const client = bench.client();
  const canonical = canonicalMessage({ version: 2, requestId: 7, tradeIndex: 1,
                                       action: 'new-order', payload: newOrder() });
  const forgeries = [
    { proofBy: stranger },              // The identity did not sign.
    { proofFor: stranger.pubkey },      // A proof for another trade key.
    { tradeSignature: signText(canonical, stranger.secret) },
    { tradeSignature: signText(`${canonical} `, client.key.secret) },
    { tradeSignature: 'zz' },
  ];
  await bench.silence(client, async () => {
    for (const forgery of forgeries)
      await bench.everywhere(client, bench.order(client, { canonical, ...forgery }));
  });
  await bench.accepts(client);
  const wrapped = bench.client('v1');
  await bench.silence(wrapped, async () => {
    const first = canonical.replace('"version":2', '"version":1');
    await bench.everywhere(wrapped, bench.order(wrapped, {
      tradeSignature: signText(first, stranger.secret) }));
  });
  await bench.accepts(wrapped);
}

async function testUnknownActions(bench) {
  const client = bench.client();
  const id = randomUUID();
  const plain = (change) => canonicalMessage({ version: 2, requestId: 7, tradeIndex: 1, id,
                                               action: 'release', ...change });
  const texts = [
    plain({ action: 'frobnicate' }), plain({ action: 'RELEASE' }), plain({ action: 'send-dm' }),
    plain({ wrapper: 'nonsense' }), plain({ version: 300 }), plain({ payload: {} }),
    plain({ payload: { order: { ...smallOrder(terms), surprise: 1 } } }),
    plain({ action: 'add-invoice', payload: { payment_request: [null, 'ln', null, null] } }),
    plain({}).replace('"release"', '"release","action":"release"'),
    plain({}).slice(0, -1), '{}', 'null', '[]',
  ];
  await bench.silence(client, async () => {
    for (const canonical of texts)
      await bench.everywhere(client, client.wrap({}, { canonical }));
  });
}

async function testReplay(bench) {
  const client = bench.client();
  const event = bench.order(client);
  await bench.everywhere(client, event);
  await client.expect('new-order', { requestId: 7 });
  const again = async () => {
    await client.link.publish(event); // "duplicate:" or not: it must not matter.
    await bench.hostile.inject(event);
    await bench.hostile.inject(event);
  };
  await bench.silence(client, again);
  await bench.stack.restartDaemon();
  await bench.silence(client, again);
}

async function testLimitsOfIntegers(bench) {
  const client = bench.client();
  const refusals = [
    [{ amount: largest }, 'out_of_range_sats_amount'],
    [{ amount: -largest }, 'invalid_amount'],
    [{ amount: 0, fiatAmount: largest }, 'out_of_range_sats_amount'],
    [{ fiatAmount: -largest }, 'invalid_amount'],
    [{ amount: 0, fiatAmount: -largest }, 'invalid_amount'],
    [{ amount: 0, premium: largest }, 'invalid_parameters'],
    [{ amount: 0, premium: -largest }, 'invalid_parameters'],
    [{ premium: largest }, 'invalid_parameters'],
    [{ amount: 0, fiatAmount: 0, minAmount: 10, maxAmount: largest }, 'out_of_range_sats_amount'],
    [{ amount: 0, fiatAmount: 0, minAmount: -largest, maxAmount: largest }, 'invalid_amount'],
    [{ amount: 0, fiatAmount: 0, minAmount: largest, maxAmount: -largest }, 'invalid_amount'],
  ];
  for (const [change, reason] of refusals) {
    const { requestId } = await client.send('new-order', { payload: newOrder(change) });
    await client.expectRefusal(reason, requestId);
  }
  await bench.silence(client, async () => { // One more than int64 holds.
    for (const name of ['amount', 'fiat_amount', 'premium', 'max_amount']) {
      const order = { ...smallOrder(terms), [name]: largest + 1n };
      await bench.everywhere(client, bench.order(client, {}, { payload: { order } }));
    }
  });
  // A fixed price in sats against any number of fiat units is allowed, digit by digit; none
  // of the refusals has consumed the trade index, and a u64 request id comes back exactly.
  const requestId = 18_446_744_073_709_551_615n;
  await bench.everywhere(client, bench.order(client, {}, {
    requestId, payload: newOrder({ fiatAmount: largest }) }));
  const made = await client.expect('new-order');
  const entry = client.inbox.find((one) => one.kind === made);
  assert.ok(entry.canonical.includes(`"request_id":${stringify(requestId)},`), entry.canonical);
  assert.ok(entry.canonical.includes(`"fiat_amount":${stringify(largest)},`), entry.canonical);
  const [event] = await bench.watcher.expectStatuses(made.id, ['pending']);
  assert.deepEqual(event.tags.find(([name]) => name === 'fa'), ['fa', String(largest)]);
  client.assertCalm();
}

/** Decision 11: what the protocol book documents is accepted. */
async function testNormalTrades(bench) {
  const books = (request) => [null, request];
  for (const transport of ['v2', 'v1']) {
    const trade = new Trade(bench.keep(new Pair(bench.stack, transport)), terms, 50_000);
    trade.paymentRequest = books;
    await trade.run();
    await trade.checkMoney();
    trade.checkOrderOfMessages();
  }
}

let hostile;
scenario('bad input meets what is specified', async (stack, keep, step) => {
  keep(hostile);
  const watcher = keep(new OrderWatcher(stack.relay, stack.node));
  const bench = new Bench(stack, keep, hostile, watcher);
  await step('garbage frames', () => testGarbageFrames(bench));
  await step('frames of 10 MB', () => testHugeFrames(bench));
  await step('a wrong signature of an event', () => testWrongSignature(bench));
  await step('a wrong MAC', () => testWrongMac(bench));
  await step('signatures by other keys', () => testWrongKeys(bench));
  await step('unknown actions and shapes', () => testUnknownActions(bench));
  await step('a replayed event, also after a restart', () => testReplay(bench));
  await step('amounts at the limits of int64', () => testLimitsOfIntegers(bench));
  await step('normal trades afterwards, with a payment_request of two elements',
               () => testNormalTrades(bench));
}, {
  adjust: async (text) => {
    hostile = await HostileRelay.start();
    return text.replace(/relays = \['([^']+)'\]/, `relays = ['$1', '${hostile.url}']`);
  },
});
