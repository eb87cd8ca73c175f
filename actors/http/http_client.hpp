// SPDX-License-Identifier: MIT
//
// The HTTP thread: one libcurl multi handle for every request of the daemon
// (architecture §6). Only the .cpp knows libcurl.
#pragma once

#include "actors/http/http_service.hpp"

#include <memory>

namespace mostro {

/// The real HTTP service.
class http_client final : public http_service {
public:
  /// Starts the thread.
  http_client();
  /// Stops.
  ~http_client() override;

  /// See http_service. More than 256 requests at a time fail at once.
  void get(http_request what, answer tell) override;
  /// Ends every transfer, joins the thread and drops the callbacks uncalled;
  /// later requests are dropped too. Harmless when repeated.
  void stop();

private:
  class loop;
  std::unique_ptr<loop> loop_;
};

} // namespace mostro
