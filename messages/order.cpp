// SPDX-License-Identifier: MIT
#include "messages/order.hpp"

#include "messages/order_effect.hpp"
#include "messages/order_event.hpp"
#include "messages/overloaded.hpp"

namespace mostro {

order_status status_of(const order& o) {
  return std::visit(
      overloaded{
          [](const pending&) { return order_status::pending; },
          [](const opening_escrow& p) {
            return p.after_add_invoice ? order_status::waiting_buyer_invoice
                                       : order_status::pending;
          },
          [](const waiting_buyer_invoice&) { return order_status::waiting_buyer_invoice; },
          [](const waiting_payment&) { return order_status::waiting_payment; },
          [](const active&) { return order_status::active; },
          [](const fiat_sent&) { return order_status::fiat_sent; },
          [](const disputed&) { return order_status::dispute; },
          [](const settling_escrow& p) { return p.shown; },
          [](const canceling_escrow& p) { return p.shown; },
          [](const settled&) { return order_status::settled_hold_invoice; },
          [](const closed& p) { return p.status; },
      },
      o.phase);
}

bool is_closed(const order& o) { return std::holds_alternative<closed>(o.phase); }

const trade* trade_of(const order& o) {
  return std::visit(
      overloaded{
          [](const pending&) -> const trade* { return nullptr; },
          [](const closed& p) -> const trade* { return p.trade ? &*p.trade : nullptr; },
          [](const auto& p) -> const trade* { return &p.trade; },
      },
      o.phase);
}

std::optional<party> party_of(const order& o, trade_role role) {
  if (role == maker_role(o))
    return o.maker;
  if (auto* t = trade_of(o))
    return t->taker;
  return std::nullopt;
}

std::optional<payment_hash> escrow_to_watch(const order& o) {
  using hash = std::optional<payment_hash>;
  return std::visit(overloaded{
                        [](const waiting_payment& p) -> hash { return p.open.key.hash; },
                        [](const waiting_buyer_invoice& p) -> hash {
                          return p.held ? hash{p.held->key.hash} : hash{};
                        },
                        [](const active& p) -> hash { return p.held.key.hash; },
                        [](const fiat_sent& p) -> hash {
                          return p.held.vanished ? hash{} : hash{p.held.key.hash};
                        },
                        [](const disputed& p) -> hash {
                          return p.held.vanished ? hash{} : hash{p.held.key.hash};
                        },
                        [](const auto&) -> hash { return std::nullopt; },
                    },
                    o.phase);
}

const char* name_of(const order_fact& fact) {
  return std::visit(overloaded{
                        [](const take_requested&) { return "take-requested"; },
                        [](const invoice_offered&) { return "invoice-offered"; },
                        [](const fiat_sent_claimed&) { return "fiat-sent-claimed"; },
                        [](const release_requested&) { return "release-requested"; },
                        [](const cancel_requested&) { return "cancel-requested"; },
                        [](const dispute_requested&) { return "dispute-requested"; },
                        [](const rating_given&) { return "rating-given"; },
                        [](const trade_key_changed&) { return "trade-key-changed"; },
                        [](const bond_invoice_offered&) { return "bond-invoice-offered"; },
                        [](const dispute_take_requested&) { return "dispute-take-requested"; },
                        [](const admin_settle_requested&) { return "admin-settle-requested"; },
                        [](const admin_cancel_requested&) { return "admin-cancel-requested"; },
                        [](const escrow_opened&) { return "escrow-opened"; },
                        [](const escrow_refused&) { return "escrow-refused"; },
                        [](const escrow_accepted&) { return "escrow-accepted"; },
                        [](const escrow_settled&) { return "escrow-settled"; },
                        [](const escrow_canceled&) { return "escrow-canceled"; },
                        [](const destination_resolved&) { return "destination-resolved"; },
                        [](const destination_failed&) { return "destination-failed"; },
                        [](const payout_succeeded&) { return "payout-succeeded"; },
                        [](const payout_failed&) { return "payout-failed"; },
                        [](const deadline_reached&) { return "deadline-reached"; },
                        [](const chain_observed&) { return "chain-observed"; },
                    },
                    fact);
}

std::optional<uint64_t> request_id_of(const order_fact& fact) {
  using id = std::optional<uint64_t>;
  return std::visit(overloaded{
                        [](const take_requested& f) -> id { return f.request_id; },
                        [](const invoice_offered& f) -> id { return f.request_id; },
                        [](const fiat_sent_claimed& f) -> id { return f.request_id; },
                        [](const release_requested& f) -> id { return f.request_id; },
                        [](const cancel_requested& f) -> id { return f.request_id; },
                        [](const dispute_requested& f) -> id { return f.request_id; },
                        [](const rating_given& f) -> id { return f.request_id; },
                        [](const trade_key_changed& f) -> id { return f.request_id; },
                        [](const dispute_take_requested& f) -> id { return f.by.request_id; },
                        [](const admin_settle_requested& f) -> id { return f.by.request_id; },
                        [](const admin_cancel_requested& f) -> id { return f.by.request_id; },
                        [](const auto&) -> id { return std::nullopt; },
                    },
                    fact);
}

bool is_delivery(const order_effect& e) {
  return std::holds_alternative<send_message>(e) || std::holds_alternative<publish_order>(e) ||
         std::holds_alternative<publish_dispute>(e) || std::holds_alternative<publish_rating>(e) ||
         std::holds_alternative<publish_dev_fee>(e);
}

const char* name_of(const order_effect& e) {
  return std::visit(overloaded{
                        [](const send_message&) { return "send-message"; },
                        [](const publish_order&) { return "publish-order"; },
                        [](const open_hold_invoice&) { return "open-hold-invoice"; },
                        [](const settle_hold_invoice&) { return "settle-hold-invoice"; },
                        [](const cancel_hold_invoice&) { return "cancel-hold-invoice"; },
                        [](const resolve_destination&) { return "resolve-destination"; },
                        [](const pay_invoice&) { return "pay-invoice"; },
                        [](const raise_alarm&) { return "raise-alarm"; },
                        [](const publish_dispute&) { return "publish-dispute"; },
                        [](const publish_rating&) { return "publish-rating"; },
                        [](const publish_dev_fee&) { return "publish-dev-fee"; },
                        [](const owe_dev_fee&) { return "owe-dev-fee"; },
                    },
                    e);
}

} // namespace mostro
