// SPDX-License-Identifier: MIT
//
// Which codes are currencies that a price may be told of (spec 05 §2).
#pragma once

#include <string>
#include <string_view>

namespace mostro {

/// Upper-cases ASCII letters.
std::string upper_case(std::string_view code);

/// True for the 161 currencies of spec 05 §2 (upper case).
bool is_known_currency(std::string_view code);

} // namespace mostro
