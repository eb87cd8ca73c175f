// SPDX-License-Identifier: MIT
//
// The methods of AdminService: each asks the service and translates the answer.
#pragma once

#include "actors/admin/admin_service.hpp"

#include <admin.grpc.pb.h>

namespace mostro::admin {

/// One listening socket's methods; gRPC calls them on threads that may wait.
class grpc_calls final : public v1::AdminService::Service {
public:
  grpc_calls(admin_service& service, door through) : service_(service), through_(through) {}

  grpc::Status CancelOrder(grpc::ServerContext* context, const v1::CancelOrderRequest* request,
                           v1::CancelOrderResponse* response) override;
  grpc::Status SettleOrder(grpc::ServerContext* context, const v1::SettleOrderRequest* request,
                           v1::SettleOrderResponse* response) override;
  grpc::Status AddSolver(grpc::ServerContext* context, const v1::AddSolverRequest* request,
                         v1::AddSolverResponse* response) override;
  grpc::Status TakeDispute(grpc::ServerContext* context, const v1::TakeDisputeRequest* request,
                           v1::TakeDisputeResponse* response) override;
  grpc::Status ValidateDbPassword(grpc::ServerContext* context,
                                  const v1::ValidateDbPasswordRequest* request,
                                  v1::ValidateDbPasswordResponse* response) override;
  grpc::Status GetVersion(grpc::ServerContext* context, const v1::GetVersionRequest* request,
                          v1::GetVersionResponse* response) override;
  grpc::Status RemoveSolver(grpc::ServerContext* context, const v1::RemoveSolverRequest* request,
                            v1::RemoveSolverResponse* response) override;
  grpc::Status SetMaintenance(grpc::ServerContext* context,
                              const v1::SetMaintenanceRequest* request,
                              v1::SetMaintenanceResponse* response) override;
  grpc::Status GetStatus(grpc::ServerContext* context, const v1::GetStatusRequest* request,
                         v1::GetStatusResponse* response) override;
  grpc::Status ListOrders(grpc::ServerContext* context, const v1::ListOrdersRequest* request,
                          v1::ListOrdersResponse* response) override;
  grpc::Status GetOrder(grpc::ServerContext* context, const v1::GetOrderRequest* request,
                        v1::GetOrderResponse* response) override;
  grpc::Status ListDisputes(grpc::ServerContext* context, const v1::ListDisputesRequest* request,
                            v1::ListDisputesResponse* response) override;
  grpc::Status ListSolvers(grpc::ServerContext* context, const v1::ListSolversRequest* request,
                           v1::ListSolversResponse* response) override;
  grpc::Status Backup(grpc::ServerContext* context, const v1::BackupRequest* request,
                      v1::BackupResponse* response) override;
  grpc::Status WatchEvents(grpc::ServerContext* context, const v1::WatchEventsRequest* request,
                           grpc::ServerWriter<v1::OrderChange>* writer) override;

private:
  caller who(const grpc::ServerContext& context) const;

  admin_service& service_;
  const door through_;
};

} // namespace mostro::admin
