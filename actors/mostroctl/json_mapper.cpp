// SPDX-License-Identifier: MIT
#include "actors/mostroctl/json_mapper.hpp"

#include "messages/json.hpp"
#include "messages/readable.hpp"

#include <concepts>

namespace mostro::ctl {

namespace {

/// An object that is written member by member.
class object {
public:
  object& text(std::string_view key, std::string_view value) {
    if (value.empty())
      return *this;
    name(key);
    json::write_string(out_, readable(value));
    return *this;
  }
  object& number(std::string_view key, std::integral auto value) {
    return raw(key, std::to_string(value));
  }
  object& number_unless_0(std::string_view key, std::integral auto value) {
    return value == 0 ? *this : number(key, value);
  }
  object& flag(std::string_view key, bool value) { return raw(key, value ? "true" : "false"); }
  object& raw(std::string_view key, const std::string& value) {
    name(key);
    out_ += value;
    return *this;
  }
  std::string done() const { return out_ + "}"; }

private:
  void name(std::string_view key) {
    out_ += out_.size() > 1 ? "," : "";
    json::write_string(out_, key);
    out_ += ':';
  }
  std::string out_ = "{";
};

template <class List, class Write>
std::string array_of(const List& list, Write write) {
  std::string out = "[";
  for (auto& one : list)
    out += (out.size() > 1 ? "," : "") + write(one);
  return out + "]";
}

std::string text_value(const std::string& text) {
  std::string out;
  json::write_string(out, readable(text));
  return out;
}

std::string json_of(const admin::order_view& o) {
  object out;
  out.text("id", o.id).text("status", o.status).text("phase", o.phase).text("kind", o.kind);
  out.text("fiat_code", o.fiat_code).number("fiat_amount", o.fiat_amount);
  if (o.min_amount)
    out.number("min_amount", *o.min_amount);
  if (o.max_amount)
    out.number("max_amount", *o.max_amount);
  out.number("amount_sats", o.amount_sats).number("fee_sats", o.fee_sats);
  out.text("payment_method", o.payment_method).number("premium", o.premium);
  out.number("created_at", o.created_at).number("expires_at", o.expires_at);
  out.number_unless_0("duty_since", o.duty_since).number("seq", o.seq);
  out.text("dispute_status", o.dispute_status);
  return out.done();
}

std::string json_of(const admin::dispute_view& d) {
  object out;
  out.text("id", d.id).text("order_id", d.order_id).text("status", d.status);
  out.text("order_status", d.order_status);
  out.text("previous_order_status", d.previous_order_status).text("initiator", d.initiator);
  out.text("solver", d.solver).number("created_at", d.created_at);
  out.number_unless_0("taken_at", d.taken_at);
  return out.done();
}

std::string json_of(const admin::escrow_view& e) {
  object out;
  out.text("hash", e.hash).text("state", e.state).number_unless_0("held_at", e.held_at);
  out.number_unless_0("amount_paid_msats", e.amount_paid_msats);
  out.number_unless_0("expires_at_height", e.expires_at_height);
  return out.done();
}

std::string json_of(const admin::payout_view& p) {
  object out;
  out.text("hash", p.hash).text("state", p.state).number("attempts", p.attempts);
  out.number_unless_0("retry_at", p.retry_at);
  out.number_unless_0("routing_fee_msats", p.routing_fee_msats);
  return out.done();
}

const char* name_of(admin::chain_kind k) {
  return k == admin::chain_kind::decision ? "decision"
         : k == admin::chain_kind::trace  ? "trace"
                                          : "waiting";
}

std::string json_of(const admin::chain_line& line) {
  object out;
  out.text("kind", name_of(line.kind)).number_unless_0("at", line.at);
  out.number_unless_0("number", line.number).text("what", line.what).text("text", line.text);
  out.text("status_before", line.status_before).text("status_after", line.status_after);
  out.text("inbound_event", line.inbound_event);
  if (!line.effects.empty())
    out.raw("effects", array_of(line.effects, text_value));
  return out.done();
}

} // namespace

std::string status_json(const node_status& s) {
  object counts;
  for (auto& [name, count] : s.orders)
    counts.number(name, count);
  auto& ln = s.lightning;
  object node;
  node.flag("usable", ln.usable).text("alias", ln.alias).text("pubkey", ln.pubkey);
  node.text("network", ln.network)
      .number("block_height", ln.block_height)
      .flag("synced", ln.synced);
  object out;
  out.text("version", s.version).text("commit", s.commit).text("npub", s.npub);
  out.number("started_at", s.started_at).number("now", s.now).raw("orders", counts.done());
  out.number("halted", s.halted).number("open_disputes", s.open_disputes);
  out.number("undelivered", s.undelivered);
  out.raw("relays", array_of(s.relays, [](const relay_status& r) {
            return object{}.text("url", r.url).flag("connected", r.connected).done();
          }));
  out.raw("lightning", node.done());
  if (s.oldest_price_at)
    out.number("prices", s.prices).number("oldest_price_at", *s.oldest_price_at);
  if (s.maintenance)
    out.flag("maintenance", *s.maintenance);
  return out.done();
}

std::string orders_json(std::span<const admin::order_view> orders) {
  return array_of(orders, [](const admin::order_view& o) { return json_of(o); });
}

std::string order_json(const admin::order_details& o, bool with_chain) {
  object out;
  out.raw("order", json_of(o.order)).text("buyer_key", o.buyer_key);
  out.text("seller_key", o.seller_key).text("range_parent", o.range_parent);
  out.text("cancel_asked_by", o.cancel_asked_by);
  if (o.escrow)
    out.raw("escrow", json_of(*o.escrow));
  if (o.payout)
    out.raw("payout", json_of(*o.payout));
  if (o.dispute)
    out.raw("dispute", json_of(*o.dispute));
  if (with_chain)
    out.raw("chain", array_of(o.chain, [](const admin::chain_line& l) { return json_of(l); }));
  return out.done();
}

std::string disputes_json(std::span<const admin::dispute_view> disputes) {
  return array_of(disputes, [](const admin::dispute_view& d) { return json_of(d); });
}

std::string solvers_json(std::span<const admin::solver_view> solvers) {
  return array_of(solvers, [](const admin::solver_view& s) {
    return object{}.text("pubkey", s.npub).text("permission", s.permission).done();
  });
}

std::string change_json(const admin::order_change& c) {
  object out;
  out.text("order_id", c.order_id).number("seq", c.seq).text("status", c.status);
  return out.number("at", c.at).text("cause", c.cause).done();
}

std::string backup_json(const admin::backup_view& b) {
  return object{}
      .flag("success", b.result.success)
      .text("error_message", b.result.error_text)
      .text("directory", b.directory)
      .number("bytes", b.bytes)
      .number("layout", b.layout)
      .number("orders", b.orders)
      .number("open_orders", b.open_orders)
      .number("last_effect", b.last_effect)
      .done();
}

std::string outcome_json(const admin::outcome& o) {
  return object{}.flag("success", o.success).text("error_message", o.error_text).done();
}

} // namespace mostro::ctl
