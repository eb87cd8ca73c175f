// SPDX-License-Identifier: MIT
//
// Records of effects. Messages to traders are kept as their canonical JSON: the
// bytes that are sent.
#pragma once

#include "messages/order_effect.hpp"
#include "storage/changes.hpp"
#include "storage/record_reader.hpp"

namespace mostro::storage {

void write(const order_effect& in, records::Effect& out);
/// `too_large` when a message is longer than `longest_message`, `invalid` when it would not
/// be read back as it is (not UTF-8): it could not be sent either, and filing it would make the
/// outbox unreadable.
status check_storable(const std::vector<order_effect>& effects);

order_effect read(record_reader& r, const records::Effect& in);

} // namespace mostro::storage
