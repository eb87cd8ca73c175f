// SPDX-License-Identifier: MIT
//
// The first-run wizard (spec 05 §6): asks on a terminal for what a node cannot do
// without and makes the text of settings.toml out of the answers.
#pragma once

#include "messages/nostr/keys.hpp"
#include "messages/result.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mostro {

/// How the wizard talks; tests bring a script.
struct wizard_terminal {
  std::function<void(const std::string& text)> say;
  /// One line of the operator; none at the end of the input.
  std::function<std::optional<std::string>()> read;
  /// The same without showing what is typed.
  std::function<std::optional<std::string>()> read_hidden;
  /// 32 random bytes for a new key.
  std::function<bytes32()> random;
  /// True when the path is a regular file that can be read.
  std::function<bool(const std::filesystem::path& path)> is_file;
  std::string home; ///< What `~/` stands for.
};

/// What the operator answered.
struct wizard_answers {
  std::filesystem::path cert_file;
  std::filesystem::path macaroon_file;
  std::string grpc_host;
  nostr::key_pair node;
  bool key_in_env_file = true; ///< `.env` beside the settings instead of the settings themselves.
  std::vector<std::string> relays;
  double fee = 0;
  std::vector<std::string> fiat_currencies; ///< Upper case; none = all.
};

/// Asks everything; an answer that cannot be used is explained and asked again. Fails with
/// `unavailable` when the input ends.
result<wizard_answers> ask_operator(const wizard_terminal& at);

/// The settings file that these answers make.
std::string settings_text(const wizard_answers& answers);

/// The `.env` file, when the key goes there.
std::string env_text(const wizard_answers& answers);

} // namespace mostro
