// SPDX-License-Identifier: MIT
#include "actors/network/url_rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace mostro {
namespace {

constexpr size_t max_url_bytes = 2048;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::string lower(std::string_view text) {
  std::string out{text};
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return out;
}

template <class Number>
std::optional<Number> decimal(std::string_view text) {
  Number value = 0;
  const auto* end = text.data() + text.size();
  auto [stop, trouble] = std::from_chars(text.data(), end, value);
  if (text.empty() || trouble != std::errc{} || stop != end)
    return std::nullopt;
  return value;
}

bool is_dotted_quad(std::string_view host) {
  for (int part = 0; part < 4; ++part) {
    auto dot = host.find('.');
    auto label = host.substr(0, dot);
    const bool padded = label.size() > 1 && label.front() == '0';
    if (padded || !decimal<uint8_t>(label) || (dot == std::string_view::npos) != (part == 3))
      return false;
    host.remove_prefix(dot == std::string_view::npos ? host.size() : dot + 1);
  }
  return true;
}

/// Resolvers read `127.1`, `0x7f.1` and `2130706433` as addresses: a host that
/// ends in a number must be a dotted quad (the rule of the WHATWG URL standard).
bool ends_in_number(std::string_view host) {
  if (host.ends_with('.'))
    host.remove_suffix(1);
  auto dot = host.rfind('.');
  auto last = dot == std::string_view::npos ? host : host.substr(dot + 1);
  if (last.empty())
    return true;
  if (std::all_of(last.begin(), last.end(), is_digit))
    return true;
  return last.starts_with("0x") && std::all_of(last.begin() + 2, last.end(), is_hex_digit);
}

bool is_host_name(std::string_view host) {
  if (host.empty() || host.size() > 253 || host.front() == '.' ||
      host.find("..") != std::string_view::npos)
    return false;
  auto fits = [](char c) {
    return is_digit(c) || is_letter(c) || c == '-' || c == '.' || c == '_';
  };
  return std::all_of(host.begin(), host.end(), fits) &&
         (!ends_in_number(host) || is_dotted_quad(host));
}

bool is_v6_spelling(std::string_view host) {
  auto fits = [](char c) { return is_hex_digit(c) || c == ':' || c == '.'; };
  return host.size() >= 2 && host.size() <= 45 && host.find(':') != std::string_view::npos &&
         std::all_of(host.begin(), host.end(), fits);
}

/// Reads `host[:port]` into `into`; false when it is not well-formed.
bool read_authority(std::string_view text, url& into) {
  std::string_view rest;
  if (text.starts_with('[')) {
    auto close = text.find(']');
    if (close == std::string_view::npos || !is_v6_spelling(text.substr(1, close - 1)))
      return false;
    into.host = lower(text.substr(1, close - 1));
    into.is_v6_literal = true;
    rest = text.substr(close + 1);
  } else {
    auto colon = std::min(text.find(':'), text.size());
    into.host = lower(text.substr(0, colon));
    if (!is_host_name(into.host))
      return false;
    rest = text.substr(colon);
  }
  into.port = into.default_port();
  if (rest.empty())
    return true;
  auto port = rest.front() == ':' ? decimal<uint16_t>(rest.substr(1)) : std::nullopt;
  if (!port || *port == 0)
    return false;
  into.port = *port;
  return true;
}

} // namespace

std::string url::authority() const {
  std::string out = is_v6_literal ? "[" + host + "]" : host;
  return port == default_port() ? out : out + ":" + std::to_string(port);
}

result<url> parse_url(std::string_view text) {
  auto printable = [](char c) { return c > 0x20 && c < 0x7f && c != '\\'; };
  if (text.size() > max_url_bytes || !std::all_of(text.begin(), text.end(), printable))
    return fail(errc::malformed, "URL is too long or has foreign characters");
  auto colon = text.find("://");
  if (colon == std::string_view::npos)
    return fail(errc::malformed, "URL without a scheme");
  url out;
  out.scheme = lower(text.substr(0, colon));
  constexpr std::array<std::string_view, 4> schemes{"http", "https", "ws", "wss"};
  if (std::find(schemes.begin(), schemes.end(), out.scheme) == schemes.end())
    return fail(errc::malformed, "URL of a foreign scheme");
  auto rest = text.substr(colon + 3);
  rest = rest.substr(0, rest.find('#'));
  auto authority_end = std::min(rest.find_first_of("/?"), rest.size());
  auto authority = rest.substr(0, authority_end);
  if (authority.find('@') != std::string_view::npos)
    return fail(errc::malformed, "URL with userinfo");
  if (!read_authority(authority, out))
    return fail(errc::malformed, "URL without a usable host");
  rest.remove_prefix(authority_end);
  auto question = rest.find('?');
  if (question != std::string_view::npos)
    out.query = std::string{rest.substr(question + 1)};
  auto path = rest.substr(0, question);
  if (!path.empty())
    out.path = std::string{path};
  return out;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (char c : text) {
    if (is_digit(c) || is_letter(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
      continue;
    }
    auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

} // namespace mostro
