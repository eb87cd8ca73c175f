// SPDX-License-Identifier: MIT
#include "actors/network/address_rules.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

namespace {
ip_address ip(const std::string& text) {
  auto parsed = parse_ip(text);
  REQUIRE(parsed);
  CHECK(parse_ip(parsed->text()) == parsed);
  return *parsed;
}
} // namespace

TEST_CASE("address: every forbidden network of spec 05 §3.4 is refused") {
  const auto text = GENERATE(
      as<std::string>{}, "0.0.0.0", "0.1.2.3", "255.255.255.255", "224.0.0.1", "239.1.1.1",
      "169.254.169.254", "192.0.2.1", "198.51.100.7", "203.0.113.9", "100.64.0.1",
      "100.127.255.255", "127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255",
      "192.168.0.1", "192.0.0.8", "198.18.0.1", "198.19.255.255", "240.0.0.1", "::", "::1",
      "ff02::1", "fe80::1", "febf::1", "fc00::1", "fdff::1", "64:ff9b::a00:1", "64:ff9b:1::1",
      "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "2002:a00:1::1", "2001::1",
      "::a00:1", "2001:db8::1", "::ffff:0:7f00:1", "64:ff9c::1", "100::1", "1fff::1", "4000::1",
      "5f00::1", "2001:10::1", "3fff::1");
  INFO(text);
  CHECK_FALSE(is_public(ip(text)));
}

TEST_CASE("address: neighbours of the forbidden networks are public") {
  const auto text = GENERATE(
      as<std::string>{}, "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
      "126.255.255.255", "128.0.0.1", "169.253.1.1", "172.15.1.1", "172.32.0.1", "192.0.1.1",
      "192.167.1.1", "192.169.1.1", "198.17.1.1", "198.20.0.1", "223.255.255.255", "2606:4700::1",
      "2001:4860:4860::8888", "2001:200::1", "2003::1", "::ffff:8.8.8.8");
  INFO(text);
  CHECK(is_public(ip(text)));
}

TEST_CASE("conformance/05-L2: one private address among several refuses the host", "[05-L2]") {
  auto chosen = choose_address({ip("1.1.1.1"), ip("10.0.0.1")}, false);
  REQUIRE_FALSE(chosen);
  CHECK(chosen.why().code == errc::invalid);
}

TEST_CASE("address: an IPv4 is preferred, else the first counts") {
  CHECK(*choose_address({ip("2606:4700::1"), ip("1.1.1.1")}, false) == ip("1.1.1.1"));
  CHECK(*choose_address({ip("2606:4700::2"), ip("2606:4700::1")}, false) == ip("2606:4700::2"));
  CHECK_FALSE(choose_address({}, true));
}

TEST_CASE("address: private addresses pass where they are allowed") {
  CHECK(*choose_address({ip("127.0.0.1")}, true) == ip("127.0.0.1"));
}

TEST_CASE("address: spellings that only some resolvers accept are no addresses") {
  for (const auto* text : {"127.1", "0x7f.0.0.1", "1.2.3", "[::1]", "fe80::1%eth0", "01.2.3.4"})
    CHECK_FALSE(parse_ip(text));
}
