// SPDX-License-Identifier: MIT
#include "tests/simulation/order_reading.hpp"

namespace mostro::simulation {

const escrow_key* escrow_key_of(const order& o) {
  if (auto* relied = escrow_relied_on(o))
    return &relied->key;
  if (auto* p = phase_of<opening_escrow>(o))
    return &p->key;
  if (auto* p = phase_of<waiting_buyer_invoice>(o))
    return p->held ? &p->held->key : nullptr;
  if (auto* p = phase_of<waiting_payment>(o))
    return &p->open.key;
  if (auto* p = phase_of<settling_escrow>(o))
    return &p->held.key;
  if (auto* p = phase_of<canceling_escrow>(o))
    return &p->escrow.key;
  if (auto* p = phase_of<settled>(o))
    return &p->escrow.key;
  return nullptr;
}

const escrow* escrow_relied_on(const order& o) {
  if (auto* p = phase_of<active>(o))
    return &p->held;
  if (auto* p = phase_of<fiat_sent>(o))
    return &p->held;
  if (auto* p = phase_of<disputed>(o))
    return &p->held;
  return nullptr;
}

} // namespace mostro::simulation
