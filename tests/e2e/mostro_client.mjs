// SPDX-License-Identifier: MIT
//
// An independent Mostro client: keys by @scure, events, signatures, NIP-44 and
// NIP-59 by nostr-tools. Every event of the node is checked when it arrives.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { HDKey } from '@scure/bip32';
import { generateMnemonic, mnemonicToSeedSync } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { schnorr } from '@noble/curves/secp256k1.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { finalizeEvent, getEventHash, getPublicKey, verifyEvent } from 'nostr-tools/pure';
import * as nip44 from 'nostr-tools/nip44';
import { createRumor, createSeal, createWrap } from 'nostr-tools/nip59';
import { canonicalMessage, smallOrder } from './canonical.mjs';
import { RelayLink } from './relay_link.mjs';

const dayInSeconds = 86_400;
const patienceScale = Number(process.env.MOSTRO_E2E_PATIENCE ?? 1);

/** Seconds since 1970. */
export const now = () => Math.floor(Date.now() / 1000);

/** Key N of a mnemonic: 0 is the identity, the others are trade keys (spec 01 §6). */
export function deriveKey(mnemonic, index) {
  const root = HDKey.fromMasterSeed(mnemonicToSeedSync(mnemonic));
  const secret = root.derive(`m/44'/1237'/38383'/0/${index}`).privateKey;
  return { index, secret, pubkey: getPublicKey(secret) };
}

/** BIP-340 over the SHA-256 of a text, in hex. */
export function signText(text, secret) {
  return bytesToHex(schnorr.sign(sha256(utf8ToBytes(text)), secret));
}

/** The text that the identity signs in the second transport (spec 01 §2.3). */
export function identityProofText(tradePubkey, canonical) {
  return `mostro-transport-v2-identity:${tradePubkey}:${canonical}`;
}

function encrypt(text, secret, pubkey) {
  return nip44.encrypt(text, nip44.getConversationKey(secret, pubkey));
}

function decrypt(text, secret, pubkey) {
  return nip44.decrypt(text, nip44.getConversationKey(secret, pubkey));
}

/** One trader. `transport` is 'v1' (gift wrap) or 'v2' (NIP-44 direct). */
export class MostroClient {
  constructor({ name, relay, node, transport, mnemonic = generateMnemonic(wordlist), secret }) {
    Object.assign(this, { name, node, transport, mnemonic });
    this.identity = secret ? { index: 0, secret, pubkey: getPublicKey(secret) }
                           : deriveKey(mnemonic, 0);
    this.key = this.identity;
    this.keys = new Map();
    this.seen = new Set();
    this.contents = new Set();
    this.inbox = []; // { message, canonical, event, at, to, used }
    this.problems = []; // Broken promises of the node; must stay empty.
    this.repeated = []; // One content under two event ids; must stay empty.
    this.waiting = [];
    this.link = new RelayLink(relay);
    if (secret) this.#useIdentity();
  }

  /** Solvers and the operator sign with one key for everything. */
  #useIdentity() {
    this.keys.set(this.key.pubkey, this.key);
    this.#listen();
  }

  get version() {
    return this.transport === 'v1' ? 1 : 2;
  }

  /** Takes the next trade key into use, as clients do for every create and take. */
  nextKey() {
    this.key = deriveKey(this.mnemonic, this.key.index + 1);
    this.keys.set(this.key.pubkey, this.key);
    this.#listen();
    return this.key;
  }

  /** Makes the event of a message without sending it; `change` may forge parts of it. */
  wrap(message, change = {}) {
    const canonical = change.canonical ?? canonicalMessage({ version: this.version, ...message });
    const tradeSignature = change.tradeSignature ?? signText(canonical, this.key.secret);
    return this.transport === 'v1' ? this.#wrapFirst(canonical, tradeSignature, change)
                                   : this.#wrapSecond(canonical, tradeSignature, change);
  }

  /** Sends a message; returns its request id and its event. */
  async send(action, { payload = null, id = this.order, wrapper = 'order', change = {},
                       requestId = randomInt(1, 2 ** 47), tradeIndex = this.key.index } = {}) {
    const event = this.wrap({ wrapper, requestId, tradeIndex, id, action, payload }, change);
    const [accepted, text] = await this.link.publish(event, 300_000);
    assert.ok(accepted, `the relay refused ${action} of ${this.name}: ${text}`);
    return { requestId, event };
  }

  /** Creates an order with a fresh trade key and waits for its acknowledgement. */
  async create(terms) {
    this.nextKey();
    this.order = undefined;
    const { requestId } = await this.send('new-order', { payload: { order: smallOrder(terms) } });
    const made = await this.expect('new-order', { requestId });
    this.order = made.id;
    return made;
  }

  /** Takes an order with a fresh trade key. */
  async take(action, order, payload = null) {
    this.nextKey();
    this.order = order;
    return this.send(action, { payload });
  }

  /** Waits for the next unused message of an action; its `request_id` must be
   *  `requestId` when that is stated. Resolves with the message kind. */
  async expect(action, { requestId, where = () => true, patience = 30_000 } = {}) {
    const wanted = (entry) => !entry.used && entry.kind.action === action && where(entry.kind);
    const entry = await this.#waitFor(wanted, patience * patienceScale, action);
    entry.used = true;
    if (requestId !== undefined)
      assert.equal(entry.kind.request_id, requestId, `${this.name}: request_id of ${action}`);
    return entry.kind;
  }

  /** Waits for a refusal with this reason. */
  async expectRefusal(reason, requestId) {
    const kind = await this.expect('cant-do', { where: (k) => k.request_id === requestId });
    assert.deepEqual(kind.payload, { cant_do: reason });
    assert.equal(kind.trade_index, null);
    return kind;
  }

  /** Everything that came and that nobody asked for. */
  unused() {
    return this.inbox.filter((entry) => !entry.used).map((entry) => entry.canonical);
  }

  /** Fails when the node broke a promise or said more than was asked for. */
  assertCalm() {
    assert.deepEqual(this.problems, [], `${this.name}: broken promises`);
    assert.deepEqual(this.repeated, [], `${this.name}: repeated messages`);
    assert.deepEqual(this.unused(), [], `${this.name}: messages that nothing explains`);
  }

  close() {
    this.link.close();
  }

  #wrapFirst(canonical, tradeSignature, change) {
    const content = `[${canonical},"${tradeSignature}"]`;
    const rumor = createRumor({ kind: 1, content }, this.key.secret);
    const seal = createSeal(rumor, (change.identity ?? this.identity).secret, this.node);
    return createWrap(seal, this.node);
  }

  #wrapSecond(canonical, tradeSignature, change) {
    const identity = change.identity ?? this.identity;
    const text = identityProofText(change.proofFor ?? this.key.pubkey, canonical);
    const proof = `["${identity.pubkey}","${signText(text, (change.proofBy ?? identity).secret)}"]`;
    const plaintext = `[${canonical},"${tradeSignature}",${proof}]`;
    let content = encrypt(plaintext, this.key.secret, this.node);
    if (change.content) content = change.content(content);
    return finalizeEvent({ kind: 14, created_at: now(), tags: [['p', this.node]], content },
                         this.key.secret);
  }

  /** Both kinds are asked for, so that an answer in the wrong transport is noticed. */
  #listen() {
    const people = [...this.keys.keys()];
    for (const kind of [14, 1059]) {
      let stored = [];
      const ended = () => {
        const batch = (stored ?? []).sort((a, b) => a.at - b.at);
        stored = null;
        for (const entry of batch) this.#take(entry, false);
      };
      const heard = (event) => {
        const entry = this.#open(event);
        if (!entry) return;
        if (stored) stored.push(entry);
        else this.#take(entry, true);
      };
      this.link.subscribe(`in${kind}`, [{ kinds: [kind], '#p': people }], heard, ended);
    }
  }

  #open(event) {
    if (this.seen.has(event.id)) return null;
    this.seen.add(event.id);
    try {
      return event.kind === 14 ? this.#openSecond(event) : this.#openFirst(event);
    } catch (error) {
      this.problems.push(`event ${event.id}: ${error.message}`);
      return null;
    }
  }

  #openSecond(event) {
    assert.equal(this.transport, 'v2', 'a kind 14 reached a client of the first transport');
    assert.ok(verifyEvent(event), 'signature');
    assert.equal(event.pubkey, this.node, 'author');
    assert.equal(event.tags.length, 2, 'tags are p and expiration');
    const [[p, to, ...more], [expiration, at, ...rest]] = event.tags;
    assert.deepEqual([p, more, expiration, rest], ['p', [], 'expiration', []]);
    assert.ok(Math.abs(Number(at) - event.created_at - 30 * dayInSeconds) < 60, 'expiration');
    const key = this.keys.get(to);
    assert.ok(key, 'recipient');
    const plaintext = decrypt(event.content, key.secret, this.node);
    return this.#parse(plaintext, ',null,null]', event, event.created_at, to);
  }

  #openFirst(event) {
    assert.equal(this.transport, 'v1', 'a gift wrap reached a client of the second transport');
    assert.ok(verifyEvent(event), 'signature of the wrap');
    assert.equal(event.kind, 1059);
    assert.equal(event.tags.length, 1, 'tags of the wrap');
    assert.notEqual(event.pubkey, this.node, 'the wrap comes from a throw-away key');
    const key = this.keys.get(event.tags[0][1]);
    assert.ok(key, 'recipient');
    const seal = JSON.parse(decrypt(event.content, key.secret, event.pubkey));
    assert.ok(verifyEvent(seal), 'signature of the seal');
    assert.deepEqual([seal.kind, seal.pubkey, seal.tags], [13, this.node, []]);
    const rumor = JSON.parse(decrypt(seal.content, key.secret, seal.pubkey));
    assert.deepEqual([rumor.kind, rumor.pubkey], [1, this.node]);
    assert.equal(rumor.id, getEventHash(rumor), 'id of the rumor');
    assert.equal('sig' in rumor, false, 'a rumor is not signed');
    return this.#parse(rumor.content, ',null]', event, rumor.created_at, key.pubkey);
  }

  #parse(plaintext, ending, event, at, to) {
    assert.ok(plaintext.startsWith('[') && plaintext.endsWith(ending), `tuple ${plaintext}`);
    const canonical = plaintext.slice(1, -ending.length);
    const message = JSON.parse(canonical);
    const [wrapper] = Object.keys(message);
    assert.equal(Object.keys(message).length, 1);
    const kind = message[wrapper];
    assert.equal(kind.version, this.version, 'version');
    assert.ok(canonical.startsWith(`{"${wrapper}":{"version":${kind.version},"request_id":`),
              'field order');
    return { wrapper, kind, canonical, event, at, to, used: false };
  }

  #take(entry, isLive) {
    const earlier = this.inbox.filter((other) => other.to === entry.to);
    if (earlier.some((other) => other.at === entry.at))
      this.problems.push(`two messages in second ${entry.at}: ${entry.canonical}`);
    if (isLive && earlier.some((other) => other.at > entry.at))
      this.problems.push(`created_at ${entry.at} went back: ${entry.canonical}`);
    const content = `${entry.to} ${entry.canonical}`;
    if (this.contents.has(content)) this.repeated.push(entry.canonical);
    this.contents.add(content);
    this.inbox.push(entry);
    for (const look of [...this.waiting]) look();
  }

  #waitFor(wanted, patience, what) {
    return new Promise((resolve, reject) => {
      const finish = (settle, value) => {
        clearTimeout(timer);
        this.waiting = this.waiting.filter((other) => other !== look);
        settle(value);
      };
      const look = () => {
        const entry = this.inbox.find(wanted);
        if (entry) finish(resolve, entry);
      };
      const timer = setTimeout(() => finish(reject, new Error(
          `${this.name} waits in vain for ${what}; unused: ${this.unused().join('\n')}; ` +
          `problems: ${this.problems.join('\n')}`)), patience);
      this.waiting.push(look);
      look();
    });
  }
}
