// SPDX-License-Identifier: MIT
#include "actors/daemon/setups.hpp"

#include "actors/price/currency_rules.hpp"

#include <algorithm>

namespace mostro {

namespace {

constexpr int64_t a_day = 86400;

std::string user_agent() { return std::string{"mostro/"} + daemon_version(); }

std::optional<std::string> unless_blank(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional{text};
}

} // namespace

const char* daemon_version() { return MOSTRO_VERSION; }

const char* daemon_commit() { return MOSTRO_COMMIT; }

publication_settings publication_from(const settings& s) {
  publication_settings out;
  out.node = s.nostr.node.pub;
  out.relays = s.nostr.relays;
  out.instance_name = s.instance.name;
  out.order_retention = {s.expiration.order_days * a_day};
  out.message_retention = {s.expiration.dm_days * a_day};
  out.rating_retention = {s.expiration.rating_days * a_day};
  out.dispute_retention = {s.expiration.dispute_days * a_day};
  out.dev_fee_retention = {s.expiration.fee_audit_days * a_day};
  return out;
}

book_reconciler_setup reconciler_from(const settings& s, const environment& env,
                                      std::chrono::milliseconds interval) {
  book_reconciler_setup out;
  out.environment = env;
  out.node = s.nostr.node.pub;
  out.order_retention = {s.expiration.order_days * a_day};
  out.dispute_retention = {s.expiration.dispute_days * a_day};
  out.interval = interval;
  return out;
}

intake_settings intake_from(const settings& s) {
  intake_settings out;
  out.accepts_nip44 = s.instance.transport.nip44;
  out.accepts_gift_wrap = s.instance.transport.gift_wrap;
  out.pow = s.instance.pow;
  out.pow_first_contact = s.instance.pow_first_contact;
  return out;
}

price_setup price_from(const settings& s, const environment& env,
                       std::shared_ptr<http_service> http) {
  price_setup out;
  out.env = env;
  out.http = std::move(http);
  for (auto& p : s.price.providers)
    out.providers.push_back(
        {p.id, {p.url, p.fallback_urls, p.key}, {p.only, p.except}, p.trusted_nodes});
  for (auto& [code, price] : s.price.fixed)
    out.fixed[upper_case(code)] = price;
  out.user_agent = user_agent();
  out.update_interval = s.price.update_interval;
  out.max_staleness = s.price.max_staleness;
  out.limits.outlier_percent = s.price.outlier_percent;
  out.provider_timeout = s.price.provider_timeout;
  out.failure_threshold = s.price.failure_threshold;
  out.failure_cooldown = s.price.failure_cooldown;
  out.publish = s.price.publish_to_nostr;
  return out;
}

payee_setup payee_from(const settings& s, const order_policy& policy, const environment& env,
                       std::shared_ptr<http_service> http) {
  payee_setup out;
  out.env = env;
  out.http = std::move(http);
  out.user_agent = user_agent();
  out.policy.network = policy.network;
  out.policy.max_final_cltv_expiry_delta = policy.max_final_cltv_expiry_delta;
  out.allow_private_addresses = s.lightning.allow_private_addresses;
  return out;
}

relay_session::settings relay_session_from(const settings& s, const std::string& url) {
  relay_session::settings out;
  out.url = url;
  out.inbox.node = s.nostr.node.pub;
  if (s.instance.transport.nip44)
    out.inbox.kinds.push_back(nostr::kind::direct);
  if (s.instance.transport.gift_wrap)
    out.inbox.kinds.push_back(nostr::kind::gift_wrap);
  auto intake = intake_from(s);
  out.events.max_bytes = intake.max_event_bytes;
  out.max_frame_bytes = intake.max_event_bytes + 512;
  return out;
}

announcer_setup announcer_from(const settings& s, const order_policy& policy,
                               publisher_actor publisher) {
  announcer_setup out;
  out.publisher = std::move(publisher);
  out.relays = s.nostr.relays;
  out.info_interval = s.instance.publish_info_interval;
  out.relays_interval = s.instance.publish_relays_interval;
  auto& info = out.info;
  info.node = s.nostr.node.pub;
  info.mostro_version = daemon_version();
  info.mostro_commit_hash = MOSTRO_COMMIT;
  show_policy(info, policy);
  info.max_orders_per_response = static_cast<int64_t>(s.instance.max_orders_per_response);
  info.pow = s.instance.pow;
  info.pow_first_contact =
      s.instance.transport.nip44 ? s.instance.pow_first_contact : s.instance.pow;
  info.protocol_version = s.instance.transport.advertised();
  info.hold_invoice_expiration_window = s.lightning.hold_invoice_expiration_window;
  info.instance_name = s.instance.name;
  out.profile.name = unless_blank(s.instance.name);
  out.profile.about = unless_blank(s.instance.about);
  out.profile.website = unless_blank(s.instance.website);
  out.profile.picture = unless_blank(s.instance.picture);
  return out;
}

order_policy policy_for(const settings& s, const lnd::node_info& info) {
  auto out = s.policy;
  out.network = bolt11::parse_network(info.network);
  out.node_key = s.nostr.node.pub;
  auto key = bytes_from_hex(info.identity_pubkey);
  bolt11::node_id id{};
  if (key && key->size() == id.size()) {
    std::copy(key->begin(), key->end(), id.begin());
    out.our_node = id;
  }
  return out;
}

} // namespace mostro
