// SPDX-License-Identifier: MIT
#include "actors/order/dispute_rules.hpp"

namespace mostro {

bool may_take(const dispute& d, const public_key& caller, solver_standing standing,
              solver_standing holder) {
  if (standing == solver_standing::none || is_over(d.status))
    return false;
  if (standing == solver_standing::admin || d.status == dispute_status::initiated)
    return true;
  if (!d.solver)
    return false; // In progress by nobody: only the operator can mend that.
  if (*d.solver == caller)
    return true; // Taken again: everything is sent once more.
  return standing == solver_standing::read_write && holder == solver_standing::read;
}

} // namespace mostro
