// SPDX-License-Identifier: MIT
//
// A directory with a settings file that holds, for tests to break.
#pragma once

#include "actors/config/settings.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <unistd.h>

namespace mostro::test {

/// Lives as long as the object; the certificate and the macaroon are in it.
struct settings_folder {
  std::filesystem::path path;

  settings_folder() {
    auto name = (std::filesystem::temp_directory_path() / "mostro-settings-XXXXXX").string();
    path = mkdtemp(name.data());
    write("tls.cert", "x");
    write("m.macaroon", "x");
  }
  ~settings_folder() {
    std::error_code ec;
    std::filesystem::remove_all(path, ec);
  }
  settings_folder(const settings_folder&) = delete;
  settings_folder& operator=(const settings_folder&) = delete;

  void write(const std::string& name, const std::string& content) const {
    std::ofstream{path / name} << content;
  }

  settings_reading read(const std::string& text, const std::string& nsec = "") const {
    write("settings.toml", text);
    return read_settings(path / "settings.toml", nsec);
  }

  /// Every key that existing files have, in their order.
  std::string whole() const {
    return R"(
[lightning]
lnd_cert_file = 'tls.cert'
lnd_macaroon_file = 'm.macaroon'
lnd_grpc_host = 'https://127.0.0.1:10001'
invoice_expiration_window = 3600
hold_invoice_cltv_delta = 144
hold_invoice_expiration_window = 300
payment_attempts = 3
payment_retries_interval = 60
max_final_cltv_expiry_delta = 432
escrow_deadline_margin_blocks = 24

[nostr]
nsec_privkey = '0000000000000000000000000000000000000000000000000000000000000001'
relays = ['ws://localhost:7000']

[mostro]
fee = 0.006
max_routing_fee = 0.002
max_order_amount = 1000000
min_payment_amount = 100
expiration_hours = 24
max_expiration_days = 15
expiration_seconds = 900
user_rates_sent_interval_seconds = 3600
publish_relays_interval = 60
pow = 0
transport = 'nip44'
publish_mostro_info_interval = 300
bitcoin_price_api_url = 'https://api.yadio.io'
fiat_currencies_accepted = ['USD', 'EUR', 'ARS', 'CUP']
max_orders_per_response = 10
dev_fee_percentage = 0.30

[database]
url = 'sqlite://mostro.db'

[expiration]
order_days = 30
rating_days = 90
dispute_days = 90
fee_audit_days = 365
dm_days = 30

[rpc]
enabled = false
listen_address = '127.0.0.1'
port = 50051
)";
  }
};

} // namespace mostro::test
