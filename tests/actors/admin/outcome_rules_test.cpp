// SPDX-License-Identifier: MIT
//
// The texts of commands that fail.
#include "actors/admin/outcome_rules.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::admin;

TEST_CASE("outcome: a refusal is named in CamelCase behind the command's words") {
  CHECK(refused(command::settle_order, refusal::is_not_your_dispute).error_text ==
        "Admin settle failed: Sending cantDo message to user for IsNotYourDispute");
  CHECK(refused(command::cancel_order, refusal::not_found).error_text ==
        "Admin cancel failed: Sending cantDo message to user for NotFound");
  CHECK(refused(command::add_solver, refusal::invalid_text_message).error_text ==
        "Admin add solver failed: Sending cantDo message to user for InvalidTextMessage");
  CHECK(refused(command::take_dispute, refusal::invalid_pubkey).error_text ==
        "Admin take dispute failed: Sending cantDo message to user for InvalidPubkey");
  CHECK_FALSE(refused(command::settle_order, refusal::not_found).success);
}

TEST_CASE("outcome: other failures tell their cause") {
  auto told = failed(command::take_dispute, "there is no such dispute");
  CHECK_FALSE(told.success);
  CHECK(told.error_text == "Admin take dispute failed: Error caused by there is no such dispute");
  CHECK(malformed("not a UUID") == outcome{false, "not a UUID"});
}

TEST_CASE("outcome: reasons with digits of many words keep every word") {
  CHECK(camel_case(refusal::out_of_range_fiat_amount) == "OutOfRangeFiatAmount");
  CHECK(camel_case(refusal::dispute_taken_by_admin) == "DisputeTakenByAdmin");
  CHECK(camel_case(refusal::cashu_mint_unavailable) == "CashuMintUnavailable");
}

TEST_CASE("outcome: an unparsable request id is 1 when canceling and absent otherwise") {
  for (auto* wrong : {"", "x", "-1", "1 ", "18446744073709551616", "1.0"}) {
    CHECK(request_id_of(command::cancel_order, wrong) == 1u);
    CHECK_FALSE(request_id_of(command::settle_order, wrong));
    CHECK_FALSE(request_id_of(command::add_solver, wrong));
    CHECK_FALSE(request_id_of(command::take_dispute, wrong));
  }
  CHECK(request_id_of(command::settle_order, "18446744073709551615") == UINT64_MAX);
  CHECK_FALSE(request_id_of(command::cancel_order, std::nullopt));
}
