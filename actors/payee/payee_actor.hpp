// SPDX-License-Identifier: MIT
//
// The PAYEE: asks Lightning addresses and LNURLs over HTTP (spec 05 §3). All
// judgement is payee_rules; this file keeps what is under way.
#pragma once

#include "actors/environment.hpp"
#include "actors/http/http_service.hpp"
#include "actors/interfaces/payee.hpp"
#include "actors/payee/payee_rules.hpp"

#include <map>
#include <memory>
#include <optional>
#include <variant>

namespace mostro {

/// What the payee needs.
struct payee_setup {
  environment env;
  std::shared_ptr<http_service> http;
  std::string user_agent = "mostro";
  payee_policy policy;
  /// Regtest and the devnet: http and private addresses are allowed.
  bool allow_private_addresses = false;
  /// Questions under way beyond which further ones are refused.
  size_t max_open = 128;
};

/// A question that waits for the payee's server.
struct payee_question {
  using probe_promise = caf::typed_response_promise<probed_destination>;
  using resolve_promise = caf::typed_response_promise<resolved_payee>;

  std::variant<probe_promise, resolve_promise> reply;
  sats amount;
  std::string comment;
  bool callback_asked = false;               ///< The second request of a resolve is out.
  std::optional<bytes32> metadata_hash = {}; ///< What its invoice may commit to.
};

/// State of the payee.
struct payee_state {
  payee_state() = default;
  static inline const char* name = "payee";

  std::optional<payee_setup> setup;
  std::map<uint64_t, payee_question> open; ///< By the tag of the HTTP request.
  uint64_t last_tag = 0;
};

/// The behaviour. A probe answers `unreachable` and a resolve an error for
/// whatever goes wrong; both answer within about 12 s.
payee_actor::behavior_type payee_behavior(payee_actor::stateful_pointer<payee_state> self,
                                          payee_setup setup);

} // namespace mostro
