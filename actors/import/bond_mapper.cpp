// SPDX-License-Identifier: MIT
#include "actors/import/bond_mapper.hpp"

#include <algorithm>
#include <array>

namespace mostro::importing {

namespace {

constexpr auto over =
    std::to_array<std::string_view>({"released", "slashed", "forfeited", "failed"});

/// Who is to be paid out of a slashed bond, as far as the file says it.
std::string recipient_of(const column_row& row) {
  auto key = text_of(row, "payout_recipient_pubkey");
  return key ? *key : std::string{"not stored: the other side of its order"};
}

} // namespace

void judge_bond(const column_row& row, std::vector<finding>& findings) {
  row_findings found{name_of_row("bond", row), true, findings};
  auto state = text_of(row, "state").value_or("");
  auto sats = std::to_string(integer_of(row, "amount_sats").value_or(0));
  if (std::ranges::find(over, state) != over.end())
    return;
  if (state == "requested")
    return found.note("its invoice of " + sats + " sats may still be paid and is left behind",
                      "lncli cancelinvoice " + text_of(row, "hash").value_or("<hash>"));
  if (state == "locked")
    return found.cannot("it holds " + sats + " sats of a trader, and this server has no bonds",
                        "end its order in the old daemon, or turn bonds off there and wait "
                        "until the bond is released, then import");
  if (state == "pending-payout")
    return found.cannot("it owes " + sats + " sats of a slashed bond (recipient " +
                            recipient_of(row) + "), and this server has no bonds",
                        "let the old daemon pay it out, then import");
  found.cannot("its state \"" + state + "\" is unknown", "finish it in the old daemon first");
}

} // namespace mostro::importing
