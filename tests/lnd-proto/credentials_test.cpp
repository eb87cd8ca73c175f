// SPDX-License-Identifier: MIT
//
// What an operator can get wrong about host, certificate and macaroon.
#include "lnd-proto/credentials.hpp"
#include "lnd-proto/grpc_lnd_client.hpp"
#include "tests/lnd-proto/scratch_folder.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using mostro::errc;
using mostro::lnd::credentials;
using mostro::lnd::make_grpc_client;
using mostro::lnd::parse_host;
using mostro::lnd::read_key_material;
using mostro::test::scratch_folder;

namespace {

const std::string pem_text = "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n";

bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("lnd/credentials: hosts with and without scheme come down to host and port") {
  CHECK(*parse_host("localhost:10009") == "localhost:10009");
  CHECK(*parse_host("https://127.0.0.1:10009") == "127.0.0.1:10009");
  CHECK(*parse_host("HTTPS://my-node.example_1:1/") == "my-node.example_1:1");
  CHECK(*parse_host("https://[::1]:65535") == "[::1]:65535");
}

TEST_CASE("lnd/credentials: a host that does not parse is refused with its text") {
  for (const char* host : {"",
                           "localhost",
                           "https://localhost",
                           "localhost:",
                           "localhost:0",
                           "localhost:65536",
                           "localhost:+80",
                           "localhost:80x",
                           "http://localhost:10009",
                           "grpc://localhost:10009",
                           "://localhost:1",
                           ":10009",
                           "https://:10009",
                           "::1:10009",
                           "[::1]",
                           "[]:1",
                           "[::1:10009",
                           "local host:10009",
                           "user@localhost:10009",
                           "localhost:10009/path",
                           "a/b:10009",
                           " localhost:10009",
                           "localhost:10009 ",
                           "localhost:10009//",
                           "[g::1]:10009",
                           "unix:/var/run/lnd:1"}) {
    INFO(host);
    auto parsed = parse_host(host);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.why().code == errc::invalid);
    CHECK(mentions(parsed.why().text, "\"" + std::string(host) + "\""));
  }
}

TEST_CASE("lnd/credentials: the macaroon is rendered as lower-case hex and never printed") {
  scratch_folder folder;
  const credentials how{"localhost:1", folder.write("tls.cert", pem_text),
                        folder.write("admin.macaroon", std::string("\x02\x01\0\xAB", 4))};
  auto keys = read_key_material(how);
  REQUIRE(keys);
  CHECK(keys->certificate == pem_text);
  CHECK(keys->macaroon_hex.reveal() == "020100ab");
  std::ostringstream shown;
  shown << keys->macaroon_hex;
  CHECK(shown.str() == "<redacted>");
}

TEST_CASE("lnd/credentials: a file that cannot be read is named together with the reason") {
  scratch_folder folder;
  const std::string certificate = folder.write("tls.cert", pem_text);
  const std::string missing = folder.path() + "/missing";
  auto no_certificate = read_key_material({"localhost:1", missing, certificate});
  REQUIRE_FALSE(no_certificate);
  CHECK(no_certificate.why().code == errc::io);
  CHECK(no_certificate.why().text ==
        "cannot read the TLS certificate " + missing + ": No such file or directory");
  auto no_macaroon = read_key_material({"localhost:1", certificate, missing});
  REQUIRE_FALSE(no_macaroon);
  CHECK(no_macaroon.why().code == errc::io);
  CHECK(no_macaroon.why().text ==
        "cannot read the macaroon " + missing + ": No such file or directory");
  auto a_folder = read_key_material({"localhost:1", certificate, folder.path()});
  REQUIRE_FALSE(a_folder);
  CHECK(a_folder.why().code == errc::io);
  CHECK(mentions(a_folder.why().text, "Is a directory"));
}

TEST_CASE("lnd/credentials: files that are empty, huge or no certificate are refused") {
  scratch_folder folder;
  const std::string good = folder.write("tls.cert", pem_text);
  const std::string empty = folder.write("empty", "");
  const std::string huge = folder.write("huge", std::string((1 << 20) + 1, 'x'));
  const std::string key = folder.write("tls.key", "-----BEGIN EC PRIVATE KEY-----\n");
  for (const auto& [certificate, macaroon, part] :
       std::vector<std::tuple<std::string, std::string, std::string>>{
           {empty, good, "is empty"},
           {good, empty, "is empty"},
           {huge, good, "larger than 1 MiB"},
           {good, huge, "larger than 1 MiB"},
           {key, good, "is not a PEM certificate"}}) {
    auto keys = read_key_material({"localhost:1", certificate, macaroon});
    REQUIRE_FALSE(keys);
    CHECK(keys.why().code == errc::malformed);
    INFO(keys.why().text);
    CHECK(mentions(keys.why().text, part));
  }
}

TEST_CASE("lnd/credentials: a file of exactly the limit is read whole") {
  scratch_folder folder;
  const std::string certificate = folder.write("tls.cert", pem_text);
  const std::string macaroon = folder.write("m", std::string(1 << 20, '\xff'));
  auto keys = read_key_material({"localhost:1", certificate, macaroon});
  REQUIRE(keys);
  CHECK(keys->macaroon_hex.reveal().size() == 2u << 20);
}

TEST_CASE("lnd/credentials: making a client reports host and file errors and dials nothing") {
  scratch_folder folder;
  const std::string certificate = folder.write("tls.cert", pem_text);
  const std::string macaroon = folder.write("m", "m");
  auto bad_host = make_grpc_client({"localhost", certificate, macaroon});
  REQUIRE_FALSE(bad_host);
  CHECK(bad_host.why().code == errc::invalid);
  auto bad_file = make_grpc_client({"localhost:1", certificate, macaroon + "x"});
  REQUIRE_FALSE(bad_file);
  CHECK(bad_file.why().code == errc::io);
  CHECK(make_grpc_client({"localhost:1", certificate, macaroon}));
}
