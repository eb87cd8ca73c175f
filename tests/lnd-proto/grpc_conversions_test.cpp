// SPDX-License-Identifier: MIT
//
// LND's messages to our types: every state, and what must not be guessed.
#include "lnd-proto/grpc_conversions.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace mostro;
using namespace mostro::lnd;

namespace {

lnrpc::Invoice some_invoice() {
  lnrpc::Invoice out;
  out.set_r_hash(std::string(32, '\x11'));
  return out;
}

void add_part(lnrpc::Invoice& to, lnrpc::InvoiceHTLCState state, int32_t height) {
  auto* part = to.add_htlcs();
  part->set_state(state);
  part->set_expiry_height(height);
}

lnrpc::Payment some_payment(lnrpc::Payment::PaymentStatus status) {
  lnrpc::Payment out;
  out.set_payment_hash(std::string(64, 'a'));
  out.set_status(status);
  return out;
}

} // namespace

TEST_CASE("lnd/conversions: an invoice is read field by field") {
  auto from = some_invoice();
  from.set_payment_request("lnbc1");
  from.set_value(1000);
  from.set_amt_paid_msat(1000500);
  from.set_amt_paid(77);
  from.set_creation_date(1700000000);
  from.set_expiry(900);
  from.set_settle_date(1700000100);
  auto to = read_invoice(from);
  REQUIRE(to);
  CHECK(to->hash.hex() == std::string(64, '1'));
  CHECK(to->payment_request == "lnbc1");
  CHECK(to->value == sats{1000});
  CHECK(to->amount_paid == msats{1000500});
  CHECK(to->created_at == unix_time{1700000000});
  CHECK(to->expiry == seconds{900});
  CHECK(to->settled_at == unix_time{1700000100});
  CHECK_FALSE(to->htlc_expiry_height);
}

TEST_CASE("lnd/conversions: each invoice state is itself and a foreign one is malformed") {
  auto from = some_invoice();
  CHECK(read_invoice(from)->state == invoice_state::open);
  from.set_state(lnrpc::Invoice::ACCEPTED);
  CHECK(read_invoice(from)->state == invoice_state::accepted);
  from.set_state(lnrpc::Invoice::SETTLED);
  CHECK(read_invoice(from)->state == invoice_state::settled);
  from.set_state(lnrpc::Invoice::CANCELED);
  CHECK(read_invoice(from)->state == invoice_state::canceled);
  from.set_state(static_cast<lnrpc::Invoice::InvoiceState>(9));
  REQUIRE_FALSE(read_invoice(from));
  CHECK(read_invoice(from).why().code == errc::malformed);
  from = some_invoice();
  from.set_r_hash(std::string(31, 'x'));
  REQUIRE_FALSE(read_invoice(from));
  CHECK(read_invoice(from).why().code == errc::malformed);
}

TEST_CASE("lnd/conversions: the lowest expiry height counts accepted parts only") {
  auto from = some_invoice();
  add_part(from, lnrpc::CANCELED, 100);
  add_part(from, lnrpc::ACCEPTED, 300);
  add_part(from, lnrpc::ACCEPTED, 200);
  add_part(from, lnrpc::ACCEPTED, 250);
  add_part(from, lnrpc::SETTLED, 150);
  CHECK(read_invoice(from)->htlc_expiry_height == 200u);
}

TEST_CASE("lnd/conversions: only SUCCEEDED and FAILED are final states of a payment") {
  using status = lnrpc::Payment;
  CHECK(read_payment(some_payment(status::SUCCEEDED))->state == payment_state::succeeded);
  CHECK(read_payment(some_payment(status::FAILED))->state == payment_state::failed);
  for (int other : {0, 1, 4, 9}) {
    const auto from = some_payment(static_cast<lnrpc::Payment::PaymentStatus>(other));
    CHECK(read_payment(from)->state == payment_state::in_flight);
  }
}

TEST_CASE("lnd/conversions: a payment is read, and its reason only when it failed") {
  auto from = some_payment(lnrpc::Payment::SUCCEEDED);
  from.set_value_msat(5000);
  from.set_fee_msat(7);
  auto to = read_payment(from);
  REQUIRE(to);
  CHECK(to->hash.hex() == std::string(64, 'a'));
  CHECK(to->value == msats{5000});
  CHECK(to->fee == msats{7});
  CHECK(to->failure_reason.empty());
  from = some_payment(lnrpc::Payment::FAILED);
  CHECK(read_payment(from)->failure_reason == "FAILURE_REASON_NONE");
  from.set_failure_reason(lnrpc::FAILURE_REASON_INCORRECT_PAYMENT_DETAILS);
  CHECK(read_payment(from)->failure_reason == "FAILURE_REASON_INCORRECT_PAYMENT_DETAILS");
  from.set_failure_reason(static_cast<lnrpc::PaymentFailureReason>(42));
  CHECK(read_payment(from)->failure_reason == "FAILURE_REASON_42");
  from.set_payment_hash("zz");
  REQUIRE_FALSE(read_payment(from));
  CHECK(read_payment(from).why().code == errc::malformed);
}

TEST_CASE("lnd/conversions: node information without chains and oversized balances") {
  CHECK(read_info({})->network.empty());
  lnrpc::ChannelBalanceResponse from;
  from.mutable_local_balance()->set_msat(std::numeric_limits<uint64_t>::max());
  REQUIRE_FALSE(read_balance(from));
  CHECK(read_balance(from).why().code == errc::malformed);
}

TEST_CASE("lnd/conversions: the amount of a payment is sent only when there is one") {
  CHECK(write_payment({}).amt() == 0);
  payment_request with;
  with.amount = sats{123};
  CHECK(write_payment(with).amt() == 123);
  with.timeout = seconds{int64_t{1} << 40};
  CHECK(write_payment(with).timeout_seconds() == std::numeric_limits<int32_t>::max());
}
