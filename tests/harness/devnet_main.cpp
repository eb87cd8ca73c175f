// SPDX-License-Identifier: MIT
//
// mostro-devnet: a relay, a Lightning network and an HTTP server for anyone's
// client. Runs in the foreground; prints one JSON line when everything listens.
#include "messages/nostr/keys.hpp"
#include "tests/harness/demo.hpp"
#include "tests/harness/devnet.hpp"

#include <CLI/CLI.hpp>
#include <csignal>
#include <fstream>
#include <iostream>
#include <openssl/rand.h>

namespace {

using namespace mostro;

std::string fresh_nsec() {
  bytes32 raw{};
  expects(RAND_bytes(raw.data(), 32) == 1, "no randomness");
  raw[0] &= 0x7f; // Below the group order.
  return nostr::to_nsec(secret_key{raw});
}

int run(const devnet::devnet_options& options, const std::string& transport) {
  auto network = devnet::devnet::start(options);
  if (!network) {
    std::cerr << "mostro-devnet: " << to_string(network.why()) << "\n";
    return 1;
  }
  auto settings = options.directory / "settings.toml";
  if (auto written = (*network)->write_settings(fresh_nsec(), transport); !written) {
    std::cerr << "mostro-devnet: " << to_string(written.why()) << "\n";
    return 1;
  }
  auto line = (*network)->description();
  std::ofstream{options.directory / "devnet.json"} << line << "\n";
  std::cout << line << std::endl;
  sigset_t wanted;
  sigemptyset(&wanted);
  sigaddset(&wanted, SIGTERM);
  sigaddset(&wanted, SIGINT);
  int signal = 0;
  sigwait(&wanted, &signal);
  return 0;
}

int trade(const std::filesystem::path& directory, const std::string& npub) {
  auto node = nostr::parse_public_key(npub);
  if (!node) {
    std::cerr << "mostro-devnet: --node is neither npub1… nor 64 hex digits\n";
    return 2;
  }
  if (auto done = devnet::run_demo(directory, *node, std::cout); !done) {
    std::cerr << "mostro-devnet: " << to_string(done.why()) << "\n";
    return 1;
  }
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t blocked; // Before any thread exists: all of them inherit the mask.
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  sigaddset(&blocked, SIGINT);
  pthread_sigmask(SIG_BLOCK, &blocked, nullptr);

  devnet::devnet_options options;
  options.relay_port = 7777;
  options.http_port = 7780;
  options.lightning_port = 10009;
  std::string directory;
  std::string transport = "both";
  CLI::App app{"A Nostr relay, a Lightning network that speaks LND's gRPC, and LNURL, price and "
               "control pages over HTTP, for trying out Mostro without real money."};
  app.add_option("--dir", directory, "Where credentials, devnet.json and settings.toml go")
      ->required();
  app.add_option("--relay-port", options.relay_port, "Relay port, 0 = any free")
      ->capture_default_str();
  app.add_option("--http-port", options.http_port, "HTTP port, 0 = any free")
      ->capture_default_str();
  app.add_option("--ln-port", options.lightning_port, "gRPC port of the first node, 0 = any free")
      ->capture_default_str();
  app.add_option("--nodes", options.nodes, "Node names; the first one serves mostrod")
      ->delimiter(',')
      ->capture_default_str();
  app.add_option("--transport", transport, "Written to settings.toml: nip44, gift-wrap or both")
      ->capture_default_str();
  std::string npub;
  auto* trading = app.add_subcommand(
      "trade", "Runs a sell and a buy trade against a running devnet and mostrod, step by step");
  trading->add_option("--node", npub, "The npub of the running mostrod")->required();
  CLI11_PARSE(app, argc, argv);
  if (trading->parsed())
    return trade(directory, npub);
  options.directory = std::filesystem::absolute(directory);
  return run(options, transport);
}
