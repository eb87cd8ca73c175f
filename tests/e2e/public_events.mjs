// SPDX-License-Identifier: MIT
//
// An independent reader of the node's other public events: disputes (38386),
// ratings (38384), development fees (8383).
import assert from 'node:assert/strict';
import { verifyEvent } from 'nostr-tools/pure';
import { RelayLink } from './relay_link.mjs';
import { valueOf } from './order_watcher.mjs';

/** Collects every revision of one kind. */
export class PublicEvents {
  constructor(stack, kind) {
    this.events = [];
    this.problems = [];
    const seen = new Set();
    this.link = new RelayLink(stack.relay);
    this.link.subscribe('public', [{ kinds: [kind], authors: [stack.node] }], (event) => {
      if (seen.has(event.id)) return;
      seen.add(event.id);
      if (!verifyEvent(event)) this.problems.push(`signature of ${event.id}`);
      this.events.push(event);
    });
  }

  /** The revisions with this `d` tag, in the order of their stamps. */
  of(d) {
    return this.events.filter((event) => valueOf(event, 'd') === d)
                      .sort((a, b) => a.created_at - b.created_at);
  }

  /** Waits until the values of a tag over all revisions are exactly these. */
  async expectPath(d, tag, wanted, patience = 20_000) {
    const path = () => this.of(d).map((event) => valueOf(event, tag));
    const until = Date.now() + patience;
    while (Date.now() < until && path().length < wanted.length)
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(path(), wanted, `${tag} of ${d}`);
    assert.deepEqual(this.problems, []);
    const revisions = this.of(d);
    for (const [index, event] of revisions.entries())
      if (index > 0) assert.ok(event.created_at > revisions[index - 1].created_at, 'stamps rise');
    return revisions;
  }

  close() {
    this.link.close();
  }
}
