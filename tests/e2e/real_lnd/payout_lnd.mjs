// SPDX-License-Identifier: MIT
//
// What the tests of payouts ask of real nodes: invoices that cannot be paid or are held
// by the payee, and LND's own record of what was sent.
import { cancelHodlInvoice, createHodlInvoice, createInvoice, getInvoice, settleHodlInvoice }
  from 'ln-service';
import { amountsOf } from '../trade.mjs';
import { usualTerms } from '../flow.mjs';
import { eventually } from './programs.mjs';

export const { payout } = amountsOf(usualTerms.amount);

/** An invoice of bob over the usual payout: `{ id, request }`. */
export function usualInvoice(stack) {
  return createInvoice({ lnd: stack.lnd.bob.open(), tokens: payout });
}

/** A hold invoice that bob makes for himself: the payout hangs until he decides. */
export class HeldInvoice {
  static async of(stack) {
    const made = await createHodlInvoice({ lnd: stack.lnd.bob.open(), tokens: payout });
    return Object.assign(new HeldInvoice(), made, { stack }); // id, request, secret
  }

  get #lnd() {
    return this.stack.lnd.bob.open();
  }

  untilHeld() {
    return eventually('the payout is held by the buyer', async () =>
      (await getInvoice({ lnd: this.#lnd, id: this.id })).is_held);
  }

  settle() {
    return settleHodlInvoice({ lnd: this.#lnd, secret: this.secret });
  }

  cancel() {
    return cancelHodlInvoice({ lnd: this.#lnd, id: this.id });
  }
}

/** LND's records of the payments with this hash, with their HTLCs. */
export async function paymentsOf(stack, id) {
  const { payments } = await stack.lnd.mostro.cli('listpayments', '--include_incomplete');
  return payments.filter((one) => one.payment_hash === id);
}

/** How many HTLCs LND has ever sent for this hash and did not get back. */
export async function standingHtlcs(stack, id) {
  const all = (await paymentsOf(stack, id)).flatMap((one) => one.htlcs);
  return all.filter((htlc) => htlc.status !== 'FAILED').length;
}
