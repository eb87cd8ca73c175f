// SPDX-License-Identifier: MIT
#include "actors/config/price_settings.hpp"

#include "actors/config/toml_reader.hpp"
#include "actors/network/url_rules.hpp"
#include "messages/nostr/keys.hpp"

#include <algorithm>
#include <array>

namespace mostro {

namespace {

constexpr int64_t a_day = 86400;
constexpr std::array<const char*, 6> known_ids{"yadio",      "coingecko", "currency_api",
                                               "blockchain", "eltoque",   "nostr"};
/// The keys of `[mostro]` that `[price]` replaces.
constexpr std::array<const char*, 3> older_keys{"bitcoin_price_api_url",
                                                "exchange_rates_update_interval_seconds",
                                                "publish_exchange_rates_to_nostr"};

bool is_blank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

void check_url(toml_reader& in, const std::string& table, const char* key,
               const std::string& text) {
  const auto url = parse_url(text);
  if (!url || !url->scheme.starts_with("http"))
    in.complain(table, key, "is not a web address", "write https://host/path");
}

/// A key travels in a header: it must not be able to end it.
secret<std::string> read_key(toml_reader& in, const std::string& table, const char* key) {
  const auto text = in.text(table, key, "");
  const auto printable = [](char c) { return c > 0x20 && c < 0x7f; };
  if (is_blank(text))
    return {};
  if (!std::all_of(text.begin(), text.end(), printable))
    in.complain(table, key, "has blanks or characters that no key has", "copy it again");
  return secret{text};
}

std::optional<std::vector<std::string>> read_codes(toml_reader& in, const std::string& table,
                                                   const char* key) {
  auto codes = in.texts(table, key);
  return in.has(table, key) ? std::optional{std::move(codes)} : std::nullopt;
}

std::vector<public_key> read_trusted(toml_reader& in, const std::string& table) {
  std::vector<public_key> out;
  for (const auto& text : in.texts(table, "trusted_nodes")) {
    const auto key = public_key::from_hex(text);
    if (key && nostr::parse_public_key(text))
      out.push_back(*key);
    else
      in.complain(table, "trusted_nodes", "'" + text + "' is not a public key",
                  "write the 64 hex digits of a node's key");
  }
  return out;
}

/// What an enabled provider cannot be without.
void check_enabled(toml_reader& in, const std::string& table,
                   const price_provider_settings& provider) {
  if (provider.id == "nostr") {
    if (provider.trusted_nodes.empty())
      in.complain(table, "trusted_nodes", "names no node", "list the keys of nodes that you trust");
    return;
  }
  if (is_blank(provider.url))
    in.complain(table, "url", "is empty", "copy it from deploy/settings.toml");
  else
    check_url(in, table, "url", provider.url);
  for (const auto& mirror : provider.fallback_urls)
    check_url(in, table, "fallback_urls", mirror);
  if (provider.id == "eltoque" && provider.key.reveal().empty())
    in.complain(table, "token", "is empty", "ask elTOQUE for one, or disable the provider");
}

/// One provider; nothing unless it is enabled.
std::optional<price_provider_settings> read_provider(toml_reader& in, const std::string& id) {
  const std::string table = "price.providers." + id;
  price_provider_settings out;
  out.id = id;
  const bool enabled = in.flag(table, "enabled", false);
  out.url = in.text(table, "url", "");
  out.fallback_urls = in.texts(table, "fallback_urls");
  const auto api_key = read_key(in, table, "api_key");
  const auto token = read_key(in, table, "token");
  out.key = id == "eltoque" ? token : api_key;
  out.only = read_codes(in, table, "only");
  out.except = read_codes(in, table, "except");
  out.trusted_nodes = read_trusted(in, table);
  if (out.only && out.except)
    in.complain(table, "only", "stands beside except", "keep one of the two");
  if (!enabled)
    return std::nullopt;
  check_enabled(in, table, out);
  return out;
}

void read_providers(toml_reader& in, price_settings& into, std::vector<std::string>& warnings) {
  in.know_table("price.providers");
  for (const auto& id : in.tables_in("price.providers")) {
    const bool is_known = std::find(known_ids.begin(), known_ids.end(), id) != known_ids.end();
    if (!is_known)
      warnings.push_back(in.line("price.providers." + id, "is not a known provider: ignored"));
    else if (auto provider = read_provider(in, id))
      into.providers.push_back(*std::move(provider));
  }
}

/// Without `[price]`: one provider, as older files mean it.
price_settings read_older_keys(toml_reader& in) {
  price_settings out;
  price_provider_settings yadio;
  yadio.id = "yadio";
  yadio.url = in.text("mostro", "bitcoin_price_api_url", "https://api.yadio.io");
  if (is_blank(yadio.url))
    in.complain("mostro", "bitcoin_price_api_url", "is empty", "use https://api.yadio.io");
  else
    check_url(in, "mostro", "bitcoin_price_api_url", yadio.url);
  out.update_interval = {
      in.integer("mostro", "exchange_rates_update_interval_seconds", 300, 1, a_day)};
  out.publish_to_nostr = in.flag("mostro", "publish_exchange_rates_to_nostr", true);
  out.providers.push_back(std::move(yadio));
  return out;
}

/// Older keys beside `[price]` are a misunderstanding worth a word.
void warn_of_older_keys(toml_reader& in, const price_settings& read,
                        std::vector<std::string>& warnings) {
  std::string present;
  for (const auto* key : older_keys) {
    in.know("mostro", key);
    if (in.has("mostro", key))
      present += (present.empty() ? "" : ", ") + std::string{key};
  }
  if (present.empty())
    return;
  std::string ids;
  for (const auto& provider : read.providers)
    ids += (ids.empty() ? "" : ", ") + provider.id;
  warnings.push_back(in.line("mostro", present + ": ignored, because there is a [price] table; " +
                                           "enabled providers: " + (ids.empty() ? "none" : ids)));
}

} // namespace

price_settings read_price_settings(toml_reader& in, std::vector<std::string>& warnings) {
  if (!in.has_table("price"))
    return read_older_keys(in);
  price_settings out;
  out.update_interval = {in.integer("price", "update_interval_seconds", 300, 1, a_day)};
  out.max_staleness = {in.integer("price", "max_price_staleness_seconds", 1800, 1, 30 * a_day)};
  out.outlier_percent = in.number("price", "outlier_threshold_pct", 5.0, 0.000001, 100);
  out.provider_timeout = {in.integer("price", "provider_timeout_seconds", 10, 1, 300)};
  out.failure_threshold =
      static_cast<unsigned>(in.integer("price", "provider_failure_threshold", 3, 0, 1'000'000));
  out.failure_cooldown = {in.integer("price", "provider_failure_cooldown_seconds", 120, 0, a_day)};
  out.publish_to_nostr = in.flag("price", "publish_to_nostr", true);
  out.fixed = in.numbers("price.fixed");
  read_providers(in, out, warnings);
  warn_of_older_keys(in, out, warnings);
  return out;
}

} // namespace mostro
