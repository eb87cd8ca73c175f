// SPDX-License-Identifier: MIT
//
// The operator's service as mostroctl sees it. gRPC stays in grpc_client.cpp.
#pragma once

#include "messages/admin.hpp"
#include "messages/node_status.hpp"
#include "messages/result.hpp"

#include <functional>
#include <memory>
#include <variant>

namespace mostro::ctl {

/// Where the daemon listens, and what it wants to be shown.
struct service_address {
  std::string target;     ///< `unix:PATH` or `host:port`.
  std::string ca_file;    ///< TCP: PEM certificate that is trusted.
  std::string token_file; ///< TCP.
};

/// Why there is no answer.
struct call_failure {
  bool unreachable = false; ///< Nobody answered; else the daemon refused.
  std::string text;         ///< For a person, with the mend.
};

/// An answer, or why there is none.
template <class T>
using reply = std::variant<T, call_failure>;

/// Every call waits for its answer.
class client {
public:
  virtual ~client() = default;
  virtual reply<admin::outcome> cancel_order(const std::string& id) = 0;
  virtual reply<admin::outcome> settle_order(const std::string& id) = 0;
  virtual reply<admin::outcome> take_dispute(const std::string& id) = 0;
  virtual reply<admin::outcome> add_solver(const std::string& text) = 0;
  virtual reply<admin::outcome> remove_solver(const std::string& key) = 0;
  virtual reply<admin::outcome> set_maintenance(bool on) = 0;
  virtual reply<admin::backup_view> back_up(const std::string& directory) = 0;
  virtual reply<node_status> status() = 0;
  virtual reply<admin::order_page> orders(const admin::order_query& q) = 0;
  virtual reply<admin::order_details> order(const std::string& id) = 0;
  virtual reply<std::vector<admin::dispute_view>> disputes(bool all, const std::string& prefix) = 0;
  virtual reply<std::vector<admin::solver_view>> solvers() = 0;
  /// Hands every change to `tell` until that returns false or the daemon ends it.
  virtual std::optional<call_failure>
  watch(const std::string& order_id,
        const std::function<bool(const admin::order_change&)>& tell) = 0;
};

/// Prepares a client; nothing is connected yet. `invalid` when a host is given
/// without certificate or token; `io` when a file cannot be read.
result<std::unique_ptr<client>> make_client(const service_address& where);

} // namespace mostro::ctl
