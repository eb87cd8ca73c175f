// SPDX-License-Identifier: MIT
#include "actors/network/address_rules.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>

namespace mostro {
namespace {

/// The network `base`/`bits`.
struct network_block {
  std::array<uint8_t, 16> base;
  unsigned bits;
};

constexpr network_block v4(uint8_t a, uint8_t b, uint8_t c, unsigned bits) {
  return {{a, b, c, 0}, bits};
}
constexpr network_block v6(uint16_t a, uint16_t b, uint16_t c, unsigned bits) {
  return {{static_cast<uint8_t>(a >> 8), static_cast<uint8_t>(a), static_cast<uint8_t>(b >> 8),
           static_cast<uint8_t>(b), static_cast<uint8_t>(c >> 8), static_cast<uint8_t>(c)},
          bits};
}

constexpr network_block forbidden_v4[] = {
    v4(0, 0, 0, 8),      v4(10, 0, 0, 8),    v4(100, 64, 0, 10),   v4(127, 0, 0, 8),
    v4(169, 254, 0, 16), v4(172, 16, 0, 12), v4(192, 0, 0, 24),    v4(192, 0, 2, 24),
    v4(192, 168, 0, 16), v4(198, 18, 0, 15), v4(198, 51, 100, 24), v4(203, 0, 113, 24),
    v4(224, 0, 0, 4),    v4(240, 0, 0, 4),   v4(192, 88, 99, 24),
};

/// What is handed out to hosts; beyond it are loopback, private, link-local,
/// multicast and translated addresses of every kind. The v4-mapped forms are
/// judged by what they map to.
constexpr network_block global_v6 = v6(0x2000, 0, 0, 3);
constexpr network_block forbidden_v6[] = {
    v6(0x2001, 0, 0, 23), // Teredo, benchmarking, ORCHID and other special uses.
    v6(0x2001, 0xdb8, 0, 32),
    v6(0x2002, 0, 0, 16),
    v6(0x3fff, 0, 0, 20),
};

bool lies_in(const ip_address& address, const network_block& block) {
  for (unsigned bit = 0; bit < block.bits; bit += 8) {
    const auto i = bit / 8;
    const auto left = std::min(8u, block.bits - bit);
    const auto mask = static_cast<uint8_t>(0xff << (8 - left));
    if ((address.octets[i] & mask) != (block.base[i] & mask))
      return false;
  }
  return true;
}

/// The IPv4 address inside ::ffff:a.b.c.d.
std::optional<ip_address> mapped_v4(const ip_address& address) {
  constexpr std::array<uint8_t, 12> prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (!std::equal(prefix.begin(), prefix.end(), address.octets.begin()))
    return std::nullopt;
  ip_address out;
  std::copy(address.octets.begin() + 12, address.octets.end(), out.octets.begin());
  return out;
}

} // namespace

std::string ip_address::text() const {
  std::array<char, INET6_ADDRSTRLEN> out{};
  inet_ntop(is_v6 ? AF_INET6 : AF_INET, octets.data(), out.data(), out.size());
  return out.data();
}

std::optional<ip_address> parse_ip(std::string_view text) {
  const std::string terminated{text};
  ip_address out;
  if (inet_pton(AF_INET, terminated.c_str(), out.octets.data()) == 1)
    return out;
  out.is_v6 = true;
  if (inet_pton(AF_INET6, terminated.c_str(), out.octets.data()) == 1)
    return out;
  return std::nullopt;
}

bool is_public(const ip_address& address) {
  auto contains = [&](const network_block& block) { return lies_in(address, block); };
  if (!address.is_v6)
    return std::none_of(std::begin(forbidden_v4), std::end(forbidden_v4), contains);
  if (auto mapped = mapped_v4(address))
    return is_public(*mapped);
  return contains(global_v6) &&
         std::none_of(std::begin(forbidden_v6), std::end(forbidden_v6), contains);
}

result<ip_address> choose_address(const std::vector<ip_address>& found, bool allow_private) {
  if (found.empty())
    return fail(errc::not_found, "the host has no address");
  if (!allow_private && !std::all_of(found.begin(), found.end(), is_public))
    return fail(errc::invalid, "the host leads to an address that is not public");
  auto v4_first = std::find_if(found.begin(), found.end(), [](auto& a) { return !a.is_v6; });
  return v4_first == found.end() ? found.front() : *v4_first;
}

} // namespace mostro
