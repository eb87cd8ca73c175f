// SPDX-License-Identifier: MIT
#include "actors/network/url_rules.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

TEST_CASE("url: the parts are read and written back") {
  auto u = parse_url("HTTPS://Relay.Example:444/a/b?x=1&y#gone");
  REQUIRE(u);
  CHECK(u->scheme == "https");
  CHECK(u->host == "relay.example");
  CHECK(u->port == 444);
  CHECK(u->path == "/a/b");
  CHECK(u->query == "x=1&y");
  CHECK(u->text() == "https://relay.example:444/a/b?x=1&y");
}

TEST_CASE("url: a scheme's own port is left out") {
  auto u = parse_url("wss://relay.example:443");
  REQUIRE(u);
  CHECK(u->text() == "wss://relay.example/");
  CHECK(parse_url("ws://relay.example")->port == 80);
  CHECK(parse_url("ws://relay.example")->target() == "/");
}

TEST_CASE("url: an IPv6 literal keeps its brackets in the authority only") {
  auto u = parse_url("http://[2001:DB8::1]:8080/?q");
  REQUIRE(u);
  CHECK(u->host == "2001:db8::1");
  CHECK(u->authority() == "[2001:db8::1]:8080");
}

TEST_CASE("url: what could be read in two ways is refused") {
  const auto bad =
      GENERATE(as<std::string>{}, "", "relay.example", "ftp://a.b/", "https://", "https://u:p@a.b/",
               "https://a.b@c.d/", "https://a b/", "https://a\\b/", "https://a.b:0/",
               "https://a.b:65536/", "https://a.b:8x/", "https://a..b/", "https://[::1/",
               "https://[a.b]/", "https://[::1]x/", "http://127.1/", "http://2130706433/",
               "http://0x7f.1/", "http://0x7f000001/", "http://0177.0.0.1/", "http://1.2.3.4./",
               "http://1.2.3.256/", "https://\xC3\xA4.b/", "https://a.b/\n");
  INFO(bad);
  CHECK_FALSE(parse_url(bad));
}

TEST_CASE("url: percent encoding leaves only unreserved characters") {
  CHECK(percent_encoded("a-Z_0.~ &=/\xC3\xA4") == "a-Z_0.~%20%26%3D%2F%C3%A4");
}
