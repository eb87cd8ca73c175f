// SPDX-License-Identifier: MIT
#include "actors/import/summary_mapper.hpp"

#include <algorithm>
#include <map>

namespace mostro::importing {

namespace {

/// "3 pending, 1 success", in alphabetical order.
std::string counted(const std::map<std::string, size_t>& counts) {
  std::string out;
  for (auto& [word, count] : counts)
    out += (out.empty() ? "" : ", ") + std::to_string(count) + " " + word;
  return out.empty() ? "none" : out;
}

std::string_view word_of(dev_fee_state state) {
  switch (state) {
  case dev_fee_state::owed:
    return "owed";
  case dev_fee_state::sending:
    return "undecided";
  case dev_fee_state::paid:
    break;
  }
  return "paid";
}

std::string line_of(const finding& f) {
  auto out = std::string{f.refuses ? "refused: " : "note: "} + f.row + ": " + f.reason;
  return out + (f.mend.empty() ? "" : "; mend: " + f.mend) + "\n";
}

} // namespace

std::string summary_of(const import_plan& plan) {
  std::map<std::string, size_t> statuses, disputes, fees;
  size_t open = 0;
  for (auto& one : plan.orders) {
    ++statuses[std::string{to_string(status_of(one.state))}];
    open += is_closed(one.state) ? 0 : 1;
    if (one.state.dispute)
      ++disputes[std::string{to_string(one.state.dispute->status)}];
    if (one.fee)
      ++fees[std::string{word_of(one.fee->state)}];
  }
  auto solvers = std::ranges::count_if(
      plan.users, [](const imported_user& u) { return u.solver != solver_standing::none; });
  return "orders: " + std::to_string(plan.orders.size()) + " (" + counted(statuses) + ")\n" +
         "open orders: " + std::to_string(open) + "\n" +
         "users: " + std::to_string(plan.users.size()) + ", solvers: " + std::to_string(solvers) +
         "\ndisputes: " + counted(disputes) + "\ndevelopment fees: " + counted(fees) + "\n";
}

std::string findings_of(const import_plan& plan) {
  std::string refusals, notes;
  for (auto& f : plan.findings)
    (f.refuses ? refusals : notes) += line_of(f);
  return refusals + notes;
}

} // namespace mostro::importing
