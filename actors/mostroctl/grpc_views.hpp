// SPDX-License-Identifier: MIT
//
// The messages of admin.proto into our views. A field that an older daemon does
// not know is empty.
#pragma once

#include "messages/admin.hpp"
#include "messages/node_status.hpp"

#include <admin.pb.h>

namespace mostro::ctl {

admin::order_view view_of(const admin::v1::Order& from);
admin::dispute_view view_of(const admin::v1::Dispute& from);
admin::order_details view_of(const admin::v1::GetOrderResponse& from);
node_status view_of(const admin::v1::GetStatusResponse& from);
admin::order_change view_of(const admin::v1::OrderChange& from);

} // namespace mostro::ctl
