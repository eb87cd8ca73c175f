// SPDX-License-Identifier: MIT
//
// Does not compile when a value that is stored gets another field: add the field
// to records.proto, the codec and samples.hpp, then name it here.
#include "tests/storage/samples.hpp"

#include "storage/record_codec.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

namespace mostro::storage {
namespace {

#define STORED_FIELDS(type, ...)                                                                   \
  [[maybe_unused]] void decompose(const type& value) {                                             \
    [[maybe_unused]] const auto& [__VA_ARGS__] = value;                                            \
  }

STORED_FIELDS(order, a, b, c, d, e, f, g)
STORED_FIELDS(party, a, b, c, d)
STORED_FIELDS(order_terms, a, b, c, d, e, f, g, h, i, j, k, l)
STORED_FIELDS(trade, a, b, c, d, e, f, g, h, i, j, k)
STORED_FIELDS(user_info, a, b, c)
STORED_FIELDS(escrow_key, a, b)
STORED_FIELDS(escrow, a, b, c, d, e, f)
STORED_FIELDS(next_trade, a, b)
STORED_FIELDS(payout, a, b, c, d, e, f, g, h)
STORED_FIELDS(payout_claim, a, b, c, d)
STORED_FIELDS(opening_escrow, a, b, c)
STORED_FIELDS(waiting_buyer_invoice, a, b)
STORED_FIELDS(waiting_payment, a, b)
STORED_FIELDS(active, a, b)
STORED_FIELDS(fiat_sent, a, b, c)
STORED_FIELDS(disputed, a, b, c, d)
STORED_FIELDS(settling_escrow, a, b, c, d, e, f)
STORED_FIELDS(canceling_escrow, a, b, c, d, e, f, g, h)
STORED_FIELDS(settled, a, b, c, d)
STORED_FIELDS(closed, a, b, c, d, e, f)
STORED_FIELDS(ratings_given, a, b)
STORED_FIELDS(solver_caller, a, b, c, d, e, f)
STORED_FIELDS(dispute, a, b, c, d, e, f, g, h)
STORED_FIELDS(send_message, a, b, c)
STORED_FIELDS(publish_order, a, b, c, d, e, f, g, h, i, j, k, l, m)
STORED_FIELDS(open_hold_invoice, a, b, c, d, e)
STORED_FIELDS(settle_hold_invoice, a, b)
STORED_FIELDS(cancel_hold_invoice, a, b)
STORED_FIELDS(resolve_destination, a, b, c)
STORED_FIELDS(pay_invoice, a, b, c, d, e, f)
STORED_FIELDS(raise_alarm, a, b)
STORED_FIELDS(publish_dispute, a, b, c, d, e)
STORED_FIELDS(publish_rating, a, b, c)
STORED_FIELDS(rating_totals, a, b, c, d, e)
STORED_FIELDS(publish_dev_fee, a, b, c, d)
STORED_FIELDS(owe_dev_fee, a, b)
STORED_FIELDS(outbox_row, a, b, c, d)
STORED_FIELDS(journal_entry, a, b, c, d, e, f, g)
STORED_FIELDS(user_record, a, b, c, d, e, f, g, h, i)
STORED_FIELDS(inbound_row, a, b, c)
STORED_FIELDS(dev_fee_payment, a, b, c, d, e, f, g, h, i)
STORED_FIELDS(stored_price, a, b, c, d)
STORED_FIELDS(trace_entry, a, b, c, d)

} // namespace

TEST_CASE("records: the samples cover every phase and every effect") {
  CHECK(samples::phases(true).size() == std::variant_size_v<order_phase>);
  CHECK(samples::phases(false).size() == std::variant_size_v<order_phase>);
  for (size_t i = 0; i < samples::phases(true).size(); ++i)
    CHECK(samples::phases(true)[i].index() == i);
  std::vector<bool> seen(std::variant_size_v<order_effect>);
  for (const order_effect& effect : samples::effects())
    seen[effect.index()] = true;
  CHECK(std::count(seen.begin(), seen.end(), true) == std::ssize(seen));
}

} // namespace mostro::storage
