// SPDX-License-Identifier: MIT
#include "actors/config/settings.hpp"

#include "actors/config/toml_reader.hpp"

#include <cstdlib>
#include <fstream>

namespace mostro {

namespace {

constexpr int64_t any_u32 = 4294967295;
constexpr int64_t a_day = 86400;

std::string trimmed(const std::string& text) {
  auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool is_relay_url(const std::string& url) {
  auto host = url.starts_with("ws://") ? 5u : url.starts_with("wss://") ? 6u : 0u;
  return host > 0 && url.size() > host && url.find(' ') == std::string::npos;
}

nostr_settings read_nostr(toml_reader& in, const std::string& nsec_from_environment) {
  nostr_settings out;
  auto from_environment = trimmed(nsec_from_environment);
  auto nsec = trimmed(in.text("nostr", "nsec_privkey", ""));
  if (!from_environment.empty())
    nsec = from_environment;
  auto key = nostr::parse_secret_key(nsec);
  if (nsec.empty())
    in.complain("nostr", "nsec_privkey", "is empty",
                "put the node's nsec1… here or into MOSTRO_NSEC_PRIVKEY");
  else if (!key)
    in.complain("nostr", "nsec_privkey", "is not a secret key",
                "use the nsec1… form (63 characters) or 64 hex digits");
  else
    out.node = *key;
  out.relays = in.texts("nostr", "relays");
  if (out.relays.empty())
    in.complain("nostr", "relays", "names no relay", "list at least one, ['wss://relay.example']");
  for (auto& url : out.relays)
    if (!is_relay_url(url))
      in.complain("nostr", "relays", "'" + url + "' is not a relay URL",
                  "begin it with ws:// or wss://");
  return out;
}

std::string existing_file(toml_reader& in, const std::filesystem::path& directory,
                          const std::string& key) {
  auto stated = in.text("lightning", key, "");
  if (stated.empty()) {
    in.complain("lightning", key, "is missing", "give the path of the file");
    return {};
  }
  std::filesystem::path path{stated};
  if (stated.starts_with("~/"))
    if (auto* home = std::getenv("HOME"))
      path = std::filesystem::path{home} / stated.substr(2);
  if (path.is_relative())
    path = directory / path;
  std::error_code ec;
  std::ifstream probe{path, std::ios::binary};
  if (!std::filesystem::is_regular_file(path, ec) || !probe)
    in.complain("lightning", key, "'" + path.string() + "' cannot be read",
                "check the path and its permissions");
  return path.string();
}

lightning_settings read_lightning(toml_reader& in, const std::filesystem::path& directory,
                                  order_policy& policy) {
  lightning_settings out;
  out.cert_file = existing_file(in, directory, "lnd_cert_file");
  out.macaroon_file = existing_file(in, directory, "lnd_macaroon_file");
  out.grpc_host = in.text("lightning", "lnd_grpc_host", "");
  if (out.grpc_host.empty())
    in.complain("lightning", "lnd_grpc_host", "is missing", "write https://host:port");
  policy.invoice_expiration_window = {
      in.integer("lightning", "invoice_expiration_window", 3600, 0, any_u32)};
  policy.hold_invoice_cltv_delta =
      static_cast<uint32_t>(in.integer("lightning", "hold_invoice_cltv_delta", 144, 24, 2016));
  out.hold_invoice_expiration_window = static_cast<uint32_t>(
      in.integer("lightning", "hold_invoice_expiration_window", 300, 0, any_u32));
  policy.payment_attempts =
      static_cast<uint32_t>(in.integer("lightning", "payment_attempts", 3, 2, 100));
  policy.payment_retries_interval = {
      in.integer("lightning", "payment_retries_interval", 60, 1, a_day)};
  policy.max_final_cltv_expiry_delta =
      static_cast<uint32_t>(in.integer("lightning", "max_final_cltv_expiry_delta", 432, 18, 2016));
  policy.escrow_deadline_margin_blocks =
      static_cast<uint32_t>(in.integer("lightning", "escrow_deadline_margin_blocks", 24, 1, 2016));
  if (policy.escrow_deadline_margin_blocks >= policy.hold_invoice_cltv_delta)
    in.complain("lightning", "escrow_deadline_margin_blocks",
                "is not smaller than hold_invoice_cltv_delta", "use 24 to 36 with a delta of 144");
  out.allow_private_addresses = in.flag("lightning", "allow_private_addresses", false);
  return out;
}

transport_choice read_transport(toml_reader& in) {
  auto name = in.text("mostro", "transport", "nip44");
  if (name == "gift-wrap")
    return {true, false};
  if (name == "both")
    return {true, true};
  if (name != "nip44")
    in.complain("mostro", "transport", "'" + name + "' is not a transport",
                "use \"nip44\", \"gift-wrap\" or \"both\"");
  return {false, true};
}

void read_policy(toml_reader& in, order_policy& policy) {
  policy.fee = in.number("mostro", "fee", 0, 0, 0.99);
  policy.max_routing_fee = in.number("mostro", "max_routing_fee", 0.002, 0, 1);
  policy.max_order_amount = {in.integer("mostro", "max_order_amount", 1'000'000, 1, any_u32)};
  policy.min_payment_amount = {in.integer("mostro", "min_payment_amount", 100, 1, any_u32)};
  if (policy.min_payment_amount > policy.max_order_amount)
    in.complain("mostro", "min_payment_amount", "is larger than max_order_amount",
                "lower it or raise max_order_amount");
  policy.default_expiration = {in.integer("mostro", "expiration_hours", 24, 1, 24 * 365) * 3600};
  policy.max_expiration = {in.integer("mostro", "max_expiration_days", 15, 1, 365) * a_day};
  policy.waiting_timeout = {in.integer("mostro", "expiration_seconds", 900, 10, 7 * a_day)};
  policy.dev_fee_percentage = in.number("mostro", "dev_fee_percentage", 0, 0, 1);
  policy.fiat_currencies = in.texts("mostro", "fiat_currencies_accepted");
  policy.maintenance = in.flag("mostro", "maintenance", false);
}

/// Where development fees go. The default is the address of the reference (spec 05 §4).
std::string read_dev_fee_address(toml_reader& in, double percentage) {
  auto out = trimmed(in.text("mostro", "dev_fee_address", "pivotaldeborah52@walletofsatoshi.com"));
  auto at = out.find('@');
  bool is_address = at != std::string::npos && at > 0 && at + 1 < out.size();
  if (out.empty() ? percentage > 0 : !is_address && !out.starts_with("lnurl"))
    in.complain("mostro", "dev_fee_address", "is not a Lightning address or LNURL",
                "write user@host, or set dev_fee_percentage = 0");
  return out;
}

instance_settings read_instance(toml_reader& in, const order_policy& policy) {
  instance_settings out;
  out.transport = read_transport(in);
  out.pow = static_cast<unsigned>(in.integer("mostro", "pow", 0, 0, 64));
  out.pow_first_contact =
      static_cast<unsigned>(in.integer("mostro", "pow_first_contact", out.pow, 0, 64));
  out.pow_first_contact = std::max(out.pow, out.pow_first_contact);
  out.publish_relays_interval = {in.integer("mostro", "publish_relays_interval", 60, 1, a_day)};
  out.publish_info_interval = {in.integer("mostro", "publish_mostro_info_interval", 300, 1, a_day)};
  out.max_orders_per_response =
      static_cast<size_t>(in.integer("mostro", "max_orders_per_response", 10, 1, 255));
  out.name = trimmed(in.text("mostro", "name", ""));
  out.about = in.text("mostro", "about", "");
  out.picture = in.text("mostro", "picture", "");
  out.website = in.text("mostro", "website", "");
  out.dev_fee_address = read_dev_fee_address(in, policy.dev_fee_percentage);
  out.ratings_interval = {
      in.integer("mostro", "user_rates_sent_interval_seconds", 3600, 1, 7 * a_day)};
  in.know("mostro", "active_pubkeys_refresh_interval");
  return out;
}

expiration_settings read_expiration(toml_reader& in, const order_policy& policy) {
  expiration_settings out;
  in.know_table("expiration");
  if (!in.has_table("expiration")) {
    auto days = policy.max_expiration.count / a_day;
    out.order_days = out.rating_days = out.dispute_days = out.fee_audit_days = days;
    return out;
  }
  out.order_days = in.integer("expiration", "order_days", 30, 1, 3650);
  out.rating_days = in.integer("expiration", "rating_days", 90, 1, 3650);
  out.dispute_days = in.integer("expiration", "dispute_days", 90, 1, 3650);
  out.fee_audit_days = in.integer("expiration", "fee_audit_days", 365, 1, 3650);
  out.dm_days = in.integer("expiration", "dm_days", 30, 1, 3650);
  return out;
}

metrics_settings read_metrics(toml_reader& in) {
  metrics_settings out;
  out.enabled = in.flag("metrics", "enabled", true);
  out.listen_address = in.text("metrics", "listen_address", "127.0.0.1");
  out.port = static_cast<uint16_t>(in.integer("metrics", "port", 9464, 0, 65535));
  return out;
}

/// An e-cash node is another kind of node: running it as a Lightning node would be wrong.
void refuse_cashu(toml_reader& in) {
  if (!in.flag("cashu", "enabled", false))
    return;
  in.complain("cashu", "enabled", "asks for an e-cash node, which this server is not",
              "set it to false; escrow is by Lightning only");
  auto mint = in.text("cashu", "mint_url", "");
  if (!mint.starts_with("https://") && !mint.starts_with("http://"))
    in.complain("cashu", "mint_url", "'" + mint + "' is not a web address",
                "begin it with https://");
  in.integer("cashu", "escrow_locktime_days", 15, 1, 3650);
  if (in.flag("anti_abuse_bond", "enabled", false))
    in.complain("anti_abuse_bond", "enabled", "cannot go together with [cashu] enabled",
                "enable at most one of them");
}

} // namespace

settings_reading read_settings(const std::filesystem::path& file,
                               const std::string& nsec_from_environment) {
  settings_reading out;
  toml_reader in{file};
  if (in.is_readable()) {
    for (auto* table : {"database", "nostr", "mostro", "lightning", "rpc"})
      in.require_table(table);
    for (auto* table : {"database", "anti_abuse_bond", "cashu"})
      in.know_table(table);
    settings s;
    s.file = std::filesystem::absolute(file);
    s.directory = s.file.parent_path();
    s.nostr = read_nostr(in, nsec_from_environment);
    s.lightning = read_lightning(in, s.directory, s.policy);
    read_policy(in, s.policy);
    s.instance = read_instance(in, s.policy);
    s.price = read_price_settings(in, out.warnings);
    s.expiration = read_expiration(in, s.policy);
    s.metrics = read_metrics(in);
    s.rpc = read_rpc(in, s.directory);
    refuse_cashu(in);
    if (in.flag("anti_abuse_bond", "enabled", false))
      out.warnings.push_back(file.string() +
                             ": [anti_abuse_bond] enabled: bonds are not supported by this "
                             "version; takes and orders need none");
    for (auto& line : in.unknown_keys())
      out.warnings.push_back(line);
    if (in.problems().empty())
      out.value = std::move(s);
  }
  out.problems = in.problems();
  return out;
}

} // namespace mostro
