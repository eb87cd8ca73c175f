// SPDX-License-Identifier: MIT
//
// Payments of the simulated network against LND's behaviour (spec 06 §6).
#include "tests/harness/lightning_fixture.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <random>

using namespace mostro;
using namespace mostro::devnet;
using kind = payment_mode::kind;

namespace {

rpc_refusal already(std::string text) { return {rpc_code::already_exists, std::move(text)}; }

/// Sends and returns the refusal's text; "" when LND took it up.
std::string refusal_of(lightning_fixture& f, const send_request& asked,
                       const char* payer = "mostro") {
  auto sent = f.network.send_payment(payer, asked, [](const auto&) {});
  if (sent)
    return "";
  CHECK(sent.why().code == rpc_code::unknown);
  return sent.why().text;
}

send_request to(const invoice_record& invoice) {
  send_request out;
  out.payment_request = invoice.payment_request;
  out.fee_limit_sat = 100;
  return out;
}

} // namespace

TEST_CASE_METHOD(lightning_fixture,
                 "lightning: an ordinary invoice is paid at once and tells every state") {
  const auto invoice = ordinary();
  std::vector<std::pair<payment_status, size_t>> seen;
  REQUIRE(network.send_payment("mostro", to(invoice), [&](const payment_record& r) {
    seen.emplace_back(r.status, r.attempts.size());
  }));
  CHECK(seen == std::vector<std::pair<payment_status, size_t>>{{payment_status::initiated, 0},
                                                               {payment_status::in_flight, 1},
                                                               {payment_status::succeeded, 1}});
  CHECK(network.balance("mostro") == msats{998'999'000});
  CHECK(network.balance("buyer") == msats{1'001'000'000});
  CHECK(network.payments("mostro")[0].fee == msats{1000});
  CHECK(network.invoice_state(invoice.hash) == devnet::invoice_state::settled);
  CHECK(network.conserved());
}

TEST_CASE_METHOD(lightning_fixture,
                 "lightning: invalid sends are refused with LND's words and leave no record") {
  const auto invoice = ordinary();
  auto asked = to(invoice);
  std::string expected;
  SECTION("expired") {
    pass(86401);
    expected = "invoice expired. Valid until 2027-01-16 08:00:00 +0000 UTC";
  }
  SECTION("no amount") {
    asked = to(ordinary(0));
    expected = "amount must be specified when paying a zero amount invoice";
  }
  SECTION("an amount too much") {
    asked.amount_sat = 5;
    expected = "amount must not be specified when paying a non-zero amount invoice";
  }
  SECTION("two amounts") {
    asked.amount_sat = 5;
    asked.amount_msat = 5;
    expected = "sat and msat arguments are mutually exclusive";
  }
  SECTION("two fee limits") {
    asked.fee_limit_msat = 5;
    expected = "sat and msat arguments are mutually exclusive";
  }
  SECTION("negative") {
    asked.amount_sat = -5;
    expected = "amount cannot be negative";
  }
  SECTION("two destinations") {
    asked.destination.assign(33, 2);
    expected = "dest and payment_request cannot appear together";
  }
  SECTION("two hashes") {
    asked.payment_hash.assign(32, 2);
    expected = "payment_hash and payment_request cannot appear together";
  }
  SECTION("time lock") {
    asked.cltv_limit = 2017;
    expected = "total time lock of 2017 exceeds max allowed 2016";
  }
  SECTION("time preference") {
    asked.time_preference = 1.5;
    expected = "time preference out of range";
  }
  SECTION("checksum") {
    auto& text = asked.payment_request;
    const std::string right = text.substr(text.size() - 6);
    text.replace(text.size() - 1, 1, text.back() == 'q' ? "p" : "q");
    expected = "checksum failed. Expected " + right + ", got " + text.substr(text.size() - 6) + ".";
  }
  CHECK(refusal_of(*this, asked) == expected);
  CHECK(network.payments("mostro").empty());
  CHECK(network.track_payment("mostro", invoice.hash, [](const auto&) {}).why() ==
        rpc_refusal{rpc_code::not_found, "payment isn't initiated"});
}

TEST_CASE_METHOD(lightning_fixture, "lightning: a node does not pay itself unless it is told to") {
  const auto invoice = ordinary();
  auto asked = to(invoice);
  CHECK(refusal_of(*this, asked, "buyer") == "self-payments not allowed");
  asked.allow_self_payment = true;
  CHECK(refusal_of(*this, asked, "buyer") == "");
  CHECK(network.balance("buyer") == msats{999'999'000});
  CHECK(network.conserved());
}

TEST_CASE("lightning: payment requests that do not decode are refused with LND's words") {
  lightning_fixture f;
  const auto text = f.ordinary().payment_request;
  const auto refusal = [](std::string_view read, bolt11::network n = bolt11::network::regtest) {
    auto decoded = decode_as_lnd(read, n);
    return decoded ? std::string{} : decoded.why().text;
  };
  CHECK(refusal(text) == "");
  CHECK(refusal("lnbc1") == "invalid bech32 string length 5");
  auto mixed = text;
  mixed[mixed.size() - 9] = 'Q';
  CHECK(refusal(mixed) == "string not all lowercase or all uppercase");
  CHECK(refusal(text, bolt11::network::mainnet) ==
        "invoice not for current active network 'mainnet'");
  CHECK(refusal("a12uel5l") == "prefix should be \"ln\"");
  CHECK(refusal("lnbcrt11xm9wcj").starts_with("checksum failed. Expected "));
  std::string upper = text;
  for (char& c : upper)
    c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  CHECK(refusal(upper) == "");
}

TEST_CASE_METHOD(lightning_fixture,
                 "lightning: a second send under the same hash meets LND's table") {
  const auto send = [&](const invoice_record& invoice) {
    return network.send_payment("mostro", to(invoice), [](const auto&) {});
  };
  const auto invoice = ordinary();
  SECTION("initiated") {
    network.set_payment_mode("buyer", {kind::stall, {}});
    REQUIRE(send(invoice));
    CHECK(send(invoice).why() == already("payment already exists"));
  }
  SECTION("in flight") {
    network.set_payment_mode("buyer", {kind::hang, {}});
    REQUIRE(send(invoice));
    CHECK(send(invoice).why() == already("payment is in transition"));
  }
  SECTION("succeeded") {
    REQUIRE(send(invoice));
    CHECK(send(invoice).why() == already("invoice is already paid"));
    CHECK(network.transfers().size() == 1);
  }
  SECTION("failed, then it starts again") {
    network.set_payment_mode("buyer", {kind::fail, failure_reason::no_route});
    REQUIRE(send(invoice));
    const auto first = *network.payment("mostro", invoice.hash);
    CHECK(first.reason == failure_reason::no_route);
    network.set_payment_mode("buyer", {});
    REQUIRE(send(invoice));
    const auto second = *network.payment("mostro", invoice.hash);
    CHECK(second.status == payment_status::succeeded);
    CHECK(second.reason == failure_reason::none);
    CHECK(second.index > first.index);
    CHECK(second.sends == 2);
    CHECK(network.payments("mostro").size() == 1);
  }
  CHECK(network.conserved());
}

TEST_CASE_METHOD(lightning_fixture, "lightning: payments fail for LND's reasons") {
  auto asked = to(ordinary());
  failure_reason expected{};
  SECTION("fee above the limit") {
    asked.fee_limit_sat = 0;
    expected = failure_reason::no_route;
  }
  SECTION("time lock above the limit") {
    asked.cltv_limit = 122;
    expected = failure_reason::no_route;
  }
  SECTION("balance below the amount") {
    asked = to(ordinary(1'000'001));
    expected = failure_reason::insufficient_balance;
  }
  SECTION("balance below amount and fee") {
    asked = to(ordinary(1'000'000));
    expected = failure_reason::insufficient_balance;
  }
  SECTION("refused by the payee") {
    network.set_payment_mode("buyer", {kind::fail, {failure_reason::incorrect_payment_details}});
    expected = failure_reason::incorrect_payment_details;
  }
  SECTION("a canceled invoice") {
    REQUIRE(network.cancel_invoice("buyer", network.invoices("buyer")[0].hash));
    expected = failure_reason::incorrect_payment_details;
  }
  SECTION("paid by somebody else") {
    REQUIRE(network.pay("seller", asked.payment_request)->status == payment_status::succeeded);
    expected = failure_reason::incorrect_payment_details;
  }
  CHECK(refusal_of(*this, asked) == "");
  const auto last = network.payments("mostro").back();
  CHECK(last.status == payment_status::failed);
  CHECK(last.reason == expected);
  CHECK(network.balance("mostro") == msats{1'000'000'000});
  CHECK(network.conserved());
}

TEST_CASE_METHOD(lightning_fixture, "lightning: the limits of a payment are inclusive") {
  auto asked = to(ordinary());
  asked.fee_limit_sat = 1;
  asked.cltv_limit = 123; // 80 + 3 + 40
  CHECK(refusal_of(*this, asked) == "");
  CHECK(network.payments("mostro")[0].status == payment_status::succeeded);
}

TEST_CASE_METHOD(lightning_fixture, "lightning: a fee limit beyond all bitcoin is no limit") {
  auto asked = to(ordinary());
  asked.fee_limit_sat = std::numeric_limits<int64_t>::max();
  CHECK(refusal_of(*this, asked) == "");
  CHECK(network.payments("mostro")[0].status == payment_status::succeeded);
}

TEST_CASE_METHOD(lightning_fixture, "lightning: a direct channel costs no fee") {
  network.connect("mostro", "buyer");
  auto asked = to(ordinary());
  asked.fee_limit_sat = 0;
  CHECK(refusal_of(*this, asked) == "");
  CHECK(network.payments("mostro")[0].status == payment_status::succeeded);
  CHECK(network.router_balance() == msats{0});
}

TEST_CASE_METHOD(lightning_fixture,
                 "lightning: the router's fee has a base and a proportional part") {
  network.set_routing_fee({msats{500}, 2500});
  const auto invoice = ordinary(10'000);
  REQUIRE(network.pay("mostro", invoice.payment_request));
  CHECK(network.payments("mostro")[0].fee == msats{25'500});
  CHECK(network.router_balance() == msats{25'500});
  CHECK(network.conserved());
}

TEST_CASE_METHOD(lightning_fixture,
                 "lightning: an invoice without amount takes what the payer gives") {
  const auto invoice = ordinary(0);
  REQUIRE(network.pay("mostro", invoice.payment_request, sats{777}));
  CHECK(network.look_up_invoice("buyer", invoice.hash)->amount_paid == msats{777'000});
}

TEST_CASE_METHOD(lightning_fixture, "lightning: more than the value is accepted, less is not") {
  const auto invoice = hold("over");
  send_request asked;
  const auto identity = network.view("mostro").identity;
  asked.destination.assign(identity.begin(), identity.end());
  asked.payment_hash.assign(invoice.hash.data.begin(), invoice.hash.data.end());
  asked.payment_secret.assign(invoice.payment_secret.begin(), invoice.payment_secret.end());
  asked.final_cltv_delta = 144;
  asked.fee_limit_sat = 10;
  SECTION("more") {
    asked.amount_sat = 1500;
    CHECK(refusal_of(*this, asked, "seller") == "");
    CHECK(network.invoice_state(invoice.hash) == devnet::invoice_state::accepted);
    CHECK(network.look_up_invoice("mostro", invoice.hash)->amount_paid == msats{1'500'000});
  }
  SECTION("less") {
    asked.amount_sat = 999;
    CHECK(refusal_of(*this, asked, "seller") == "");
    CHECK(network.invoice_state(invoice.hash) == devnet::invoice_state::open);
  }
  SECTION("a wrong secret") {
    asked.amount_sat = 1500;
    asked.payment_secret[0] ^= 1;
    CHECK(refusal_of(*this, asked, "seller") == "");
    CHECK(network.payments("seller")[0].reason == failure_reason::incorrect_payment_details);
  }
}

TEST_CASE_METHOD(lightning_fixture, "lightning: a hanging payment follows the payee's next mode") {
  network.set_payment_mode("buyer", {kind::hang, {}});
  const auto invoice = ordinary();
  REQUIRE(network.pay("mostro", invoice.payment_request)->status == payment_status::in_flight);
  CHECK(network.view("mostro").outgoing == msats{1'001'000});
  CHECK(network.conserved());
  SECTION("ok") {
    network.set_payment_mode("buyer", {});
    CHECK(network.payment("mostro", invoice.hash)->status == payment_status::succeeded);
  }
  SECTION("fail") {
    network.set_payment_mode("buyer", {kind::fail, failure_reason::no_route});
    CHECK(network.payment("mostro", invoice.hash)->reason == failure_reason::no_route);
    CHECK(network.balance("mostro") == msats{1'000'000'000});
  }
  CHECK(network.conserved());
}

TEST_CASE_METHOD(lightning_fixture, "lightning: a payment without HTLC times out or is abandoned") {
  network.set_payment_mode("buyer", {kind::stall, {}});
  auto asked = to(ordinary());
  asked.timeout_seconds = 30;
  asked.cancelable = true;
  REQUIRE(refusal_of(*this, asked) == "");
  const auto hash = network.payments("mostro")[0].intent.hash;
  CHECK(network.payments("mostro")[0].status == payment_status::initiated);
  SECTION("timed out") {
    pass(30);
    CHECK(network.payment("mostro", hash)->reason == failure_reason::timeout);
  }
  SECTION("abandoned") {
    network.abandon_payment("mostro", hash);
    CHECK(network.payment("mostro", hash)->reason == failure_reason::canceled);
  }
  SECTION("sent after all") {
    network.set_payment_mode("buyer", {});
    CHECK(network.payment("mostro", hash)->status == payment_status::succeeded);
  }
}

TEST_CASE_METHOD(lightning_fixture,
                 "lightning: the time limit does not stop an HTLC that is on its way") {
  const auto invoice = hold("held");
  REQUIRE(network.pay("seller", invoice.payment_request));
  pass(3600);
  network.abandon_payment("seller", invoice.hash);
  CHECK(network.payment("seller", invoice.hash)->status == payment_status::in_flight);
}

TEST_CASE("lightning: no sequence of calls makes or loses a millisatoshi") {
  std::mt19937 draw{20260601};
  const auto below = [&](uint32_t n) { return static_cast<uint32_t>(draw() % n); };
  const std::array<std::string, 3> names{"mostro", "seller", "buyer"};
  for (int run = 0; run < 20; ++run) {
    lightning_fixture f;
    f.network.set_routing_fee({msats{1000}, below(5000)});
    std::vector<std::pair<std::string, std::string>> made; // word, payment request
    for (int step = 0; step < 120; ++step) {
      const auto& node = names[below(3)];
      switch (below(8)) {
      case 0: {
        const auto word = std::to_string(step);
        made.emplace_back(word, f.hold(word, 1 + below(300'000)).payment_request);
        break;
      }
      case 1:
        made.emplace_back("", f.ordinary(1 + below(300'000)).payment_request);
        break;
      case 2:
      case 3:
        if (!made.empty())
          (void)f.network.pay(node, made[below(static_cast<uint32_t>(made.size()))].second);
        break;
      case 4:
        if (!made.empty())
          (void)f.network.settle_invoice(
              "mostro", f.preimage_of(made[below(static_cast<uint32_t>(made.size()))].first));
        break;
      case 5:
        if (!made.empty())
          (void)f.network.cancel_invoice(
              "mostro", f.hash_of_word(made[below(static_cast<uint32_t>(made.size()))].first));
        break;
      case 6:
        f.network.set_payment_mode(node, {static_cast<kind>(below(4)), failure_reason::no_route});
        break;
      default:
        f.network.mine(below(40));
        f.pass(below(4000));
        break;
      }
      REQUIRE(f.network.conserved());
    }
  }
}
