// SPDX-License-Identifier: MIT
//
// Our views into the messages of admin.proto.
#pragma once

#include "messages/admin.hpp"
#include "messages/node_status.hpp"

#include <admin.pb.h>

namespace mostro::admin {

void put(const order_view& from, v1::Order& to);
void put(const dispute_view& from, v1::Dispute& to);
void put(const order_details& from, v1::GetOrderResponse& to);
void put(const node_status& from, v1::GetStatusResponse& to);
void put(const backup_view& from, v1::BackupResponse& to);
void put(const order_change& from, v1::OrderChange& to);

} // namespace mostro::admin
