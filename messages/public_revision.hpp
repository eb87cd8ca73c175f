// SPDX-License-Identifier: MIT
//
// From the state of an order or a dispute to the effect that publishes it.
#pragma once

#include "messages/order.hpp"
#include "messages/order_effect.hpp"

namespace mostro {

/// The revision of an order's public event that shows `shown`, stamped `at`.
publish_order public_revision(const order& o, order_status shown, unix_time at);

/// What the public event of an order shows at present (spec 01 §5.1, 02 §0.3); none
/// when it was never published.
std::optional<order_status> shown_status(const order& o);

/// The revision of a dispute's public event, stamped `at`.
publish_dispute public_revision(const dispute& d, unix_time at);

} // namespace mostro
