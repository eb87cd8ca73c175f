// SPDX-License-Identifier: MIT
//
// The JSON of LNURL-pay.
#include "tests/harness/lnurl_pages.hpp"

#include "messages/bech32.hpp"
#include "messages/json.hpp"

#include <algorithm>
#include <charconv>

namespace mostro::devnet {

namespace {

std::string quoted(std::string_view text) {
  std::string out;
  json::write_string(out, text);
  return out;
}

std::optional<msats> parse_amount(const std::string& text) {
  int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, value);
  if (problem != std::errc{} || stopped != end)
    return std::nullopt;
  return msats{value};
}

/// UTF-8 characters, not bytes: everything but continuation bytes.
size_t characters(const std::string& text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<uint8_t>(c) & 0xC0) != 0x80; }));
}

} // namespace

std::string lnurl_callback_path(const std::string& name) { return "/lnurlp/callback/" + name; }

http_response lnurl_refusal(int status, std::string_view reason) {
  return {status, R"({"status":"ERROR","reason":)" + quoted(reason) + "}", "application/json", {}};
}

http_response lnurl_document(const std::string& name, const lnurl_user& user,
                             const std::string& base_url) {
  const std::string metadata = R"([["text/plain",)" + quoted("Payment to " + name) + "]]";
  std::string body = R"({"tag":"payRequest","callback":)";
  body += quoted(base_url + lnurl_callback_path(name));
  body += ",\"minSendable\":" + std::to_string(user.min_sendable.value);
  body += ",\"maxSendable\":" + std::to_string(user.max_sendable.value);
  body += ",\"metadata\":" + quoted(metadata);
  if (user.comment_allowed != 0)
    body += ",\"commentAllowed\":" + std::to_string(user.comment_allowed);
  return {200, body + "}", "application/json", {}};
}

http_response lnurl_callback(const http_request& request, const lnurl_user& user,
                             const invoice_source& invoices) {
  const auto amount = parse_amount(request.parameter("amount").value_or(""));
  if (!amount)
    return lnurl_refusal(200, "amount is missing or not a number");
  if (*amount < user.min_sendable || *amount > user.max_sendable)
    return lnurl_refusal(200, "amount is out of range");
  const auto comment = request.parameter("comment").value_or("");
  if (characters(comment) > user.comment_allowed)
    return lnurl_refusal(200, "comment is too long");
  if (!invoices)
    return lnurl_refusal(200, "no invoices here");
  const auto invoice = invoices(user.node, *amount, comment);
  if (!invoice)
    return lnurl_refusal(200, invoice.why().text);
  return {200, R"({"pr":)" + quoted(*invoice) + R"(,"routes":[]})", "application/json", {}};
}

std::string to_lnurl(const std::string& url) {
  const auto groups = bech32::regroup(as_bytes(url), 8, 5, true);
  return bech32::encode("lnurl", *groups);
}

} // namespace mostro::devnet
