// SPDX-License-Identifier: MIT
//
// The HTTP server with a certificate, asked by OpenSSL's client.
#include "tests/harness/http_server.hpp"
#include "tests/harness/node_credentials.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <openssl/ssl.h>
#include <unistd.h>

using namespace mostro;
using namespace mostro::devnet;

namespace {

/// A directory that goes away with the test.
struct scratch_directory {
  std::filesystem::path path;
  scratch_directory() {
    auto pattern = (std::filesystem::temp_directory_path() / "mostro-http-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  ~scratch_directory() { std::filesystem::remove_all(path); }

  std::string write(const char* name, const std::string& content) const {
    std::ofstream{path / name} << content;
    return (path / name).string();
  }
};

/// Gets `/` and returns the answer; empty unless the certificate is the trusted one.
std::string get_over_tls(uint16_t port, const std::string& trusted) {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context{SSL_CTX_new(TLS_client_method()),
                                                                  &SSL_CTX_free};
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  if (SSL_CTX_load_verify_locations(context.get(), trusted.c_str(), nullptr) != 1)
    return {};
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> bio{BIO_new_ssl_connect(context.get()),
                                                          &BIO_free_all};
  BIO_set_conn_hostname(bio.get(), ("127.0.0.1:" + std::to_string(port)).c_str());
  if (BIO_do_connect(bio.get()) != 1)
    return {};
  BIO_puts(bio.get(), "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  std::string out(4096, '\0');
  size_t length = 0;
  for (int got = 1; got > 0 && length < out.size();) {
    got = BIO_read(bio.get(), out.data() + length, static_cast<int>(out.size() - length));
    length += got > 0 ? static_cast<size_t>(got) : 0;
  }
  out.resize(length);
  return out;
}

} // namespace

TEST_CASE("http server: with a certificate it speaks TLS") {
  const scratch_directory scratch;
  // The client checks validity against the machine's clock.
  const unix_time now{std::chrono::duration_cast<std::chrono::seconds>(
                          std::chrono::system_clock::now().time_since_epoch())
                          .count()};
  const auto identity = make_tls_identity("web", now);
  const auto stranger = make_tls_identity("stranger", now);
  http_server_options options;
  options.certificate_file = scratch.write("web.pem", identity.certificate);
  options.key_file = scratch.write("web.key", identity.key.reveal());
  const auto server = http_server::start(options, [](const http_request& request) {
    return http_response{200, request.path, "text/plain", {}};
  });
  REQUIRE(server);
  const auto answer = get_over_tls((*server)->port(), options.certificate_file);
  CHECK(answer.starts_with("HTTP/1.1 200"));
  CHECK(answer.ends_with("\r\n\r\n/"));
  CHECK(get_over_tls((*server)->port(), scratch.write("other.pem", stranger.certificate)).empty());
}
