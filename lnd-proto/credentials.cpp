// SPDX-License-Identifier: MIT
//
// Parsing of the host and reading of LND's files.
#include "lnd-proto/credentials.hpp"

#include "messages/bytes.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <system_error>

namespace mostro::lnd {
namespace {

constexpr size_t largest_file = 1 << 20;

error bad_host(std::string_view host, const char* why) {
  return fail(errc::invalid, "LND host \"" + std::string(host) + "\": " + why);
}

bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' || c == '_';
}

bool is_ipv6_character(char c) {
  return std::isxdigit(static_cast<unsigned char>(c)) || c == ':' || c == '.';
}

// True for `name` and `[ipv6]`; a bare IPv6 address would hide the port.
bool is_host_name(std::string_view name) {
  if (name.size() > 4 && name.front() == '[' && name.back() == ']') {
    name = name.substr(1, name.size() - 2);
    return std::all_of(name.begin(), name.end(), is_ipv6_character);
  }
  return !name.empty() && std::all_of(name.begin(), name.end(), is_name_character);
}

bool is_port(std::string_view text) {
  unsigned port = 0;
  auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), port);
  return failed == std::errc{} && end == text.data() + text.size() && port > 0 && port <= 65535;
}

bool is_https(std::string_view scheme) {
  constexpr std::string_view wanted = "https";
  return std::equal(scheme.begin(), scheme.end(), wanted.begin(), wanted.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == b;
  });
}

result<std::string> read_file(const std::string& path, const std::string& what) {
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  std::string content(largest_file + 1, '\0');
  // A directory opens; only reading it fails.
  if (in)
    in.read(content.data(), static_cast<std::streamsize>(content.size()));
  if (!in.is_open() || in.bad()) {
    const int why = errno ? errno : EIO;
    return fail(errc::io, "cannot read the " + what + " " + path + ": " +
                              std::generic_category().message(why));
  }
  content.resize(static_cast<size_t>(in.gcount()));
  if (content.empty())
    return fail(errc::malformed, "the " + what + " " + path + " is empty");
  if (content.size() > largest_file)
    return fail(errc::malformed, "the " + what + " " + path + " is larger than 1 MiB");
  return content;
}

} // namespace

result<std::string> parse_host(std::string_view host) {
  std::string_view rest = host;
  if (auto scheme = rest.find("://"); scheme != std::string_view::npos) {
    if (!is_https(rest.substr(0, scheme)))
      return bad_host(host, "the scheme must be https, LND has no plain gRPC");
    rest.remove_prefix(scheme + 3);
  }
  if (rest.ends_with('/'))
    rest.remove_suffix(1);
  const auto colon = rest.rfind(':');
  if (colon == std::string_view::npos || rest.ends_with(']'))
    return bad_host(host, "the port is missing");
  if (!is_port(rest.substr(colon + 1)))
    return bad_host(host, "the port must be a number from 1 to 65535");
  if (!is_host_name(rest.substr(0, colon)))
    return bad_host(host, "want a name, an IPv4 address or an IPv6 address in brackets");
  return std::string(rest);
}

result<key_material> read_key_material(const credentials& how) {
  auto certificate = read_file(how.tls_cert_file, "TLS certificate");
  if (!certificate)
    return certificate.why();
  if (certificate->find("-----BEGIN CERTIFICATE-----") == std::string::npos ||
      certificate->find("-----END CERTIFICATE-----") == std::string::npos)
    return fail(errc::malformed,
                "the TLS certificate " + how.tls_cert_file + " is not a PEM certificate");
  auto macaroon = read_file(how.macaroon_file, "macaroon");
  if (!macaroon)
    return macaroon.why();
  return key_material{std::move(*certificate), secret<std::string>(to_hex(as_bytes(*macaroon)))};
}

} // namespace mostro::lnd
