// SPDX-License-Identifier: MIT
#include "actors/admin/admin_server.hpp"

#include "actors/admin/grpc_server.hpp"
#include "actors/log.hpp"

#include <fstream>
#include <sstream>
#include <sys/stat.h>

namespace mostro::admin {

namespace {

constexpr std::streamsize largest_file = 1 << 20;

result<std::string> content_of(const std::string& file) {
  std::ifstream in{file, std::ios::binary};
  std::string out(static_cast<size_t>(largest_file) + 1, '\0');
  in.read(out.data(), static_cast<std::streamsize>(out.size()));
  if (in.bad() || in.gcount() == 0 || in.gcount() > largest_file)
    return fail(errc::io, file + " cannot be read, is empty or larger than 1 MiB; mend: check the "
                                 "path and its permissions");
  out.resize(static_cast<size_t>(in.gcount()));
  return out;
}

/// Content of a file that only its owner may read.
result<std::string> secret_content_of(const std::string& file) {
  struct stat found {};
  if (stat(file.c_str(), &found) == 0 && (found.st_mode & 077) != 0)
    return fail(errc::invalid, file + " can be read by others; mend: chmod 600 " + file);
  return content_of(file);
}

class running_server final : public admin_server {
public:
  running_server(admin_setup setup, const rpc_settings& how, const std::filesystem::path& directory)
      : how_(how) {
    setup.gate.audit_file = directory / "admin-audit.log";
    setup.gate.limiter_retention = how.rate_limiter_stale_duration;
    auto token = read_token();
    if (token)
      setup.gate.token = *token;
    service_ = std::make_unique<admin_service>(std::move(setup));
    if (!how.socket.empty())
      socket_ = said(listen_at_socket(*service_, how.socket), how.socket);
    if (how.enabled)
      tcp_ = said(token ? listen_with_tls() : token.why(),
                  how.listen_address + ":" + std::to_string(how.port));
  }

  ~running_server() override {
    service_->stop();
    tcp_.reset();
    socket_.reset();
  }

  bool serves_socket() const override { return socket_ != nullptr; }
  bool serves_tcp() const override { return tcp_ != nullptr; }

private:
  result<access_token> read_token() const {
    if (!how_.enabled)
      return fail(errc::unavailable, "TCP is off");
    if (auto missing = missing_for_tcp({how_.tls_cert_file, how_.tls_key_file, how_.token_file});
        !missing.empty())
      return fail(errc::invalid, missing);
    auto text = secret_content_of(how_.token_file);
    if (!text)
      return text.why();
    auto token = access_token::from_text(*text);
    if (!token)
      return fail(errc::invalid, how_.token_file + ": " + token.why().text +
                                     "; mend: openssl rand -hex 32 > " + how_.token_file);
    return token;
  }

  result<std::unique_ptr<listener>> listen_with_tls() {
    auto target = listen_target(how_.listen_address, how_.port);
    if (!target)
      return fail(errc::invalid, "[rpc] listen_address: " + target.why().text +
                                     "; mend: use one, such as 127.0.0.1 or ::1");
    auto certificate = content_of(how_.tls_cert_file);
    if (!certificate)
      return certificate.why();
    auto key = secret_content_of(how_.tls_key_file);
    if (!key)
      return key.why();
    return listen_at_port(*service_, *target, {*certificate, secret{*key}});
  }

  static std::unique_ptr<listener> said(result<std::unique_ptr<listener>> made,
                                        const std::string& where) {
    if (!made) {
      log::error("admin-not-listening", "where={} why=\"{}\"", where, made.why());
      return nullptr;
    }
    log::info("admin-listening", "where={}", where);
    return std::move(made).value();
  }

  const rpc_settings how_;
  std::unique_ptr<admin_service> service_; ///< Outlives the listeners.
  std::unique_ptr<listener> socket_;
  std::unique_ptr<listener> tcp_;
};

} // namespace

std::unique_ptr<admin_server> start_admin_server(admin_setup setup, const rpc_settings& how,
                                                 const std::filesystem::path& directory) {
  return std::make_unique<running_server>(std::move(setup), how, directory);
}

} // namespace mostro::admin
