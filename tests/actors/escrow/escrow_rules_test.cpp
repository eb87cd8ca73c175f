// SPDX-License-Identifier: MIT
//
// What LND's answers mean for the escrow's jobs (spec 06 §3-§5).
#include "actors/escrow/escrow_rules.hpp"

#include "tests/actors/order/order_fixture.hpp"

using namespace mostro;
using namespace mostro::order_fixture;
using lnd::failure;
using lnd::invoice_state;

namespace {

const auto hash = escrow_secret().hash;
const open_hold_invoice opening{hash, sats{50'150}, "memo", seconds{1020}, 144};
const settle_hold_invoice settling{hash, escrow_secret().preimage};
const cancel_hold_invoice canceling{hash, true};

/// A step in one word: the fact's name, `again`, `again!` (with alarm), `look`, `go`.
std::string word(const next_step& step) {
  return std::visit(
      overloaded{
          [](const order_fact& f) { return std::string{name_of(f)}; },
          [](const try_again& t) { return std::string{t.alarm ? "again!" : "again"}; },
          [](const look_first&) { return std::string{"look"}; },
          [](const proceed&) { return std::string{"go"}; },
      },
      step);
}

lnd::call_error failed(failure what) { return {what, "text of LND"}; }

lnd::invoice seen(invoice_state state) {
  lnd::invoice out;
  out.hash = hash;
  out.state = state;
  out.payment_request = "lnbc-hold";
  out.amount_paid = msats{50'150'000};
  return out;
}

using settled_answer = lnd::outcome<std::monostate>;
using looked_up = lnd::outcome<lnd::invoice>;

} // namespace

TEST_CASE("escrow rules: a hold invoice that exists or is refused for good is an answer") {
  auto step = after_opening(opening, lnd::outcome<std::string>{"lnbc-hold"});
  auto& fact = std::get<escrow_opened>(std::get<order_fact>(step));
  CHECK(fact.hash == hash);
  CHECK(fact.bolt11 == "lnbc-hold");
  auto no = after_opening(opening, lnd::outcome<std::string>{failed(failure::refused)});
  CHECK(std::get<escrow_refused>(std::get<order_fact>(no)).text == "text of LND");
}

TEST_CASE("escrow rules: opening is repeated until LND says something") {
  auto after = [](failure what) {
    return word(after_opening(opening, lnd::outcome<std::string>{failed(what)}));
  };
  CHECK(after(failure::unreachable) == "again");
  CHECK(after(failure::not_ready) == "again");
  CHECK(after(failure::denied) == "again!");
  CHECK(after(failure::already_exists) == "look");
}

TEST_CASE("escrow rules: an invoice of an earlier try is taken as it is found") {
  auto after = [](looked_up answer) { return word(after_opening_look_up(opening, answer)); };
  CHECK(after(seen(invoice_state::open)) == "escrow-opened");
  CHECK(after(seen(invoice_state::accepted)) == "escrow-opened");
  CHECK(after(seen(invoice_state::canceled)) == "escrow-refused");
  CHECK(after(failed(failure::unreachable)) == "again");
}

TEST_CASE("escrow rules: settling is done, was in vain, or is repeated") {
  auto after = [](settled_answer answer) { return word(after_settling(settling, answer)); };
  CHECK(after(std::monostate{}) == "escrow-settled"); // Idempotent in LND.
  CHECK(after(failed(failure::already_canceled)) == "escrow-canceled");
  CHECK(after(failed(failure::unreachable)) == "again");
  CHECK(after(failed(failure::not_ready)) == "again");
  CHECK(after(failed(failure::denied)) == "again!");
  CHECK(after(failed(failure::still_open)) == "again!");
  CHECK(after(failed(failure::not_found)) == "again!");
}

TEST_CASE("conformance/02-57: a cancel that fails is tried again, nothing is told", "[02-57]") {
  auto after = [](settled_answer answer) { return word(after_canceling(canceling, answer)); };
  CHECK(after(failed(failure::unreachable)) == "again");
  CHECK(after(failed(failure::not_ready)) == "again");
  CHECK(after(failed(failure::denied)) == "again!");
  CHECK(after(failed(failure::refused)) == "again!");
  CHECK(after(std::monostate{}) == "escrow-canceled");
  CHECK(after(failed(failure::already_canceled)) == "escrow-canceled");
  CHECK(after(failed(failure::not_found)) == "escrow-canceled");
  // Hazard 13: "already settled" is never "already done".
  CHECK(after(failed(failure::already_settled)) == "escrow-settled");
}

TEST_CASE("conformance/02-56: the guard of a cancel reports what it finds", "[02-56]") {
  auto after = [](looked_up answer) { return word(after_cancel_guard(canceling, answer)); };
  CHECK(after(seen(invoice_state::open)) == "go");
  CHECK(after(seen(invoice_state::accepted)) == "escrow-accepted");
  CHECK(after(seen(invoice_state::settled)) == "escrow-settled");
  CHECK(after(seen(invoice_state::canceled)) == "escrow-canceled");
  CHECK(after(failed(failure::not_found)) == "escrow-canceled");
  CHECK(after(failed(failure::unreachable)) == "again"); // Unreadable: skip.
  CHECK(after(failed(failure::refused)) == "again!");
}

TEST_CASE("escrow rules: a followed invoice tells every state but open") {
  auto news = news_of(seen(invoice_state::accepted));
  REQUIRE(news);
  CHECK(std::get<escrow_accepted>(*news).amount_paid == msats{50'150'000});
  CHECK(std::get<escrow_accepted>(*news).hash == hash);
  CHECK(std::get<escrow_settled>(*news_of(seen(invoice_state::settled))).amount_paid ==
        msats{50'150'000});
  CHECK(std::get<escrow_canceled>(*news_of(seen(invoice_state::canceled))).hash == hash);
  CHECK_FALSE(news_of(seen(invoice_state::open)));
}

TEST_CASE("escrow rules: an acceptance tells at which height the first HTLC expires") {
  auto accepted = seen(invoice_state::accepted);
  CHECK(std::get<escrow_accepted>(*news_of(accepted)).expires_at_height == 0); // Not known.
  accepted.htlc_expiry_height = 347;
  CHECK(std::get<escrow_accepted>(*news_of(accepted)).expires_at_height == 347);
  auto guarded = after_cancel_guard(canceling, accepted);
  auto& fact = std::get<order_fact>(guarded);
  CHECK(std::get<escrow_accepted>(fact).expires_at_height == 347);
}
