// SPDX-License-Identifier: MIT
//
// An independent reader of the public order book: kind 38383, spec 01 §5.1.
import assert from 'node:assert/strict';
import { verifyEvent } from 'nostr-tools/pure';
import { RelayLink } from './relay_link.mjs';

const headTags = ['d', 'k', 'f', 's', 'amt', 'fa', 'pm', 'premium'];
const tailTags = ['network', 'layer', 'expires_at', 'expiration', 'y', 'z'];
const dayInSeconds = 86_400;

export class OrderWatcher {
  constructor(relay, node) {
    this.node = node;
    this.revisions = new Map(); // order id -> events in the order of arrival
    this.problems = [];
    this.seen = new Set();
    this.link = new RelayLink(relay);
    this.link.subscribe('book', [{ kinds: [38383], authors: [node] }], (event) => {
      if (this.seen.has(event.id)) return;
      this.seen.add(event.id);
      this.#take(event);
    });
  }

  statuses(order) {
    return (this.revisions.get(order) ?? []).map((event) => valueOf(event, 's'));
  }

  /** Waits until the public statuses of an order are exactly these. */
  async expectStatuses(order, wanted, patience = 20_000) {
    const until = Date.now() + patience;
    while (Date.now() < until && this.statuses(order).length < wanted.length)
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(this.statuses(order), wanted, 'public statuses');
    assert.deepEqual(this.problems, [], 'order events');
    return this.revisions.get(order);
  }

  /** The same after a restart or an outage, when a status may be published again. */
  async expectPath(order, wanted, patience = 40_000) {
    const path = () => this.statuses(order).filter((one, i, all) => one !== all[i - 1]);
    const until = Date.now() + patience;
    while (Date.now() < until && path().length < wanted.length)
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(path(), wanted, 'public statuses');
    assert.deepEqual(this.problems, [], 'order events');
  }

  close() {
    this.link.close();
  }

  #take(event) {
    try {
      assert.ok(verifyEvent(event), 'signature');
      assert.deepEqual([event.kind, event.pubkey, event.content], [38383, this.node, '']);
      const order = valueOf(event, 'd');
      const earlier = this.revisions.get(order) ?? [];
      for (const other of earlier)
        assert.ok(other.created_at < event.created_at, 'created_at strictly increases');
      this.revisions.set(order, [...earlier, event]);
      const middle = valueOf(event, 's') === 'pending' ? ['rating', 'source'] : [];
      assert.deepEqual(event.tags.map((tag) => tag[0]), [...headTags, ...middle, ...tailTags]);
    } catch (error) {
      this.problems.push(`${JSON.stringify(event)}: ${error.message}`);
    }
  }
}

/** The first value of a tag. */
export function valueOf(event, name) {
  return event.tags.find((tag) => tag[0] === name)?.[1];
}

/** Checks every tag of one revision. `expected`: id, kind, amount, terms, relays, node. */
export function checkOrderEvent(event, status, expected) {
  const { terms } = expected;
  const tag = (name) => event.tags.find((one) => one[0] === name).slice(1);
  assert.deepEqual(tag('d'), [expected.id]);
  assert.deepEqual(tag('k'), [terms.kind]);
  assert.deepEqual(tag('f'), [terms.fiatCode ?? 'USD']);
  assert.deepEqual(tag('s'), [status]);
  assert.deepEqual(tag('amt'), [String(expected.amount)]);
  assert.deepEqual(tag('fa'), [String(terms.fiatAmount)]);
  assert.deepEqual(tag('pm'), (terms.paymentMethod ?? 'bank transfer,cash').split(','));
  assert.deepEqual(tag('premium'), [String(terms.premium ?? 0)]);
  assert.deepEqual(tag('network'), ['regtest']);
  assert.deepEqual(tag('layer'), ['lightning']);
  assert.deepEqual(tag('expires_at'), [String(expected.expiresAt)]);
  assert.deepEqual(tag('y'), ['mostro', 'devnet']);
  assert.deepEqual(tag('z'), ['order']);
  const expiration = Number(tag('expiration')[0]);
  if (status === 'pending') {
    assert.equal(expiration, expected.expiresAt);
    assert.deepEqual(tag('source'), [
      `mostro:${expected.id}?relays=${expected.relays.join(',')}&mostro=${expected.node}`]);
    assert.match(tag('rating')[0],
                 /^\["rating",\{"days":\d+,"total_rating":\d+\.\d+,"total_reviews":\d+\}\]$/);
  } else {
    // Kept for a month, or for max_expiration_days without an [expiration] section.
    const days = Math.round((expiration - event.created_at) / dayInSeconds);
    assert.ok(days === 15 || days === 30, `expiration ${days} days ahead`);
  }
}
