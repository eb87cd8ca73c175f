// SPDX-License-Identifier: MIT
//
// TCP: nothing without TLS, nothing without the token, nothing after too many
// wrong ones; and every refusal is in the audit log.
#include "tests/actors/admin/admin_fixture.hpp"

#include <admin.grpc.pb.h>
#include <grpcpp/grpcpp.h>

using namespace mostro;
using namespace mostro::test;

namespace {

namespace v1 = admin::v1;

/// A bare call, for what mostroctl would not send.
grpc::Status bare_call(const std::string& target, std::shared_ptr<grpc::ChannelCredentials> how,
                       const std::string& authorization, bool validate = false) {
  grpc::ChannelArguments alone;
  alone.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  auto stub = v1::AdminService::NewStub(grpc::CreateCustomChannel(target, how, alone));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds{5});
  if (!authorization.empty())
    context.AddMetadata("authorization", authorization);
  if (validate) {
    v1::ValidateDbPasswordRequest request;
    request.set_password("the-password");
    v1::ValidateDbPasswordResponse response;
    auto status = stub->ValidateDbPassword(&context, request, &response);
    CHECK((!status.ok() || response.success()));
    return status;
  }
  v1::GetVersionResponse response;
  auto status = stub->GetVersion(&context, {}, &response);
  CHECK((!status.ok() || response.version() == "9.8.7"));
  return status;
}

std::shared_ptr<grpc::ChannelCredentials> tls_of(const admin_fixture& f) {
  std::ifstream in{f.folder.path() + "/tls.cert"};
  std::stringstream text;
  text << in.rdbuf();
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = text.str();
  return grpc::SslCredentials(options);
}

constexpr admin_options with_tcp{.tcp = true};

} // namespace

TEST_CASE("admin/tcp: the right token inside of TLS is let in") {
  admin_fixture f{with_tcp};
  REQUIRE(f.server->serves_tcp());
  CHECK(answer_of(f.at_port()->status()).version == "9.8.7");
  CHECK(f.audited() == std::vector<std::string>{"GetStatus done"});
  auto lines = f.audit();
  CHECK(lines[0].root().find("door")->text() == "tcp");
}

TEST_CASE("admin/tcp: a wrong token and none are refused and audited, and the token is not kept") {
  admin_fixture f{with_tcp};
  CHECK(refusal_of(f.at_port("another-token-0123456789abcdef")->status())
            .find("a valid token is needed") != std::string::npos);
  f.monotonic += 1000;
  auto none = bare_call(f.target(), tls_of(f), "");
  CHECK(none.error_code() == grpc::StatusCode::UNAUTHENTICATED);
  CHECK(f.audited() == std::vector<std::string>{"GetStatus refused", "GetVersion refused"});
  auto lines = f.audit();
  CHECK(lines[0].root().find("text")->text() == "wrong token");
  CHECK(lines[1].root().find("text")->text() == "no token");
  std::ifstream in{f.folder.path() + "/admin-audit.log"};
  std::stringstream text;
  text << in.rdbuf();
  CHECK(text.str().find("another-token") == std::string::npos);
}

TEST_CASE("admin/tcp: without TLS no call gets through, with another certificate neither") {
  admin_fixture f{with_tcp};
  auto bearer = std::string{"Bearer "} + admin_token;
  CHECK_FALSE(bare_call(f.target(), grpc::InsecureChannelCredentials(), bearer).ok());
  grpc::SslCredentialsOptions other;
  other.pem_root_certs = make_test_certificate(2).certificate;
  CHECK_FALSE(bare_call(f.target(), grpc::SslCredentials(other), bearer).ok());
  CHECK(f.audit().empty());
}

TEST_CASE("admin/tcp: five wrong tokens lock the address, also for ValidateDbPassword") {
  admin_fixture f{with_tcp};
  auto tls = tls_of(f);
  for (auto wait : {1000, 2000, 4000, 8000, 0}) {
    CHECK(bare_call(f.target(), tls, "Bearer wrong").error_code() ==
          grpc::StatusCode::UNAUTHENTICATED);
    f.monotonic += wait;
  }
  auto right = std::string{"Bearer "} + admin_token;
  for (bool validate : {false, true}) {
    auto locked = bare_call(f.target(), tls, right, validate);
    CHECK(locked.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
    CHECK(locked.error_message() == "Too many requests, try again later");
  }
  // The first refusal because of the limit is listed, the others are not.
  CHECK(f.audit().size() == 6);
  CHECK(answer_of(f.at_socket()->status()).version == "9.8.7");
  f.monotonic += 300'000;
  CHECK(bare_call(f.target(), tls, right, true).ok());
}

TEST_CASE("admin/tcp: after a wrong token the next try has to wait") {
  admin_fixture f{with_tcp};
  auto tls = tls_of(f);
  auto right = std::string{"Bearer "} + admin_token;
  CHECK_FALSE(bare_call(f.target(), tls, "Bearer wrong").ok());
  CHECK(bare_call(f.target(), tls, right).error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
  f.monotonic += 1000;
  CHECK(bare_call(f.target(), tls, right).ok());
}

TEST_CASE("admin/tcp: the password of ValidateDbPassword is in no log") {
  admin_fixture f{with_tcp};
  auto right = std::string{"Bearer "} + admin_token;
  CHECK(bare_call(f.target(), tls_of(f), right, true).ok());
  std::ifstream in{f.folder.path() + "/admin-audit.log"};
  std::stringstream text;
  text << in.rdbuf();
  CHECK(text.str().find("ValidateDbPassword") != std::string::npos);
  CHECK(text.str().find("the-password") == std::string::npos);
}

TEST_CASE("conformance/05-C7: a port in use leaves the daemon running without TCP", "[05-C7]") {
  test_support::loopback_listener taken{[](int) {}};
  admin_fixture f{with_tcp};
  f.rpc.port = taken.port();
  f.start();
  CHECK_FALSE(f.server->serves_tcp());
  CHECK(f.server->serves_socket());
  CHECK(answer_of(f.at_socket()->status()).version == "9.8.7");
}

TEST_CASE("admin/tcp: two servers do not share a port") {
  admin_fixture first{with_tcp};
  admin_fixture second{with_tcp};
  second.rpc.port = first.rpc.port;
  second.start();
  CHECK(first.server->serves_tcp());
  CHECK_FALSE(second.server->serves_tcp());
}

TEST_CASE("admin/tcp: it is not served without token, key or certificate, on loopback neither") {
  admin_fixture without_token{{.tcp = true, .token = false}};
  CHECK_FALSE(without_token.server->serves_tcp());
  admin_fixture f{with_tcp};
  auto whole = f.rpc;
  for (auto key :
       {&rpc_settings::tls_cert_file, &rpc_settings::tls_key_file, &rpc_settings::token_file})
    for (auto* wrong : {"", "/nowhere/at-all"}) {
      f.rpc = whole;
      f.rpc.*key = wrong;
      f.start();
      CHECK_FALSE(f.server->serves_tcp());
      CHECK(f.server->serves_socket());
    }
  f.rpc = whole;
  f.start();
  CHECK(f.server->serves_tcp());
}

TEST_CASE("admin/tcp: secrets that others can read, and a token that is too short, are refused") {
  admin_fixture f{with_tcp};
  auto whole = f.rpc;
  using std::filesystem::perms;
  for (auto* file : {&whole.token_file, &whole.tls_key_file}) {
    std::filesystem::permissions(*file, perms::group_read, std::filesystem::perm_options::add);
    f.start();
    CHECK_FALSE(f.server->serves_tcp());
    std::filesystem::permissions(*file, perms::group_read, std::filesystem::perm_options::remove);
  }
  f.secret_file("token", "too-short\n");
  f.start();
  CHECK_FALSE(f.server->serves_tcp());
}

TEST_CASE("admin/tcp: the address has to be a literal") {
  admin_fixture f{{.tcp = true, .listen_address = "localhost"}};
  CHECK_FALSE(f.server->serves_tcp());
  CHECK(f.server->serves_socket());
}
