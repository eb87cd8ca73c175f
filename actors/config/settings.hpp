// SPDX-License-Identifier: MIT
//
// The operator's settings: the reference's settings.toml (spec 05 §5) as plain
// structs that are read once and passed down.
#pragma once

#include "actors/config/price_settings.hpp"
#include "actors/config/rpc_settings.hpp"
#include "messages/mostro/transport.hpp"
#include "messages/nostr/keys.hpp"
#include "messages/order_policy.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace mostro {

/// `transport`: one of the two, or both (decision 1).
struct transport_choice {
  bool gift_wrap = false;
  bool nip44 = true;
  /// The protocol version that the info event advertises.
  uint8_t advertised() const { return nip44 ? 2 : 1; }
};

/// `[nostr]`
struct nostr_settings {
  nostr::key_pair node;
  std::vector<std::string> relays;
};

/// `[lightning]`, as far as it is not policy.
struct lightning_settings {
  std::string grpc_host;
  std::string cert_file;
  std::string macaroon_file;
  uint32_t hold_invoice_expiration_window = 300; ///< Only advertised.
  bool allow_private_addresses = false; ///< Regtest only: LNURL at loopback and private hosts.
};

/// `[expiration]`: NIP-40 days per kind.
struct expiration_settings {
  int64_t order_days = 30;
  int64_t rating_days = 90;
  int64_t dispute_days = 90;
  int64_t fee_audit_days = 365;
  int64_t dm_days = 30;
};

/// `[mostro]`, as far as it is not policy.
struct instance_settings {
  transport_choice transport;
  unsigned pow = 0;
  unsigned pow_first_contact = 0;
  seconds publish_relays_interval{60};
  seconds publish_info_interval{300};
  seconds ratings_interval{3600}; ///< Between two flushes of rating events.
  size_t max_orders_per_response = 10;
  std::string name, about, picture, website;
  std::string dev_fee_address; ///< Lightning address or LNURL; empty only without a fee.
};

/// `[metrics]`: the pages for machines of the operator (spec 05 §10).
struct metrics_settings {
  bool enabled = true;
  std::string listen_address = "127.0.0.1";
  uint16_t port = 9464;
};

/// Everything.
struct settings {
  std::filesystem::path file;      ///< Where it was read from.
  std::filesystem::path directory; ///< The file's; the database lives here.
  nostr_settings nostr;
  lightning_settings lightning;
  price_settings price;
  expiration_settings expiration;
  instance_settings instance;
  metrics_settings metrics;
  rpc_settings rpc;
  order_policy policy;
};

/// Settings, or everything that is wrong with them.
struct settings_reading {
  std::optional<mostro::settings> value;
  std::vector<std::string> problems; ///< Each names file, key, what is wrong and the mend.
  std::vector<std::string> warnings; ///< Unknown keys and the like.
};

/// Reads a settings file. `nsec_from_environment` is MOSTRO_NSEC_PRIVKEY (blank =
/// unset) and wins over the file's key.
settings_reading read_settings(const std::filesystem::path& file,
                               const std::string& nsec_from_environment);

} // namespace mostro
