// SPDX-License-Identifier: MIT
//
// The tags of every public event, exact and in their order (spec 01 §5).
#include "messages/mostro/published_events.hpp"
#include "samples.hpp"

using namespace mostro;
using tags = std::vector<nostr::tag>;

namespace {

const std::string node_hex = samples::node_key().pub.hex();

published_order sample_order() {
  published_order out;
  out.id = samples::order();
  out.kind = order_kind::sell;
  out.status = order_status::pending;
  out.fiat_code = "VES";
  out.min_amount = 10;
  out.max_amount = 20;
  out.payment_method = "a,b c";
  out.premium = -1;
  out.rating = maker_rating{12, 4.5, 3};
  out.relays = {"wss://one.example", "wss://two.example/"};
  out.node = samples::node_key().pub;
  out.networks = {"regtest"};
  out.expires_at = {1'700'086'400};
  out.expiration = {1'702'592'000};
  return out;
}

/// The value of a tag that has one.
std::string value_of(const nostr::event_draft& draft, std::string_view name) {
  const auto value = nostr::first_tag_value(draft.tags, name);
  REQUIRE(value);
  return *value;
}

bool has_tag(const nostr::event_draft& draft, std::string_view name) {
  return nostr::first_tag_value(draft.tags, name).has_value();
}

published_info sample_info() {
  published_info out;
  out.node = samples::node_key().pub;
  out.mostro_version = "0.1.0";
  out.mostro_commit_hash = "abc";
  out.max_order_amount = 1'000'000;
  out.min_order_amount = 100;
  out.expiration_hours = 24;
  out.expiration_seconds = 900;
  out.fiat_currencies_accepted = {"USD", "EUR"};
  out.max_orders_per_response = 10;
  out.fee = 0.006;
  out.pow = 8;
  out.pow_first_contact = 12;
  out.protocol_version = 2;
  out.hold_invoice_expiration_window = 300;
  out.hold_invoice_cltv_delta = 144;
  out.lightning = {"0.18.0", "02ab", "def", "alice", {"bitcoin"}, {"regtest"}, {"u@h:1", "u@h:2"}};
  out.instance_name = "  My node ";
  return out;
}

} // namespace

TEST_CASE("conformance/01-42: a pending range order has exactly these tags", "[01-42]") {
  const auto draft = public_order_event(sample_order());
  CHECK(draft.kind == 38383);
  CHECK(draft.content.empty());
  CHECK(draft.tags ==
        tags{{"d", samples::order_text},
             {"k", "sell"},
             {"f", "VES"},
             {"s", "pending"},
             {"amt", "0"},
             {"fa", "10", "20"},
             {"pm", "a", "b c"},
             {"premium", "-1"},
             {"rating", R"(["rating",{"days":12,"total_rating":4.5,"total_reviews":3}])"},
             {"source", "mostro:" + samples::order_text +
                            "?relays=wss://one.example,wss://two.example/&mostro=" + node_hex},
             {"network", "regtest"},
             {"layer", "lightning"},
             {"expires_at", "1700086400"},
             {"expiration", "1700086400"},
             {"y", "mostro"},
             {"z", "order"}});
}

TEST_CASE("conformance/01-43: an order in progress shows neither rating nor source", "[01-43]") {
  auto order = sample_order();
  order.status = order_status::in_progress;
  order.amount = 5000;
  order.fiat_amount = 15;
  order.instance_name = "Node";
  CHECK(public_order_event(order).tags == tags{{"d", samples::order_text},
                                               {"k", "sell"},
                                               {"f", "VES"},
                                               {"s", "in-progress"},
                                               {"amt", "5000"},
                                               {"fa", "15"},
                                               {"pm", "a", "b c"},
                                               {"premium", "-1"},
                                               {"network", "regtest"},
                                               {"layer", "lightning"},
                                               {"expires_at", "1700086400"},
                                               {"expiration", "1702592000"},
                                               {"y", "mostro", "Node"},
                                               {"z", "order"}});
}

TEST_CASE("order event: a maker without reputation shows zeros") {
  auto order = sample_order();
  order.rating.reset();
  CHECK(value_of(public_order_event(order), "rating") ==
        R"(["rating",{"days":0,"total_rating":0.0,"total_reviews":0}])");
}

TEST_CASE("order event: the fiat amount is a range only with both ends") {
  auto order = sample_order();
  order.fiat_amount = 33;
  order.max_amount.reset();
  CHECK(public_order_event(order).tags.at(5) == nostr::tag{"fa", "33"});
}

TEST_CASE("order event: a pending order without deadline expires by retention") {
  auto order = sample_order();
  order.expires_at = {0};
  CHECK(value_of(public_order_event(order), "expires_at") == "0");
  CHECK(value_of(public_order_event(order), "expiration") == "1702592000");
}

TEST_CASE("order event: payment methods lose empty pieces but no blanks") {
  auto order = sample_order();
  order.payment_method = ",a,, b ,";
  CHECK(public_order_event(order).tags.at(6) == nostr::tag{"pm", "a", " b "});
}

TEST_CASE("order event: networks are joined, none is unknown") {
  auto order = sample_order();
  order.networks = {"mainnet", "testnet"};
  CHECK(value_of(public_order_event(order), "network") == "mainnet,testnet");
  order.networks.clear();
  CHECK(value_of(public_order_event(order), "network") == "unknown");
}

TEST_CASE("public events: an instance name is trimmed and a blank one left out") {
  auto order = sample_order();
  order.instance_name = " \t ";
  CHECK(public_order_event(order).tags.at(14) == nostr::tag{"y", "mostro"});
  order.instance_name = "\n The node\t";
  CHECK(public_order_event(order).tags.at(14) == nostr::tag{"y", "mostro", "The node"});
}

TEST_CASE("published status: every stored status is mapped") {
  using s = order_status;
  const std::vector<std::pair<s, std::optional<s>>> table{
      {s::pending, s::pending},
      {s::waiting_taker_bond, s::pending},
      {s::waiting_buyer_invoice, s::in_progress},
      {s::waiting_payment, s::in_progress},
      {s::success, s::success},
      {s::canceled, s::canceled},
      {s::canceled_by_admin, s::canceled},
      {s::cooperatively_canceled, s::canceled},
      {s::expired, s::canceled},
      {s::completed_by_admin, s::completed_by_admin},
      {s::active, {}},
      {s::fiat_sent, {}},
      {s::dispute, {}},
      {s::settled_hold_invoice, {}},
      {s::settled_by_admin, {}},
      {s::in_progress, {}},
      {s::waiting_maker_bond, {}},
  };
  REQUIRE(table.size() == static_cast<size_t>(s::waiting_maker_bond) + 1);
  for (const auto& [stored, shown] : table) {
    INFO(to_string(stored));
    CHECK(published_status(stored, order_kind::buy) == shown);
    CHECK(published_status(stored, order_kind::sell) == shown);
  }
}

TEST_CASE("rating event: tags in order, floats without forced fraction") {
  published_rating rating{samples::trade_key().pub, {1'707'776'000}, 3, 2.5, 4, 5, 1, 20};
  const auto draft = rating_event(rating);
  CHECK(draft.kind == 38384);
  CHECK(draft.content.empty());
  CHECK(draft.tags == tags{{"d", samples::trade_key().pub.hex()},
                           {"expiration", "1707776000"},
                           {"total_reviews", "3"},
                           {"total_rating", "2.5"},
                           {"last_rating", "4"},
                           {"max_rate", "5"},
                           {"min_rate", "1"},
                           {"z", "rating"},
                           {"days", "20"}});
  rating.total_rating = 4;
  CHECK(value_of(rating_event(rating), "total_rating") == "4");
}

TEST_CASE("conformance/01-46: a dispute event carries the opening time beside its own", "[01-46]") {
  published_dispute dispute;
  dispute.id = dispute_id::parse(samples::order_text).value();
  dispute.status = dispute_status::in_progress;
  dispute.initiator = dispute_opener::buyer;
  dispute.opened_at = {1'700'000'000};
  dispute.expiration = {1'707'776'000};
  dispute.instance_name = "Node";
  const auto draft = dispute_event(dispute);
  CHECK(draft.kind == 38386);
  CHECK(draft.tags == tags{{"d", samples::order_text},
                           {"expiration", "1707776000"},
                           {"s", "in-progress"},
                           {"initiator", "buyer"},
                           {"created_at", "1700000000"},
                           {"y", "mostro", "Node"},
                           {"z", "dispute"}});
  dispute.initiator = dispute_opener::seller;
  CHECK(value_of(dispute_event(dispute), "initiator") == "seller");
  dispute.initiator = dispute_opener::unknown;
  CHECK(value_of(dispute_event(dispute), "initiator") == "unknown");
}

TEST_CASE("conformance/01-47: the info event ends with bonds off", "[01-47]") {
  const auto draft = info_event(sample_info());
  CHECK(draft.kind == 38385);
  CHECK(draft.content.empty());
  CHECK(draft.tags == tags{{"d", node_hex},
                           {"mostro_version", "0.1.0"},
                           {"mostro_commit_hash", "abc"},
                           {"max_order_amount", "1000000"},
                           {"min_order_amount", "100"},
                           {"expiration_hours", "24"},
                           {"expiration_seconds", "900"},
                           {"fiat_currencies_accepted", "USD,EUR"},
                           {"max_orders_per_response", "10"},
                           {"fee", "0.006"},
                           {"pow", "8"},
                           {"pow_first_contact", "12"},
                           {"protocol_version", "2"},
                           {"hold_invoice_expiration_window", "300"},
                           {"hold_invoice_cltv_delta", "144"},
                           {"invoice_expiration_window", "300"},
                           {"lnd_version", "0.18.0"},
                           {"lnd_node_pubkey", "02ab"},
                           {"lnd_commit_hash", "def"},
                           {"lnd_node_alias", "alice"},
                           {"lnd_chains", "bitcoin"},
                           {"lnd_networks", "regtest"},
                           {"lnd_uris", "u@h:1,u@h:2"},
                           {"y", "mostro", "My node"},
                           {"z", "info"},
                           {"bond_enabled", "false"}});
}

TEST_CASE("conformance/01-47: the info event ends with six bond tags when bonds are on",
          "[01-47]") {
  auto info = sample_info();
  info.fee = 0;
  info.fiat_currencies_accepted.clear();
  info.bonds = published_bond_policy{0.01, 1000, "both", true, 0.5, 15};
  const auto draft = info_event(info);
  CHECK(value_of(draft, "fee") == "0");
  CHECK(value_of(draft, "fiat_currencies_accepted").empty());
  REQUIRE(draft.tags.size() == 32);
  CHECK(tags(draft.tags.begin() + 24, draft.tags.end()) ==
        tags{{"z", "info"},
             {"bond_enabled", "true"},
             {"bond_amount_pct", "0.01"},
             {"bond_base_amount_sats", "1000"},
             {"bond_apply_to", "both"},
             {"bond_slash_on_waiting_timeout", "true"},
             {"bond_slash_node_share_pct", "0.5"},
             {"bond_payout_claim_window_days", "15"}});
  CHECK_FALSE(has_tag(draft, "expiration"));
}

TEST_CASE("dev fee event: a regular event without d tag") {
  published_dev_fee fee;
  fee.order = samples::order();
  fee.amount = 30;
  fee.hash = payment_hash{samples::filled(0xab)};
  fee.destination = "dev@example.org";
  fee.networks = {"regtest"};
  fee.expiration = {1'731'536'000};
  const auto draft = dev_fee_event(fee);
  CHECK(draft.kind == 8383);
  CHECK(draft.tags == tags{{"order-id", samples::order_text},
                           {"amount", "30"},
                           {"hash", fee.hash.hex()},
                           {"destination", "dev@example.org"},
                           {"network", "regtest"},
                           {"y", "mostro"},
                           {"z", "dev-fee-payment"},
                           {"expiration", "1731536000"}});
}

TEST_CASE("relay list event: one r tag per relay, spelled as configured") {
  const auto draft = relay_list_event({"wss://a.example", "ws://b.example:8080/"});
  CHECK(draft.kind == 10002);
  CHECK(draft.tags == tags{{"r", "wss://a.example"}, {"r", "ws://b.example:8080/"}});
  CHECK(relay_list_event({}).tags.empty());
}

TEST_CASE("profile event: set members in order, URLs spelled with a path") {
  published_profile profile;
  CHECK_FALSE(profile_event(profile));
  profile.picture = "HTTPS://Pic.Example/A.png?x=1";
  profile.website = "https://x.y";
  profile.name = "My \"node\"";
  const auto draft = profile_event(profile);
  REQUIRE(draft);
  CHECK(draft->kind == 0);
  CHECK(draft->tags.empty());
  CHECK(draft->content == R"({"name":"My \"node\"","website":"https://x.y/",)"
                          R"("picture":"https://pic.example/A.png?x=1"})");
}

TEST_CASE("profile event: what is no web address is left out") {
  published_profile profile;
  for (const auto* url :
       {"x.y", "https://", "https:///path", "ftp://x.y", "https://x y", "https://:80"}) {
    profile.website = url;
    INFO(url);
    CHECK_FALSE(profile_event(profile));
  }
  profile.about = "about";
  CHECK(profile_event(profile)->content == R"({"about":"about"})");
  profile.website = "http://x.y?q";
  CHECK(profile_event(profile)->content == R"({"about":"about","website":"http://x.y/?q"})");
}
