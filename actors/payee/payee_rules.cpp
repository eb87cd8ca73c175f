// SPDX-License-Identifier: MIT
#include "actors/payee/payee_rules.hpp"

#include "actors/network/address_rules.hpp"
#include "actors/network/url_rules.hpp"
#include "messages/bech32.hpp"
#include "messages/hash.hpp"
#include "messages/json.hpp"

#include <algorithm>

namespace mostro {
namespace {

constexpr size_t max_destination_bytes = 2048;

bool has_lnurl_prefix(std::string_view text) {
  constexpr std::string_view prefix = "lnurl";
  return text.size() > prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), text.begin(),
                    [](char want, char have) { return have == want || have == want - 'a' + 'A'; });
}

/// The one rule of schemes: https, or http where nobody on the way could lie.
result<url> parse_payee_url(std::string_view text, bool allow_private) {
  auto parsed = parse_url(text);
  if (!parsed)
    return parsed.why();
  const bool plain_is_fine = allow_private || parsed->host.ends_with(".onion");
  if (parsed->scheme == "https" || (parsed->scheme == "http" && plain_is_fine))
    return parsed;
  return fail(errc::invalid, "the payee must be asked over https");
}

bool is_address_user(std::string_view user) {
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.+";
  return !user.empty() && user.find_first_not_of(allowed) == std::string_view::npos &&
         user != "." && user != "..";
}

/// True for hosts of a devnet, which have no certificate.
bool is_local_host(const url& u) {
  auto ip = parse_ip(u.host);
  return u.host == "localhost" || (ip && !is_public(*ip));
}

result<std::string> address_url(std::string_view address, bool allow_private) {
  auto at = address.find('@');
  if (at == std::string_view::npos)
    return fail(errc::malformed, "not a Lightning address");
  auto user = address.substr(0, at);
  auto domain = address.substr(at + 1);
  if (!is_address_user(user) || domain.find_first_of("/?#@") != std::string_view::npos)
    return fail(errc::malformed, "not a Lightning address");
  auto out =
      parse_url("https://" + std::string{domain} + "/.well-known/lnurlp/" + std::string{user});
  if (!out)
    return out.why();
  if (!allow_private || !is_local_host(*out))
    return out->text();
  auto plain = parse_url("http" + std::string{out->text().substr(5)});
  return plain ? result<std::string>{plain->text()} : plain.why();
}

result<std::string> lnurl_url(std::string_view text, bool allow_private) {
  auto decoded = bech32::decode(text);
  if (!decoded)
    return decoded.why();
  if (decoded->prefix != "lnurl")
    return fail(errc::malformed, "not an LNURL");
  auto octets = bech32::regroup(decoded->groups, 5, 8, false);
  if (!octets)
    return octets.why();
  auto parsed = parse_payee_url(std::string(octets->begin(), octets->end()), allow_private);
  return parsed ? result<std::string>{parsed->text()} : parsed.why();
}

/// An object that is no error report (LUD-06).
result<json::document> parse_answer(std::string_view body) {
  auto parsed = json::document::parse(body);
  if (!parsed)
    return fail(errc::malformed, "the payee's answer is not JSON");
  auto root = parsed->root();
  if (!root.is_object())
    return fail(errc::malformed, "the payee's answer is not an object");
  auto state = root.find("status");
  if (!state || state->text() != "ERROR")
    return parsed;
  auto reason = root.find("reason");
  auto length = reason && reason->text() ? reason->text()->size() : 0;
  return fail(errc::invalid, "the payee reports an error of " + std::to_string(length) + " bytes");
}

bool is_tagged_pay_request(const json::value& root) {
  auto tag = root.find("tag");
  return tag && tag->text() == "payRequest";
}

int64_t integer_or_zero(const json::value& root, std::string_view name) {
  auto found = root.find(name);
  return found ? found->integer().value_or(0) : 0;
}

size_t count_characters(std::string_view utf8) {
  return static_cast<size_t>(std::count_if(
      utf8.begin(), utf8.end(), [](char c) { return (static_cast<uint8_t>(c) & 0xc0) != 0x80; }));
}

/// The pairs of a query without those that we set ourselves.
std::string kept_pairs(std::string_view query) {
  std::string out;
  while (!query.empty()) {
    auto end = std::min(query.find('&'), query.size());
    auto pair = query.substr(0, end);
    auto name = pair.substr(0, pair.find('='));
    if (!pair.empty() && name != "amount" && name != "comment")
      out.append(pair).append("&");
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return out;
}

} // namespace

result<std::string> destination_url(std::string_view destination, bool allow_private) {
  if (destination.size() > max_destination_bytes)
    return fail(errc::too_large, "the destination is too long");
  if (has_lnurl_prefix(destination) && destination.find('@') == std::string_view::npos)
    return lnurl_url(destination, allow_private);
  return address_url(destination, allow_private);
}

bool is_pay_request(std::string_view body) {
  auto answer = parse_answer(body);
  return answer && is_tagged_pay_request(answer->root());
}

result<pay_offer> read_offer(std::string_view body) {
  auto answer = parse_answer(body);
  if (!answer)
    return answer.why();
  auto root = answer->root();
  auto callback = root.find("callback");
  if (!is_tagged_pay_request(root) || !callback || !callback->text())
    return fail(errc::invalid, "the payee offers no pay request");
  pay_offer out;
  out.callback = *callback->text();
  out.min_sendable = {integer_or_zero(root, "minSendable")};
  out.max_sendable = {integer_or_zero(root, "maxSendable")};
  out.comment_allowed = integer_or_zero(root, "commentAllowed");
  if (auto metadata = root.find("metadata"); metadata && metadata->text())
    out.metadata_hash = sha256(as_bytes(*metadata->text()));
  return out;
}

result<std::string> callback_url(const pay_offer& offer, sats amount, std::string_view comment,
                                 bool allow_private) {
  if (!checked_sats(amount.value) || amount.value == 0)
    return fail(errc::out_of_range, "the amount is out of range");
  const auto wanted = to_msats(amount);
  if (wanted < offer.min_sendable || wanted > offer.max_sendable)
    return fail(errc::out_of_range, "the payee does not take this amount");
  auto target = parse_payee_url(offer.callback, allow_private);
  if (!target)
    return target.why();
  auto query = kept_pairs(target->query.value_or("")) + "amount=" + std::to_string(wanted.value);
  const auto length = count_characters(comment);
  if (length > 0 && offer.comment_allowed > 0 &&
      length <= static_cast<uint64_t>(offer.comment_allowed))
    query += "&comment=" + percent_encoded(comment);
  target->query = std::move(query);
  return target->text();
}

result<std::string> read_invoice(std::string_view body) {
  auto answer = parse_answer(body);
  if (!answer)
    return answer.why();
  auto invoice = answer->root().find("pr");
  if (!invoice || !invoice->text() || invoice->text()->empty())
    return fail(errc::invalid, "the payee sent no invoice");
  return std::string{*invoice->text()};
}

status judge_invoice(std::string_view bolt11, sats amount,
                     const std::optional<bytes32>& metadata_hash, unix_time now,
                     const payee_policy& policy) {
  auto invoice = bolt11::decode(bolt11);
  if (!invoice)
    return fail(errc::invalid, "the payee's invoice does not decode");
  if (!invoice->amount || *invoice->amount != to_msats(amount))
    return fail(errc::invalid, "the payee's invoice is for another amount");
  if (policy.network && invoice->network != *policy.network)
    return fail(errc::invalid, "the payee's invoice is for another chain");
  if (invoice->min_final_cltv_expiry_delta > policy.max_final_cltv_expiry_delta)
    return fail(errc::invalid, "the payee's invoice wants too long a final lock");
  if (invoice->expires_at() <= now)
    return fail(errc::invalid, "the payee's invoice has expired");
  if (invoice->description_hash && invoice->description_hash != metadata_hash)
    return fail(errc::invalid, "the payee's invoice commits to another description");
  return done();
}

} // namespace mostro
