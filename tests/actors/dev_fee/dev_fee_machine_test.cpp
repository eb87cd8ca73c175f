// SPDX-License-Identifier: MIT
//
// When a development fee is paid, sent again, or owed again (spec 02 §7.3, 05 §4).
#include "actors/dev_fee/dev_fee_machine.hpp"

#include "actors/order/amount_rules.hpp"
#include "tests/actors/dev_fee/dev_fee_invoices.hpp"

using namespace mostro;
using namespace mostro::dev_fee_test;

namespace {

dev_fee_payment sending(const invoice_shape& how = {}) {
  auto out = with_invoice(owed_fee(), destination, invoice_of(how), now, policy());
  REQUIRE(out);
  return *out;
}

lnd::payment record_in(lnd::payment_state state) {
  lnd::payment out;
  out.state = state;
  out.fee = msats{1500};
  return out;
}

lnd::call_error failed(lnd::failure why) { return {why, "as LND said"}; }

std::string word(const dev_fee_decision& decided) {
  if (std::holds_alternative<dev_fee_undecided>(decided))
    return "wait";
  if (std::holds_alternative<dev_fee_send_again>(decided))
    return "send";
  switch (std::get<dev_fee_moved>(decided).next.state) {
  case dev_fee_state::owed:
    return "owed";
  case dev_fee_state::sending:
    return "sending";
  case dev_fee_state::paid:
    return "paid";
  }
  return "?";
}

unix_time after(int64_t how_long) { return now + seconds{how_long}; }

} // namespace

TEST_CASE("conformance/05-D1: a fee of 100 per side at 0.30 gives the developers 60", "[05-D1]") {
  CHECK(dev_fee_of(sats{100}, 0.30) == sats{60});
  CHECK(routing_fee_limit(sats{60}, 0.002) == sats{10});
}

TEST_CASE("dev fee: the invoice and its hash stand in the state that is kept before the send") {
  auto next = sending();
  CHECK(next.state == dev_fee_state::sending);
  CHECK(next.bolt11 == invoice_of());
  CHECK(next.hash == hash_number(1));
  CHECK(next.destination == destination);
  CHECK(next.sent_at == now);
  CHECK(next.amount == sats{60});
}

TEST_CASE("dev fee: only an invoice that obeys the rules of payouts is taken") {
  auto take = [](const invoice_shape& how, unix_time at = now) {
    return with_invoice(owed_fee(), destination, invoice_of(how), at, policy()).has_value();
  };
  CHECK(take({}));
  CHECK_FALSE(take({.amount = sats{61}}));
  CHECK_FALSE(take({.amount = sats{59}}));
  CHECK_FALSE(take({.amount = sats{0}}));
  CHECK_FALSE(take({.network = bolt11::network::mainnet}));
  CHECK(take({.final_cltv = 432}));
  CHECK_FALSE(take({.final_cltv = 433}));
  CHECK_FALSE(take({.key = 9})); // Our own node.
  CHECK(take({}, after(599)));
  CHECK_FALSE(take({}, after(600)));
  CHECK_FALSE(with_invoice(owed_fee(), destination, "lnbcrt1nonsense", now, policy()));
}

TEST_CASE("conformance/05-D2: a fee that LND paid before the crash is paid, without new invoice",
          "[05-D2]") {
  auto decided = after_record(sending(), record_in(lnd::payment_state::succeeded), now);
  REQUIRE(word(decided) == "paid");
  auto& moved = std::get<dev_fee_moved>(decided);
  CHECK(moved.next.routing_fee == msats{1500});
  CHECK(moved.next.bolt11 == invoice_of());
  REQUIRE(moved.effects.size() == 1);
  CHECK(std::get<publish_dev_fee>(moved.effects.front()) ==
        publish_dev_fee{owed_fee().order, sats{60}, hash_number(1), destination});
}

TEST_CASE("conformance/02-64: a timeout decides nothing, LND's record pays and publishes once",
          "[02-64]") {
  auto fee = sending();
  for (auto why : {lnd::failure::unreachable, lnd::failure::not_ready, lnd::failure::denied,
                   lnd::failure::refused, lnd::failure::already_exists})
    CHECK(word(after_record(fee, failed(why), after(7200))) == "wait");
  CHECK(word(after_record(fee, record_in(lnd::payment_state::in_flight), after(7200))) == "wait");
  auto decided = after_record(fee, record_in(lnd::payment_state::succeeded), after(7200));
  CHECK(word(decided) == "paid");
  CHECK(std::get<dev_fee_moved>(decided).effects.size() == 1);
}

TEST_CASE("dev fee: a failed payment is owed again, with nothing left of the old invoice") {
  auto decided = after_record(sending(), record_in(lnd::payment_state::failed), after(5));
  REQUIRE(word(decided) == "owed");
  CHECK(std::get<dev_fee_moved>(decided).next == owed_fee());
  CHECK(std::get<dev_fee_moved>(decided).effects.empty());
}

TEST_CASE("dev fee: what LND never saw is sent with the same invoice while that is good") {
  CHECK(word(after_record(sending(), failed(lnd::failure::not_found), after(0))) == "send");
  CHECK(word(after_record(sending(), failed(lnd::failure::not_found), after(599))) == "send");
}

TEST_CASE("dev fee: what LND never saw is owed again after an hour, once its invoice is void") {
  auto at = [](int64_t how_long) {
    return word(after_record(sending(), failed(lnd::failure::not_found), after(how_long)));
  };
  CHECK(at(600) == "wait");
  CHECK(at(3599) == "wait");
  CHECK(at(3600) == "owed");
}

TEST_CASE("dev fee: the comment names the order and the node") {
  CHECK(dev_fee_comment(owed_fee().order, npub) ==
        "mostro-dev-fee order=" + owed_fee().order.text() + " node=npub1node");
}
