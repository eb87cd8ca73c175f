// SPDX-License-Identifier: MIT
//
// The HTTP providers of prices (spec 05 §1.4), each as two pure functions: what
// to ask, and how to read the answer. One source file per provider.
#pragma once

#include "actors/price/quote_rules.hpp"
#include "messages/result.hpp"
#include "messages/secret.hpp"
#include "messages/time.hpp"

namespace mostro {

/// How a provider is reached: its part of the settings.
struct provider_access {
  std::string url;                  ///< Base URL.
  std::vector<std::string> mirrors; ///< Asked in order when `url` fails; `currency_api` only.
  secret<std::string> key;          ///< API key or token; empty = none.
};

/// One GET request.
struct rate_request {
  std::string url;
  secret<std::string> header; ///< A whole line that holds a key; empty = none.
};

/// What a provider is asked, in order until one answer is legible. At least one.
using rate_requests = std::vector<rate_request> (*)(const provider_access& access, unix_time now);

/// Reads an answer. An error fails it: no JSON of the known shape, or a value of
/// another type than number or null. Null, non-finite and non-positive values are
/// dropped singly, unknown members ignored (spec 05 §1.3).
using rate_reader = result<quote_table> (*)(std::string_view body);

/// A provider that is asked over HTTP.
struct http_provider {
  std::string_view id; ///< As in the settings.
  rate_requests requests;
  rate_reader read;
};

/// The provider of that id; nullptr for an unknown one and for `nostr`, which is
/// not asked over HTTP.
const http_provider* find_http_provider(std::string_view id);

// The entries of the table behind find_http_provider, each in a file of its name.
http_provider yadio();
http_provider coingecko();
http_provider currency_api();
http_provider blockchain();
http_provider eltoque();

} // namespace mostro
