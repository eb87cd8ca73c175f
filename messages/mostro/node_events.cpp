// SPDX-License-Identifier: MIT
//
// What a node says of itself: the info event and the profile (spec 01 §5.3, §5.5).
#include "messages/mostro/canonical_writer.hpp"
#include "messages/mostro/event_tags.hpp"
#include "messages/mostro/published_events.hpp"

#include <algorithm>

namespace mostro {
namespace {

std::string yes_or_no(bool value) { return value ? "true" : "false"; }

/// Collects tags of one value each.
class tag_list {
public:
  tag_list& add(std::string name, std::string value) {
    tags_.push_back({std::move(name), std::move(value)});
    return *this;
  }
  tag_list& add(std::string name, int64_t value) {
    return add(std::move(name), std::to_string(value));
  }
  tag_list& add(nostr::tag tag) {
    tags_.push_back(std::move(tag));
    return *this;
  }
  std::vector<nostr::tag> take() { return std::move(tags_); }

private:
  std::vector<nostr::tag> tags_;
};

void add_limits(tag_list& tags, const published_info& info) {
  tags.add("max_order_amount", info.max_order_amount)
      .add("min_order_amount", info.min_order_amount)
      .add("expiration_hours", info.expiration_hours)
      .add("expiration_seconds", info.expiration_seconds)
      .add("fiat_currencies_accepted", comma_separated(info.fiat_currencies_accepted))
      .add("max_orders_per_response", info.max_orders_per_response)
      .add("fee", canonical::plain_decimal(info.fee))
      .add("pow", static_cast<int64_t>(info.pow))
      .add("pow_first_contact", static_cast<int64_t>(info.pow_first_contact))
      .add("protocol_version", static_cast<int64_t>(info.protocol_version))
      .add("hold_invoice_expiration_window", info.hold_invoice_expiration_window)
      .add("hold_invoice_cltv_delta", info.hold_invoice_cltv_delta)
      // Clients know the same window under this name too.
      .add("invoice_expiration_window", info.hold_invoice_expiration_window);
}

void add_lightning(tag_list& tags, const published_lightning_node& node) {
  tags.add("lnd_version", node.version)
      .add("lnd_node_pubkey", node.pubkey)
      .add("lnd_commit_hash", node.commit_hash)
      .add("lnd_node_alias", node.alias)
      .add("lnd_chains", comma_separated(node.chains))
      .add("lnd_networks", comma_separated(node.networks))
      .add("lnd_uris", comma_separated(node.uris));
}

void add_bonds(tag_list& tags, const std::optional<published_bond_policy>& bonds) {
  tags.add("bond_enabled", yes_or_no(bonds.has_value()));
  if (!bonds)
    return;
  tags.add("bond_amount_pct", canonical::plain_decimal(bonds->amount_pct))
      .add("bond_base_amount_sats", bonds->base_amount_sats)
      .add("bond_apply_to", bonds->apply_to)
      .add("bond_slash_on_waiting_timeout", yes_or_no(bonds->slash_on_waiting_timeout))
      .add("bond_slash_node_share_pct", canonical::plain_decimal(bonds->slash_node_share_pct))
      .add("bond_payout_claim_window_days", bonds->payout_claim_window_days);
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// Spells an http(s) URL as URL parsers do: scheme and host in lower case, a
/// path that is never empty. Nothing for anything else.
std::optional<std::string> normalized_url(std::string_view url) {
  const auto is_forbidden = [](char c) {
    return static_cast<uint8_t>(c) <= 0x20 || c == 0x7f || c == '<' || c == '>' || c == '"';
  };
  if (std::any_of(url.begin(), url.end(), is_forbidden))
    return std::nullopt;
  const auto mark = url.find("://");
  if (mark == std::string_view::npos)
    return std::nullopt;
  const auto scheme = lower_case(url.substr(0, mark));
  if (scheme != "http" && scheme != "https")
    return std::nullopt;
  const auto rest = url.substr(mark + 3);
  const auto host = rest.substr(0, rest.find_first_of("/?#"));
  if (host.empty() || host.front() == ':')
    return std::nullopt;
  const auto path = rest.substr(host.size());
  return scheme + "://" + lower_case(host) + (path.starts_with('/') ? "" : "/") + std::string(path);
}

std::optional<std::string> normalized_url(const std::optional<std::string>& url) {
  return url ? normalized_url(std::string_view(*url)) : std::nullopt;
}

} // namespace

nostr::event_draft info_event(const published_info& info) {
  tag_list tags;
  tags.add("d", info.node.hex())
      .add("mostro_version", info.mostro_version)
      .add("mostro_commit_hash", info.mostro_commit_hash);
  add_limits(tags, info);
  add_lightning(tags, info.lightning);
  tags.add(platform_tag(info.instance_name)).add("z", "info");
  add_bonds(tags, info.bonds);
  nostr::event_draft out;
  out.kind = nostr::kind::info;
  out.tags = tags.take();
  return out;
}

std::optional<nostr::event_draft> profile_event(const published_profile& profile) {
  const auto website = normalized_url(profile.website);
  const auto picture = normalized_url(profile.picture);
  if (!profile.name && !profile.about && !website && !picture)
    return std::nullopt;
  nostr::event_draft out;
  out.kind = nostr::kind::metadata;
  canonical::object_writer(out.content)
      .member_if_set("name", profile.name)
      .member_if_set("about", profile.about)
      .member_if_set("website", website)
      .member_if_set("picture", picture);
  return out;
}

std::vector<std::string> unusable_members(const published_profile& profile) {
  std::vector<std::string> out;
  if (profile.website && !normalized_url(profile.website))
    out.emplace_back("website");
  if (profile.picture && !normalized_url(profile.picture))
    out.emplace_back("picture");
  return out;
}

} // namespace mostro
