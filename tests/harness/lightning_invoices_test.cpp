// SPDX-License-Identifier: MIT
//
// Invoices of the simulated network against LND's behaviour (spec 06 §3-§5).
#include "tests/harness/lightning_fixture.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::devnet;
using kind = payment_mode::kind;

namespace {

rpc_refusal unknown(std::string text) { return refuse(std::move(text)); }

/// Asks for a hold invoice and returns the refusal's text, or "" when it was made.
std::string refusal_of(lightning_fixture& f, const invoice_request& asked) {
  auto made = f.network.add_hold_invoice("mostro", asked, f.hash_of_word("judged"));
  return made ? "" : made.why().text;
}

} // namespace

TEST_CASE_METHOD(lightning_fixture, "lightning: settle and cancel follow LND's table") {
  const auto settle = [&](const char* word) {
    return network.settle_invoice("mostro", preimage_of(word));
  };
  const auto cancel = [&](const char* word) {
    return network.cancel_invoice("mostro", hash_of_word(word));
  };
  const auto make_state = [&](const char* word, devnet::invoice_state state) {
    const auto invoice = hold(word);
    if (state == devnet::invoice_state::canceled)
      REQUIRE(cancel(word));
    if (state == devnet::invoice_state::accepted || state == devnet::invoice_state::settled)
      REQUIRE(network.pay("seller", invoice.payment_request)->status == payment_status::in_flight);
    if (state == devnet::invoice_state::settled)
      REQUIRE(settle(word));
    REQUIRE(network.invoice_state(hash_of_word(word)) == state);
  };

  SECTION("unknown") {
    CHECK(settle("never").why() == unknown("unable to locate invoice"));
    CHECK(cancel("never").why() == unknown("unable to locate invoice"));
  }
  SECTION("open") {
    make_state("a", devnet::invoice_state::open);
    CHECK(settle("a").why() == unknown("invoice still open"));
    CHECK(cancel("a"));
    CHECK(network.invoice_state(hash_of_word("a")) == devnet::invoice_state::canceled);
  }
  SECTION("accepted and settled") {
    make_state("a", devnet::invoice_state::accepted);
    CHECK(settle("a"));
    CHECK(network.invoice_state(hash_of_word("a")) == devnet::invoice_state::settled);
  }
  SECTION("accepted and canceled") {
    make_state("a", devnet::invoice_state::accepted);
    CHECK(cancel("a"));
    CHECK(network.invoice_state(hash_of_word("a")) == devnet::invoice_state::canceled);
    CHECK(network.payment("seller", hash_of_word("a"))->reason ==
          failure_reason::incorrect_payment_details);
  }
  SECTION("settled") {
    make_state("a", devnet::invoice_state::settled);
    const auto before = network.look_up_invoice("mostro", hash_of_word("a"))->settle_index;
    CHECK(settle("a"));
    CHECK(cancel("a").why() == unknown("invoice already settled"));
    CHECK(network.look_up_invoice("mostro", hash_of_word("a"))->settle_index == before);
  }
  SECTION("canceled") {
    make_state("a", devnet::invoice_state::canceled);
    int told = 0;
    network.watch_invoice("mostro", hash_of_word("a"), [&](const auto&) { ++told; });
    CHECK(settle("a").why() == unknown("invoice already canceled"));
    CHECK(cancel("a"));
    CHECK(told == 1);
  }
  CHECK(network.conserved());
}

TEST_CASE_METHOD(lightning_fixture,
                 "lightning: a hold invoice keeps the money until it is settled") {
  const auto invoice = hold("trade");
  std::vector<devnet::invoice_state> seen;
  network.watch_invoice("mostro", invoice.hash,
                        [&](const invoice_record& r) { seen.push_back(r.state); });
  const auto paying = network.pay("seller", invoice.payment_request);
  CHECK(paying->status == payment_status::in_flight);
  CHECK(network.balance("seller") == msats{998'999'000});
  CHECK(network.balance("mostro") == msats{1'000'000'000});
  CHECK(network.view("mostro").incoming == msats{1'000'000});
  const auto accepted = network.look_up_invoice("mostro", invoice.hash);
  CHECK(accepted->amount_paid == msats{1'000'000});
  CHECK_FALSE(accepted->preimage);
  CHECK(accepted->settled_at == unix_time{});
  REQUIRE(accepted->htlcs.size() == 1);
  CHECK(accepted->htlcs[0].expiry_height == network.height() + 144 + 3);
  CHECK(accepted->htlcs[0].resolved_at == unix_time{});

  REQUIRE(network.settle_invoice("mostro", preimage_of("trade")));
  CHECK(network.balance("mostro") == msats{1'001'000'000});
  CHECK(network.router_balance() == msats{1000});
  const auto paid = network.payment("seller", invoice.hash);
  CHECK(paid->status == payment_status::succeeded);
  CHECK(paid->preimage == preimage_of("trade").reveal());
  CHECK(seen == std::vector{devnet::invoice_state::open, devnet::invoice_state::accepted,
                            devnet::invoice_state::settled});
  CHECK(network.transfers().size() == 1);
  CHECK(network.conserved());
}

TEST_CASE_METHOD(lightning_fixture, "lightning: invoice requests are refused with LND's words") {
  invoice_request asked;
  asked.value_sat = 1000;
  SECTION("a hash that is taken") {
    hold("judged");
    CHECK(refusal_of(*this, asked) == "invoice with payment hash already exists");
  }
  SECTION("two amounts") {
    asked.value_msat = 5;
    CHECK(refusal_of(*this, asked) == "sat and msat arguments are mutually exclusive");
  }
  SECTION("a negative amount") {
    asked.value_sat = -1;
    CHECK(refusal_of(*this, asked) == "amount cannot be negative");
  }
  SECTION("a memo beyond LND's limit") {
    asked.memo.assign(1025, 'm');
    CHECK(refusal_of(*this, asked) == "memo too large: 1025 bytes (maxsize=1024)");
  }
  SECTION("a memo beyond BOLT 11's limit") {
    asked.memo.assign(640, 'm');
    CHECK(refusal_of(*this, asked) == "data length too big to fit within 10 bits: 1024");
    asked.memo.assign(639, 'm');
    CHECK(refusal_of(*this, asked) == "");
  }
  SECTION("an expiry beyond a year") {
    asked.expiry_seconds = 31536001;
    CHECK(refusal_of(*this, asked) ==
          "expiry of 3.1536001e+07 seconds greater than max expiry of 3.1536e+07 seconds");
    asked.expiry_seconds = 31536000;
    CHECK(refusal_of(*this, asked) == "");
  }
  SECTION("a CLTV delta out of its range") {
    asked.cltv_expiry = 23;
    CHECK(refusal_of(*this, asked) == "CLTV delta of 23 must be greater than minimum of 24");
    asked.cltv_expiry = 65536;
    CHECK(refusal_of(*this, asked) == "CLTV delta of 65536 is too large, max accepted is: 65535");
    asked.cltv_expiry = 24;
    CHECK(refusal_of(*this, asked) == "");
  }
  SECTION("a short description hash") {
    asked.description_hash.assign(31, 1);
    CHECK(refusal_of(*this, asked) == "description hash is 31 bytes, must be 32");
  }
  SECTION("too many route hints") {
    asked.routes.assign(21, {bolt11::route_hop{}});
    CHECK(refusal_of(*this, asked) == "number of routing hints must not exceed maximum of 20");
  }
}

TEST_CASE("lightning: bytes of a wrong length are refused with LND's words") {
  const bytes data(31);
  CHECK(hash_from_wire(data).why() == unknown("invalid hash length of 31, want 32"));
  CHECK(preimage_from_wire(data).why() == unknown("invalid preimage length of 31, want 32"));
  CHECK(hash_from_wire(bytes(32, 7))->hex() == to_hex(bytes(32, 7)));
}

TEST_CASE_METHOD(lightning_fixture, "lightning: an invoice's defaults are LND's") {
  const auto made = network.add_hold_invoice("mostro", {}, hash_of_word("plain"));
  REQUIRE(made);
  CHECK(made->value == msats{0});
  CHECK(made->expiry.count == 86400);
  CHECK(made->cltv_expiry == 80);
  const auto read = bolt11::decode(made->payment_request);
  REQUIRE(read);
  CHECK_FALSE(read->amount);
  CHECK(read->network == bolt11::network::regtest);
  CHECK(read->payment_hash == hash_of_word("plain"));
  CHECK(read->payment_secret == made->payment_secret);
  CHECK(read->payee == network.view("mostro").identity);
  CHECK(feature_bits(read->features) == std::vector<uint32_t>{8, 14, 17});
}

TEST_CASE_METHOD(lightning_fixture, "lightning: the wall clock cancels open invoices only") {
  const auto open = hold("open");
  const auto held = hold("held");
  REQUIRE(network.pay("seller", held.payment_request));
  pass(86399);
  network.tick();
  CHECK(network.invoice_state(open.hash) == devnet::invoice_state::open);
  pass(1);
  network.tick();
  CHECK(network.invoice_state(open.hash) == devnet::invoice_state::canceled);
  CHECK(network.invoice_state(held.hash) == devnet::invoice_state::accepted);
}

TEST_CASE_METHOD(lightning_fixture,
                 "lightning: a held invoice is canceled near its HTLC's expiry") {
  const auto invoice = hold("held");
  REQUIRE(network.pay("seller", invoice.payment_request));
  network.mine(128);
  CHECK(network.invoice_state(invoice.hash) == devnet::invoice_state::accepted);
  network.mine(1);
  CHECK(network.invoice_state(invoice.hash) == devnet::invoice_state::canceled);
  CHECK(network.payment("seller", invoice.hash)->status == payment_status::failed);
  CHECK(network.balance("seller") == msats{1'000'000'000});
  CHECK(network.conserved());
}

TEST_CASE_METHOD(lightning_fixture, "lightning: look-ups name unknown invoices as LND does") {
  const rpc_refusal not_found{rpc_code::not_found, "unable to locate invoice"};
  CHECK(network.look_up_invoice("mostro", hash_of_word("x")).why() == not_found);
  CHECK(network.look_up_secret("mostro", bytes32{}).why() == not_found);
  const auto invoice = hold("x");
  CHECK(network.look_up_secret("mostro", invoice.payment_secret)->hash == invoice.hash);
  CHECK(network.look_up_invoice("seller", invoice.hash).why() == not_found);
}

TEST_CASE_METHOD(lightning_fixture, "lightning: a watcher of an unknown hash hears of it later") {
  std::vector<devnet::invoice_state> seen;
  const auto id = network.watch_invoice("mostro", hash_of_word("later"),
                                        [&](const auto& record) { seen.push_back(record.state); });
  CHECK(seen.empty());
  hold("later");
  CHECK(seen == std::vector{devnet::invoice_state::open});
  network.unwatch(id);
  REQUIRE(network.cancel_invoice("mostro", hash_of_word("later")));
  CHECK(seen.size() == 1);
}

TEST_CASE_METHOD(lightning_fixture,
                 "lightning: an HTLC that arrives too near its expiry is refused") {
  network.set_payment_mode("mostro", {kind::hang, {}});
  const auto invoice = hold("late");
  REQUIRE(network.pay("seller", invoice.payment_request)->status == payment_status::in_flight);
  SECTION("within the padding it is taken") {
    network.mine(3);
    network.set_payment_mode("mostro", {});
    CHECK(network.invoice_state(invoice.hash) == devnet::invoice_state::accepted);
  }
  SECTION("beyond it, not") {
    network.mine(4);
    network.set_payment_mode("mostro", {});
    CHECK(network.invoice_state(invoice.hash) == devnet::invoice_state::open);
    CHECK(network.payment("seller", invoice.hash)->reason ==
          failure_reason::incorrect_payment_details);
  }
}

TEST_CASE_METHOD(lightning_fixture,
                 "lightning: an HTLC that hangs on its way fails when it expires") {
  network.set_payment_mode("buyer", {payment_mode::kind::hang, {}});
  const auto before = network.balance("mostro");
  const auto sent = network.pay("mostro", ordinary().payment_request);
  REQUIRE(sent);
  const auto hash = (*sent).intent.hash;
  network.mine(82); // The invoice's 80 blocks and an lnd sender's 3.
  CHECK(network.payment("mostro", hash)->status == payment_status::in_flight);
  network.mine(1);
  CHECK(network.payment("mostro", hash)->status == payment_status::failed);
  CHECK(network.payment("mostro", hash)->reason == failure_reason::timeout);
  CHECK(network.balance("mostro") == before);
  CHECK(network.conserved());
}
