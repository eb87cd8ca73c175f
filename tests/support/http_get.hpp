// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace mostro::test_support {

/// GET from a port of this machine without any library: the whole answer, empty when nobody
/// answers.
std::string http_get(uint16_t port, const std::string& path);

} // namespace mostro::test_support
