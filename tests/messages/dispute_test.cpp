// SPDX-License-Identifier: MIT
//
// Which dispute statuses are final (spec 03 §2.1).
#include "messages/dispute.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

TEST_CASE("dispute: settled, seller-refunded and released are final, the others are not") {
  CHECK_FALSE(is_over(dispute_status::initiated));
  CHECK_FALSE(is_over(dispute_status::in_progress));
  CHECK(is_over(dispute_status::seller_refunded));
  CHECK(is_over(dispute_status::settled));
  CHECK(is_over(dispute_status::released));
}
