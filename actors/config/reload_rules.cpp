// SPDX-License-Identifier: MIT
#include "actors/config/reload_rules.hpp"

namespace mostro {

namespace {

/// Takes one value over and notes its key when it differs.
template <class T>
void take_over(reload_plan& plan, T& now, const T& wanted, const char* key) {
  if (now == wanted)
    return;
  now = wanted;
  plan.changed.emplace_back(key);
}

template <class T>
void postpone(reload_plan& plan, const T& now, const T& wanted, const char* key) {
  if (!(now == wanted))
    plan.postponed.emplace_back(key);
}

void plan_policy(reload_plan& plan, const order_policy& before, const order_policy& wanted) {
  auto& p = plan.policy;
  // The operator's tool switches it too: only a change of the file counts here.
  if (before.maintenance != wanted.maintenance)
    take_over(plan, p.maintenance, wanted.maintenance, "mostro.maintenance");
  take_over(plan, p.fee, wanted.fee, "mostro.fee");
  take_over(plan, p.dev_fee_percentage, wanted.dev_fee_percentage, "mostro.dev_fee_percentage");
  take_over(plan, p.max_routing_fee, wanted.max_routing_fee, "mostro.max_routing_fee");
  take_over(plan, p.min_payment_amount, wanted.min_payment_amount, "mostro.min_payment_amount");
  take_over(plan, p.max_order_amount, wanted.max_order_amount, "mostro.max_order_amount");
  take_over(plan, p.default_expiration, wanted.default_expiration, "mostro.expiration_hours");
  take_over(plan, p.max_expiration, wanted.max_expiration, "mostro.max_expiration_days");
  take_over(plan, p.fiat_currencies, wanted.fiat_currencies, "mostro.fiat_currencies_accepted");
  take_over(plan, p.invoice_expiration_window, wanted.invoice_expiration_window,
            "lightning.invoice_expiration_window");
  take_over(plan, p.max_final_cltv_expiry_delta, wanted.max_final_cltv_expiry_delta,
            "lightning.max_final_cltv_expiry_delta");
  take_over(plan, p.payment_attempts, wanted.payment_attempts, "lightning.payment_attempts");
  take_over(plan, p.payment_retries_interval, wanted.payment_retries_interval,
            "lightning.payment_retries_interval");
  // These shape trades that run already: their timers and invoices were made with them.
  postpone(plan, p.waiting_timeout, wanted.waiting_timeout, "mostro.expiration_seconds");
  postpone(plan, p.hold_invoice_cltv_delta, wanted.hold_invoice_cltv_delta,
           "lightning.hold_invoice_cltv_delta");
  postpone(plan, p.escrow_deadline_margin_blocks, wanted.escrow_deadline_margin_blocks,
           "lightning.escrow_deadline_margin_blocks");
}

} // namespace

reload_plan plan_reload(const settings& running, const order_policy& in_force,
                        const settings& fresh) {
  reload_plan plan;
  plan.policy = in_force;
  plan_policy(plan, running.policy, fresh.policy);
  postpone(plan, running.nostr.node.pub, fresh.nostr.node.pub, "nostr.nsec_privkey");
  postpone(plan, running.nostr.relays, fresh.nostr.relays, "nostr.relays");
  postpone(plan, running.lightning.grpc_host, fresh.lightning.grpc_host, "lightning.lnd_grpc_host");
  postpone(plan, running.lightning.cert_file, fresh.lightning.cert_file, "lightning.lnd_cert_file");
  postpone(plan, running.lightning.macaroon_file, fresh.lightning.macaroon_file,
           "lightning.lnd_macaroon_file");
  postpone(plan, running.rpc, fresh.rpc, "rpc");
  auto& i = running.instance;
  auto& j = fresh.instance;
  postpone(plan, i.transport.gift_wrap, j.transport.gift_wrap, "mostro.transport (gift-wrap)");
  postpone(plan, i.transport.nip44, j.transport.nip44, "mostro.transport (nip44)");
  postpone(plan, i.pow, j.pow, "mostro.pow");
  postpone(plan, i.pow_first_contact, j.pow_first_contact, "mostro.pow_first_contact");
  postpone(plan, i.name, j.name, "mostro.name");
  postpone(plan, i.about, j.about, "mostro.about");
  postpone(plan, i.picture, j.picture, "mostro.picture");
  postpone(plan, i.website, j.website, "mostro.website");
  postpone(plan, i.dev_fee_address, j.dev_fee_address, "mostro.dev_fee_address");
  postpone(plan, i.max_orders_per_response, j.max_orders_per_response,
           "mostro.max_orders_per_response");
  return plan;
}

} // namespace mostro
