// SPDX-License-Identifier: MIT
//
// Private to messages/mostro: tags that several public events share.
#pragma once

#include "messages/nostr/event.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mostro {

/// Joins with commas.
std::string comma_separated(const std::vector<std::string>& pieces);

/// `["y","mostro"]`, with the trimmed instance name unless that is blank.
nostr::tag platform_tag(std::string_view instance_name);

} // namespace mostro
