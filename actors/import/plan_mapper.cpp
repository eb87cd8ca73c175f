// SPDX-License-Identifier: MIT
#include "actors/import/plan_mapper.hpp"

#include "actors/import/bond_mapper.hpp"
#include "actors/import/dispute_mapper.hpp"
#include "actors/import/order_mapper.hpp"
#include "actors/import/user_mapper.hpp"

#include <algorithm>
#include <set>

namespace mostro::importing {

namespace {

/// Disputes that belong to no order: nothing can be done with them.
void name_orphans(const disputes_by_order& disputes, const std::set<order_id>& known,
                  std::vector<finding>& findings) {
  for (auto& [id, row] : disputes)
    if (!known.contains(id))
      findings.push_back({false, name_of_row("dispute", *row),
                          "its order " + id.text() + " is not imported: the row is left out", ""});
}

void add_user(import_plan& plan, std::set<public_key>& known, std::optional<imported_user> user,
              const column_row& row) {
  if (!user)
    return;
  if (known.insert(user->identity).second)
    plan.users.push_back(*std::move(user));
  else
    plan.findings.push_back(
        {false, name_of_row("user", row), "the key occurs twice: the first row counts", ""});
}

} // namespace

bool is_refused(const import_plan& plan) {
  return std::ranges::any_of(plan.findings, &finding::refuses);
}

bool needs_identities(const column_row& order) {
  auto status = status_of_row(order);
  return !status || is_live(*status) || *status == order_status::success;
}

import_plan plan_import(const import_source& source, const import_facts& facts) {
  import_plan plan;
  std::set<public_key> identities;
  for (auto& row : source.users)
    add_user(plan, identities, map_user(row, plan.findings), row);
  order_surroundings around{facts, {}, {}};
  for (auto& user : plan.users)
    around.users.emplace(user.identity, user);
  around.disputes = index_disputes(source.disputes, plan.findings);
  std::set<order_id> known;
  for (auto& row : source.orders) {
    auto mapped = map_order(row, around, plan.findings);
    if (!mapped)
      continue;
    if (known.insert(mapped->state.id).second)
      plan.orders.push_back(*std::move(mapped));
    else
      plan.findings.push_back({true, name_of_row("order", row), "the id occurs twice",
                               "restore the file from a backup of the old daemon"});
  }
  name_orphans(around.disputes, known, plan.findings);
  for (auto& row : source.bonds)
    judge_bond(row, plan.findings);
  return plan;
}

} // namespace mostro::importing
