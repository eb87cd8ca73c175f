// SPDX-License-Identifier: MIT
//
// Mostro's canonical JSON (spec 01 §1.2-§1.4): compact, fields in the normative
// order, integers in plain decimal. BigInt carries the int64 limits.

/** Serializes without whitespace, members in the order of insertion. */
export function stringify(value) {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'number':
      if (!Number.isSafeInteger(value)) throw new Error(`not an integer: ${value}`);
      return String(value);
    default:
      break;
  }
  if (Array.isArray(value)) return `[${value.map(stringify).join(',')}]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${stringify(member)}`).join(',')}}`;
}

/** A message kind in the normative order; `id` is left out when absent. */
export function canonicalMessage({ wrapper = 'order', version, requestId = null, tradeIndex = null,
                                   id, action, payload = null }) {
  return stringify({
    [wrapper]: {
      version, request_id: requestId, trade_index: tradeIndex, id, action, payload,
    },
  });
}

/** A SmallOrder in the normative order. */
export function smallOrder(terms) {
  return {
    kind: terms.kind,
    status: 'pending',
    amount: terms.amount ?? 0,
    fiat_code: terms.fiatCode ?? 'USD',
    min_amount: terms.minAmount ?? null,
    max_amount: terms.maxAmount ?? null,
    fiat_amount: terms.fiatAmount ?? 0,
    payment_method: terms.paymentMethod ?? 'bank transfer,cash',
    premium: terms.premium ?? 0,
    created_at: null,
    expires_at: null,
  };
}
