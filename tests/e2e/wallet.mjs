// SPDX-License-Identifier: MIT
//
// A trader's wallet: ln-service against a node that speaks LND's gRPC.
import { readFileSync } from 'node:fs';
import { authenticatedLndGrpc, createInvoice, getInvoice, getWalletInfo, parsePaymentRequest,
         subscribeToPayViaRequest } from 'ln-service';

/** Opens the wallet of a node of devnet.json: `{ grpc, tls_cert, macaroon }`. */
export function openWallet(node) {
  const { lnd } = authenticatedLndGrpc({
    cert: readFileSync(node.tls_cert).toString('base64'),
    macaroon: readFileSync(node.macaroon).toString('base64'),
    socket: node.grpc,
  });
  return new Wallet(lnd);
}

class Wallet {
  constructor(lnd) {
    this.lnd = lnd;
  }

  info() {
    return getWalletInfo({ lnd: this.lnd });
  }

  /** A BOLT 11 invoice over `tokens` sats: `{ id, request }`. */
  invoice(tokens) {
    return createInvoice({ lnd: this.lnd, tokens, description: 'e2e' });
  }

  /** What became of an own invoice. */
  received(id) {
    return getInvoice({ lnd: this.lnd, id });
  }

  /** Sats that an invoice asks for. */
  static amountOf(request) {
    return parsePaymentRequest({ request }).tokens;
  }

  /** Starts to pay a hold invoice; `outcome` resolves when it was settled or refunded. */
  pay(request, maxFee = 1000) {
    const outcome = new Promise((resolve, reject) => {
      const payment = subscribeToPayViaRequest(
          { lnd: this.lnd, request, max_fee: maxFee, pathfinding_timeout: 60_000 });
      payment.on('confirmed', resolve);
      payment.on('failed', (failure) => reject(new Error(`failed: ${JSON.stringify(failure)}`)));
      payment.on('error', (error) => reject(new Error(`error: ${JSON.stringify(error)}`)));
    });
    outcome.catch(() => {}); // Whoever needs the outcome awaits it; nobody else must.
    return { outcome };
  }
}

export const amountOf = Wallet.amountOf;
