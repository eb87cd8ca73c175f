// SPDX-License-Identifier: MIT
#pragma once

namespace mostro::test_support {

/// How many times slower this build is than an ordinary one: patience is multiplied by it.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
inline constexpr int slowness = 8;
#else
inline constexpr int slowness = 1;
#endif

} // namespace mostro::test_support
