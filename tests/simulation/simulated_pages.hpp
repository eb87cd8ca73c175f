// SPDX-License-Identifier: MIT
//
// The web of the simulated world: a price that moves and wallets behind Lightning addresses.
#pragma once

#include "actors/http/http_service.hpp"
#include "tests/harness/lnurl_pages.hpp"
#include "tests/simulation/simulated_lightning.hpp"

#include <map>

namespace mostro::simulation {

/// Pages, outliving the daemon.
class simulated_pages {
public:
  explicit simulated_pages(simulated_lightning& lightning) : lightning_(lightning) {}

  /// An HTTP client for one life of the daemon.
  std::shared_ptr<http_service> make_client();
  /// Whoever is paid at `<name>@wallet.example` has the node `name`.
  std::string address_of(const std::string& name) const;
  double dollars_per_bitcoin() const { return dollars_; }
  /// Moves the price now and then.
  void begin_faults();
  /// The end of the run: every page answers.
  void mend() { mended_ = true; }
  /// Answers one request.
  http_answered answer(const http_request& asked);

  world& in() { return lightning_.in(); }

private:
  devnet::http_response page(const devnet::http_request& asked);

  simulated_lightning& lightning_;
  std::vector<std::shared_ptr<http_service>> clients_; ///< Of all lives.
  double dollars_ = 50'000;
  bool mended_ = false;
};

} // namespace mostro::simulation
