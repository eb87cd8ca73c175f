// SPDX-License-Identifier: MIT
//
// Who may take a dispute: the whole table of spec 03 §3.3, the cells of 03-31 and
// 03-32 among them.
#include "actors/order/dispute_rules.hpp"

#include "tests/actors/order/dispute_fixture.hpp"

using namespace mostro;
using namespace mostro::order_fixture;

namespace {

using standing = solver_standing;

/// The table, written once more: `x` may, `.` may not. Columns: initiated | in progress by
/// the caller | by another without permission, read, read-write, the node | by nobody.
const std::map<standing, std::string> permitted{
    {standing::none, "......."},
    {standing::read, "xx....."},
    {standing::read_write, "xx.x..."},
    {standing::admin, "xxxxxxx"},
};

std::string row_of(standing who) {
  auto by = caller(0x60, who);
  auto initiated = filed_dispute();
  auto own = filed_dispute(by.identity);
  auto others = filed_dispute(key(0x61));
  auto nobodys = filed_dispute();
  nobodys.status = dispute_status::in_progress;
  std::string out;
  auto ask = [&](const dispute& d, standing holder) {
    out += may_take(d, by.identity, who, holder) ? 'x' : '.';
  };
  ask(initiated, standing::none);
  ask(own, who);
  for (auto holder : {standing::none, standing::read, standing::read_write, standing::admin})
    ask(others, holder);
  ask(nobodys, standing::none);
  return out;
}

} // namespace

TEST_CASE("dispute rules: who may take over from whom") {
  for (auto& [who, row] : permitted) {
    INFO("standing " << static_cast<int>(who));
    CHECK(row_of(who) == row);
  }
}

TEST_CASE("dispute rules: one that is over is taken by nobody, whoever had it") {
  for (auto status :
       {dispute_status::settled, dispute_status::seller_refunded, dispute_status::released})
    for (auto who : {standing::none, standing::read, standing::read_write, standing::admin})
      for (auto holder : {standing::none, standing::read, standing::read_write, standing::admin})
        for (auto& solver : {std::optional<public_key>{}, {key(0x60)}, {key(0x61)}}) {
          auto d = filed_dispute(solver);
          d.status = status;
          CHECK_FALSE(may_take(d, key(0x60), who, holder));
        }
}
