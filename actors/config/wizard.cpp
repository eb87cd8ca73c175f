// SPDX-License-Identifier: MIT
#include "actors/config/wizard.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <sstream>

namespace mostro {

namespace {

constexpr auto default_host = "https://127.0.0.1:10009";
constexpr auto default_relay = "wss://relay.mostro.network";

/// Thrown inside this file only: the operator closed the input.
struct input_ended {};

std::string trimmed(const std::string& text) {
  auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string ask(const wizard_terminal& at, const std::string& question,
                const std::string& fallback = {}) {
  at.say(question + (fallback.empty() ? "" : " [" + fallback + "]") + ": ");
  auto line = at.read();
  if (!line)
    throw input_ended{};
  auto answer = trimmed(*line);
  return answer.empty() ? fallback : answer;
}

bool ask_yes(const wizard_terminal& at, const std::string& question, bool fallback) {
  while (true) {
    auto answer = ask(at, question, fallback ? "yes" : "no");
    if (answer == "yes" || answer == "y")
      return true;
    if (answer == "no" || answer == "n")
      return false;
    at.say("  Please answer yes or no.\n");
  }
}

/// What would break out of a TOML literal string.
bool is_plain(const std::string& text) {
  return std::none_of(text.begin(), text.end(),
                      [](unsigned char c) { return c < 32 || c == '\'' || c == 127; });
}

std::filesystem::path ask_file(const wizard_terminal& at, const std::string& question) {
  while (true) {
    auto answer = ask(at, question);
    std::filesystem::path path{answer.starts_with("~/") ? at.home + answer.substr(1) : answer};
    if (!is_plain(answer)) {
      at.say("  A path with a quote or a control character cannot be written down here.\n");
      continue;
    }
    if (!answer.empty() && at.is_file(path)) {
      std::error_code ec;
      auto whole = std::filesystem::canonical(path, ec);
      return ec ? path : whole;
    }
    at.say("  '" + path.string() + "' is not a file that can be read. Give its whole path.\n");
  }
}

std::string ask_host(const wizard_terminal& at) {
  while (true) {
    auto host = ask(at, "LND's gRPC address", default_host);
    if (host.starts_with("https://") && host.size() > 8 && is_plain(host))
      return host;
    at.say("  Write it as https://host:port.\n");
  }
}

nostr::key_pair ask_key(const wizard_terminal& at) {
  if (!ask_yes(at, "Do you have a secret key (nsec1…) for this node already?", false)) {
    while (true)
      if (auto made = nostr::parse_secret_key(to_hex(at.random()))) {
        at.say("  A new key was made. The node's public key: " + nostr::to_npub(made->pub) + "\n");
        return *made;
      }
  }
  while (true) {
    at.say("Secret key (not shown while you type): ");
    auto line = at.read_hidden();
    if (!line)
      throw input_ended{};
    if (auto key = nostr::parse_secret_key(trimmed(*line))) {
      at.say("\n  The node's public key: " + nostr::to_npub(key->pub) + "\n");
      return *key;
    }
    at.say("\n  That is not a secret key: use the nsec1… form or 64 hex digits.\n");
  }
}

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> out;
  std::istringstream in{list};
  for (std::string part; std::getline(in, part, ',');)
    if (part = trimmed(part); !part.empty())
      out.push_back(part);
  return out;
}

std::vector<std::string> ask_relays(const wizard_terminal& at) {
  while (true) {
    auto relays = split(ask(at, "Relays, separated by commas", default_relay));
    bool good = !relays.empty() && std::all_of(relays.begin(), relays.end(), [](auto& url) {
      return is_plain(url) && ((url.starts_with("ws://") && url.size() > 5) ||
                               (url.starts_with("wss://") && url.size() > 6));
    });
    if (good)
      return relays;
    at.say("  Give at least one; each begins with ws:// or wss://.\n");
  }
}

double ask_fee(const wizard_terminal& at) {
  while (true) {
    auto answer =
        ask(at, "Fee of a trade as a fraction (0.006 is 0.6 %), half from each side", "0.0");
    char* end = nullptr;
    auto fee = std::strtod(answer.c_str(), &end);
    if (end && *end == '\0' && fee >= 0 && fee < 1)
      return fee;
    at.say("  Write a number from 0 to below 1.\n");
  }
}

std::vector<std::string> ask_currencies(const wizard_terminal& at) {
  while (true) {
    auto codes = split(ask(at, "Accepted currencies, separated by commas (empty: all)"));
    for (auto& code : codes)
      for (auto& c : code)
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    if (std::all_of(codes.begin(), codes.end(), is_plain))
      return codes;
    at.say("  Write codes such as USD, EUR.\n");
  }
}

std::string listed(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (auto& text : texts)
    out += (out.size() > 1 ? ", '" : "'") + text + "'";
  return out + "]";
}

} // namespace

result<wizard_answers> ask_operator(const wizard_terminal& at) {
  try {
    wizard_answers out;
    out.cert_file = ask_file(at, "Path of LND's certificate (tls.cert)");
    out.macaroon_file = ask_file(at, "Path of the macaroon for mostrod");
    out.grpc_host = ask_host(at);
    out.node = ask_key(at);
    out.key_in_env_file = ask_yes(
        at, "Keep the secret key in .env (readable by you alone) instead of settings.toml?", true);
    out.relays = ask_relays(at);
    out.fee = ask_fee(at);
    out.fiat_currencies = ask_currencies(at);
    return out;
  } catch (const input_ended&) {
    return fail(errc::unavailable, "the input ended before all questions were answered");
  }
}

std::string settings_text(const wizard_answers& answers) {
  std::ostringstream out;
  out << "# Made by the first-run wizard. docs/settings.md explains every key.\n\n"
      << "[database]\nurl = 'sqlite://mostro.db'\n\n"
      << "[nostr]\nnsec_privkey = '"
      << (answers.key_in_env_file ? "" : nostr::to_nsec(answers.node.secret))
      << "'\nrelays = " << listed(answers.relays) << "\n\n"
      << "[lightning]\nlnd_cert_file = '" << answers.cert_file.string()
      << "'\nlnd_macaroon_file = '" << answers.macaroon_file.string() << "'\nlnd_grpc_host = '"
      << answers.grpc_host << "'\n"
      << "invoice_expiration_window = 3600\nhold_invoice_cltv_delta = 144\n"
      << "hold_invoice_expiration_window = 300\npayment_attempts = 3\n"
      << "payment_retries_interval = 60\nmax_final_cltv_expiry_delta = 432\n"
      << "escrow_deadline_margin_blocks = 24\n\n"
      << "[mostro]\nfee = " << answers.fee << "\nmax_routing_fee = 0.002\n"
      << "max_order_amount = 1000000\nmin_payment_amount = 100\nexpiration_hours = 24\n"
      << "max_expiration_days = 15\nexpiration_seconds = 900\n"
      << "user_rates_sent_interval_seconds = 3600\npublish_relays_interval = 60\npow = 0\n"
      << "publish_mostro_info_interval = 300\nfiat_currencies_accepted = "
      << listed(answers.fiat_currencies) << "\nmax_orders_per_response = 10\n"
      << "dev_fee_percentage = 0\n\n"
      << "[rpc]\nenabled = false\nlisten_address = '127.0.0.1'\nport = 50051\n";
  return out.str();
}

std::string env_text(const wizard_answers& answers) {
  return "MOSTRO_NSEC_PRIVKEY=" + nostr::to_nsec(answers.node.secret) + "\n";
}

} // namespace mostro
