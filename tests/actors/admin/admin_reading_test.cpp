// SPDX-License-Identifier: MIT
//
// Questions: listings, one order with its history, and the stream of changes.
#include "tests/actors/admin/admin_fixture.hpp"

#include "actors/admin/order_chain.hpp"
#include "actors/admin/order_listing.hpp"

using namespace mostro;
using namespace mostro::test;
using namespace mostro::order_fixture;

namespace {

/// An order whose id begins with these digits.
order numbered(const std::string& digits, order o) {
  o.id = *order_id::parse(digits + std::string(32 - digits.size(), '0'));
  return o;
}

std::vector<std::string> beginnings(const std::vector<admin::order_view>& orders) {
  std::vector<std::string> out;
  for (auto& o : orders)
    out.push_back(o.id.substr(0, 4));
  return out;
}

void fill(admin_fixture& f) {
  f.add(numbered("1111", pending_order(sell)));
  f.add(numbered("2222", active_order(pending_order(buy))));
  f.add(numbered("22223", closed_order(sell, order_status::success, true)));
  f.add(numbered("3333", order_in_dispute()));
}

} // namespace

TEST_CASE("admin: orders are listed by id, open ones unless all or a final status is asked") {
  admin_fixture f;
  fill(f);
  auto client = f.at_socket();
  using list = std::vector<std::string>;
  auto listed = [&](const admin::order_query& q) {
    return beginnings(answer_of(client->orders(q)).orders);
  };
  CHECK(listed({}) == list{"1111", "2222", "3333"});
  CHECK(listed({.all = true}) == list{"1111", "2222", "2222", "3333"});
  CHECK(listed({.status = "active"}) == list{"2222"});
  CHECK(listed({.status = "success"}) == list{"2222"});
  CHECK(listed({.all = true, .id_prefix = "2222"}) == list{"2222", "2222"});
  CHECK(listed({.all = true, .id_prefix = "2222-3"}) == list{"2222"});
  CHECK(listed({.id_prefix = "0000"}).empty());
  CHECK(refusal_of(client->orders({.status = "lost"})).find("lost") != std::string::npos);
  CHECK_FALSE(refusal_of(client->orders({.id_prefix = "12"})).empty());
}

TEST_CASE("admin: listings come in pages that begin after an id") {
  admin_fixture f;
  fill(f);
  auto client = f.at_socket();
  auto first = answer_of(client->orders({.all = true, .limit = 3}));
  CHECK(first.orders.size() == 3);
  CHECK(first.more);
  auto rest = answer_of(client->orders({.all = true, .limit = 3, .after = first.orders[2].id}));
  CHECK(beginnings(rest.orders) == std::vector<std::string>{"3333"});
  CHECK_FALSE(rest.more);
}

TEST_CASE("admin: disputes are listed oldest first, those that are over only when asked") {
  admin_fixture f;
  auto old = filed_dispute();
  old.id = *dispute_id::parse("dddd0000000000000000000000000000");
  old.created_at = start - seconds{100};
  auto over = filed_dispute();
  over.id = *dispute_id::parse("eeee0000000000000000000000000000");
  over.status = dispute_status::settled;
  f.add(numbered("1111", order_in_dispute()));
  f.add(numbered("2222", order_in_dispute(old)));
  f.add(numbered("3333", with_dispute(closed_order(sell, order_status::success, true), over)));
  auto client = f.at_socket();
  auto open = answer_of(client->disputes(false, ""));
  REQUIRE(open.size() == 2);
  CHECK(open[0].id.substr(0, 4) == "dddd");
  CHECK(open[0].order_id.substr(0, 4) == "2222");
  CHECK(answer_of(client->disputes(true, "")).size() == 3);
  CHECK(answer_of(client->disputes(true, "eeee")).size() == 1);
  CHECK(answer_of(client->disputes(false, "eeee")).empty());
}

TEST_CASE("admin: solvers are listed with their permission") {
  admin_fixture f;
  storage::user_record who;
  who.identity = key(7);
  who.solver = solver_standing::read;
  f.database->users[who.identity] = who;
  who.identity = key(8);
  who.solver = solver_standing::none;
  f.database->users[who.identity] = who;
  auto listed = answer_of(f.at_socket()->solvers());
  REQUIRE(listed.size() == 1);
  CHECK(listed[0].permission == "read");
  CHECK(listed[0].npub.starts_with("npub1"));
}

TEST_CASE("admin: one order comes with its history, unknown ones are refused") {
  admin_fixture f;
  auto o = active_order(pending_order(sell));
  f.add(o);
  storage::journal_entry born;
  born.order = o.id;
  born.seq = 1;
  born.at = start;
  born.cause = "order-created";
  born.details = "pending";
  born.inbound = id_of<event_id>(0xe1);
  born.effects = {"publish-order"};
  f.database->journals[o.id] = {born};
  f.database->traces[o.id] = {{o.id, start + seconds{1}, "relay-accepted", "wss://a"}};
  auto row = f.database->file(cancel_hold_invoice{escrow_secret().hash, false}, o.id);
  auto client = f.at_socket();
  auto told = answer_of(client->order(o.id.text()));
  CHECK(told.order.status == "active");
  CHECK(told.escrow->state == "held");
  REQUIRE(told.chain.size() == 3);
  CHECK(told.chain[0].what == "order-created");
  CHECK(told.chain[0].inbound_event == id_of<event_id>(0xe1).hex());
  CHECK(told.chain[0].effects == std::vector<std::string>{"publish-order"});
  CHECK(told.chain[1].text == "wss://a");
  CHECK(told.chain[2].kind == admin::chain_kind::waiting);
  CHECK(told.chain[2].number == row.id);
  CHECK(refusal_of(client->order("11111111-1111-1111-1111-111111111111")).find("no order") !=
        std::string::npos);
  CHECK(refusal_of(client->order("1111")).find("not an order id") != std::string::npos);
}

TEST_CASE("admin: a database that fails is reported, not hidden") {
  admin_fixture f;
  f.database->broken = true;
  auto client = f.at_socket();
  CHECK(refusal_of(client->orders({})).find("broken by the test") != std::string::npos);
  CHECK(refusal_of(client->status()).find("broken by the test") != std::string::npos);
  CHECK(f.audited() == std::vector<std::string>{"ListOrders failed", "GetStatus failed"});
}

TEST_CASE("chain: what happened is in the order of time, decisions first within a second") {
  auto id = id_of<order_id>(1);
  auto entry = [&](uint64_t seq, int64_t at, const char* cause, const char* status) {
    return storage::journal_entry{id, seq, {at}, cause, status, {}, {}};
  };
  std::vector journal{entry(1, 100, "order-created", "pending"),
                      entry(2, 200, "take-requested", "waiting-payment"),
                      entry(3, 300, "escrow-accepted", "active by the seller")};
  std::vector<storage::trace_entry> trace{{id, {100}, "relay-accepted", ""},
                                          {id, {50}, "request-refused", "take-sell"},
                                          {id, {250}, "lnd", "late"}};
  auto chain = admin::explain(journal, trace, {});
  std::vector<std::string> told;
  for (auto& line : chain)
    told.push_back(line.what + "|" + line.status_before + ">" + line.status_after + "|" +
                   line.text);
  CHECK(told == std::vector<std::string>{"request-refused|>|take-sell", "order-created|>pending|",
                                         "relay-accepted|>|",
                                         "take-requested|pending>waiting-payment|", "lnd|>|late",
                                         "escrow-accepted|waiting-payment>active|active by the "
                                         "seller"});
}

TEST_CASE("chain: effects are described without secrets") {
  auto hash = escrow_secret().hash.hex();
  CHECK(admin::describe(settle_hold_invoice{escrow_secret().hash, escrow_secret().preimage}) ==
        "hash " + hash);
  pay_invoice pay;
  pay.hash = hash_of_payee(50);
  pay.bolt11 = good_invoice();
  pay.amount = sats{49'850};
  CHECK(admin::describe(pay) == "49850 sats, hash " + hash_of_payee(50).hex());
  resolve_destination resolve;
  resolve.destination = "bob@example.com";
  CHECK(admin::describe(resolve).find("bob") == std::string::npos);
  send_message send;
  send.to = key(2);
  send.message.action = action::rate;
  CHECK(admin::describe(send) == "rate to 02020202\xE2\x80\xA6");
}
