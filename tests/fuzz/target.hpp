// SPDX-License-Identifier: MIT
//
// The entry of a fuzz target. libFuzzer calls it LLVMFuzzerTestOneInput; the regression runner,
// which holds all targets, has it renamed by the build (tests/fuzz/CMakeLists.txt).
#pragma once

#include <cstddef>
#include <cstdint>

/// Runs one input; returns 0, or does not return when something is wrong.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
