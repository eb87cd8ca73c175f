// SPDX-License-Identifier: MIT
//
// Who is let in, and where the service may listen.
#include "actors/admin/access_rules.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::admin;

namespace {

const std::string token_text = "0123456789abcdef0123456789abcdef";

caller over_tcp(std::optional<std::string> bearer) {
  return {door::tcp, "10.0.0.1", std::move(bearer)};
}

} // namespace

TEST_CASE("access: the Unix socket needs no token, TCP needs the right one") {
  auto token = access_token::from_text(token_text);
  REQUIRE(token);
  CHECK(permits(std::nullopt, {door::unix_socket, "unix", {}}));
  CHECK(permits(*token, over_tcp(token_text)));
  CHECK_FALSE(permits(*token, over_tcp(std::nullopt)));
  CHECK_FALSE(permits(*token, over_tcp("")));
  CHECK_FALSE(permits(*token, over_tcp(token_text + "0")));
  CHECK_FALSE(permits(*token, over_tcp(token_text.substr(1))));
  CHECK_FALSE(permits(std::nullopt, over_tcp(token_text)));
}

TEST_CASE("access: blanks around the token in its file do not count, inside they are refused") {
  CHECK(access_token::from_text(" " + token_text + "\r\n")->matches(token_text));
  CHECK_FALSE(access_token::from_text("0123456789 abcdef"));
  CHECK_FALSE(access_token::from_text("0123456789abcde\xC3\xA9"));
  CHECK_FALSE(access_token::from_text("fifteen-letters"));
  CHECK(access_token::from_text("sixteen-letters!"));
  CHECK_FALSE(access_token::from_text(""));
  CHECK_FALSE(access_token::from_text(std::string(4097, 'a')));
}

TEST_CASE("access: the bearer scheme is read in any case, other schemes are none") {
  CHECK(bearer_of("Bearer abc") == "abc");
  CHECK(bearer_of("bEARER  abc ") == "abc");
  CHECK_FALSE(bearer_of("Basic abc"));
  CHECK_FALSE(bearer_of("Bearer"));
  CHECK_FALSE(bearer_of(""));
}

TEST_CASE("access: gRPC's names of peers give the address without port") {
  CHECK(address_of_peer("ipv4:127.0.0.1:4711") == "127.0.0.1");
  CHECK(address_of_peer("ipv6:[::1]:4711") == "::1");
  CHECK(address_of_peer("ipv6:%5B2001:db8::7%5D:4711") == "2001:db8::7");
  CHECK(address_of_peer("unix:/run/s") == "unix");
  CHECK(address_of_peer("unix:") == "unix");
  CHECK(address_of_peer("vsock:3:4").empty());
  CHECK(address_of_peer("").empty());
}

TEST_CASE("access: the listening address is an IP literal, IPv6 gets brackets") {
  CHECK(*listen_target("127.0.0.1", 50051) == "127.0.0.1:50051");
  CHECK(*listen_target("::1", 1) == "[::1]:1");
  CHECK(*listen_target("[::1]", 1) == "[::1]:1");
  CHECK_FALSE(listen_target("localhost", 1));
  CHECK_FALSE(listen_target("[127.0.0.1]", 1));
  CHECK_FALSE(listen_target("", 1));
}

TEST_CASE("access: TCP is refused unless certificate, key and token are there") {
  CHECK(missing_for_tcp({"a", "b", "c"}).empty());
  auto nothing = missing_for_tcp({});
  CHECK(nothing.find("tls_cert_file, tls_key_file, token_file") != std::string::npos);
  CHECK(nothing.find("mend:") != std::string::npos);
  auto no_token = missing_for_tcp({"a", "b", ""});
  CHECK(no_token.find("lacks token_file;") != std::string::npos);
}
