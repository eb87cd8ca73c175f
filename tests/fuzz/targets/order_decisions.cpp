// SPDX-License-Identifier: MIT
//
// decide() with arbitrary sequences of events: the input is the life of one order, and the
// invariants of spec 02 §10.2 that show in one order are checked after every step.
#include "tests/fuzz/target.hpp"
#include "tests/fuzz/world/order_trial.hpp"

using namespace mostro;

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  fuzz::input in{data, size};
  fuzz::order_trial trial{in};
  if (!trial.is_offered())
    return 0;
  for (int steps = 0; steps < 200 && !in.empty(); ++steps)
    trial.step();
  return 0;
}
