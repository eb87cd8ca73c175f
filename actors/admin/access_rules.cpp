// SPDX-License-Identifier: MIT
#include "actors/admin/access_rules.hpp"

#include "actors/network/address_rules.hpp"
#include "messages/hash.hpp"

#include <algorithm>

namespace mostro::admin {

namespace {

std::string_view without_blanks_around(std::string_view text) {
  auto blank = " \t\r\n";
  auto first = text.find_first_not_of(blank);
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

/// gRPC escapes the brackets of an IPv6 peer in some versions.
std::string with_brackets(std::string_view text) {
  std::string out{text};
  for (auto [escaped, plain] : {std::pair{"%5B", "["}, std::pair{"%5D", "]"}})
    if (auto at = out.find(escaped); at != std::string::npos)
      out.replace(at, 3, plain);
  return out;
}

} // namespace

result<access_token> access_token::from_text(std::string_view text) {
  auto token = without_blanks_around(text);
  if (token.size() < least_characters)
    return fail(errc::invalid,
                "the token has fewer than " + std::to_string(least_characters) + " characters");
  if (token.size() > most_characters)
    return fail(errc::invalid,
                "the token has more than " + std::to_string(most_characters) + " characters");
  if (std::any_of(token.begin(), token.end(), [](char c) { return c <= ' ' || c > '~'; }))
    return fail(errc::invalid, "the token has blanks or characters that are not ASCII inside");
  access_token out;
  out.digest_ = sha256(as_bytes(token));
  return out;
}

bool access_token::matches(std::string_view shown) const {
  auto digest = sha256(as_bytes(shown)); // Equal lengths: the comparison tells nothing about them.
  return equal_in_constant_time(digest, digest_);
}

bool permits(const std::optional<access_token>& token, const caller& who) {
  if (who.through == door::unix_socket)
    return true;
  return token && who.bearer && token->matches(*who.bearer);
}

std::optional<std::string> bearer_of(std::string_view header) {
  constexpr std::string_view scheme = "bearer ";
  auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? char(a + 32) : a) == b; };
  if (header.size() <= scheme.size() || !std::equal(scheme.begin(), scheme.end(), header.begin(),
                                                    [&](char b, char a) { return same(a, b); }))
    return std::nullopt;
  return std::string{without_blanks_around(header.substr(scheme.size()))};
}

std::string address_of_peer(std::string_view peer) {
  if (peer.starts_with("unix:") || peer.starts_with("unix-abstract:"))
    return "unix";
  if (!peer.starts_with("ipv4:") && !peer.starts_with("ipv6:"))
    return {};
  auto rest = with_brackets(peer.substr(5));
  auto colon = rest.rfind(':');
  auto text = rest.substr(0, colon == std::string::npos ? rest.size() : colon);
  if (text.starts_with('[') && text.ends_with(']'))
    text = text.substr(1, text.size() - 2);
  auto address = parse_ip(text);
  return address ? address->text() : std::string{};
}

result<std::string> listen_target(std::string_view address, uint16_t port) {
  auto bare = address;
  if (bare.starts_with('[') && bare.ends_with(']'))
    bare = bare.substr(1, bare.size() - 2);
  auto parsed = parse_ip(bare);
  if (!parsed || (bare.size() != address.size() && !parsed->is_v6))
    return fail(errc::invalid, "'" + std::string{address} + "' is not an IP address");
  auto host = parsed->is_v6 ? "[" + parsed->text() + "]" : parsed->text();
  return host + ":" + std::to_string(port);
}

std::string missing_for_tcp(const tcp_wishes& w) {
  std::string keys;
  for (auto& [name, value] :
       {std::pair{"tls_cert_file", w.tls_cert_file}, std::pair{"tls_key_file", w.tls_key_file},
        std::pair{"token_file", w.token_file}})
    if (value.empty())
      keys += (keys.empty() ? "" : ", ") + std::string{name};
  if (keys.empty())
    return {};
  return "TCP needs TLS and a token, [rpc] lacks " + keys +
         "; mend: set them, or set enabled = false and use the Unix socket";
}

} // namespace mostro::admin
