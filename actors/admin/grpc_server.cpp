// SPDX-License-Identifier: MIT
#include "actors/admin/grpc_server.hpp"

#include "actors/admin/grpc_calls.hpp"

#include <cerrno>
#include <cstring>
#include <grpcpp/grpcpp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace mostro::admin {

namespace {

using namespace std::chrono_literals;

/// Threads of one socket: the watchers may have one each, and calls still get one.
constexpr int most_threads = admin_service::most_watchers + 16;
constexpr int largest_request = 64 * 1024;
/// How long calls that are under way may take when the server stops.
constexpr auto stop_limit = 500ms;

class grpc_listener final : public listener {
public:
  grpc_listener(admin_service& service, door through) : calls_(service, through) {}

  ~grpc_listener() override {
    if (server_)
      server_->Shutdown(std::chrono::system_clock::now() + stop_limit);
    if (!socket_.empty())
      unlink(socket_.c_str());
  }

  bool start(const std::string& target, std::shared_ptr<grpc::ServerCredentials> access) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort(target, std::move(access), &port);
    builder.RegisterService(&calls_);
    builder.SetMaxReceiveMessageSize(largest_request);
    // Without this a second server could share the port, and gets half of the calls.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    // Finds callers that are gone or stand still under a stream.
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
    builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
    builder.SetSyncServerOption(grpc::ServerBuilder::MIN_POLLERS, 1);
    builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 2);
    grpc::ResourceQuota quota{"admin"};
    quota.SetMaxThreads(most_threads);
    builder.SetResourceQuota(quota);
    server_ = builder.BuildAndStart();
    return server_ != nullptr;
  }

  void owns(std::filesystem::path socket) { socket_ = std::move(socket); }

private:
  grpc_calls calls_;
  std::filesystem::path socket_;
  std::unique_ptr<grpc::Server> server_;
};

std::string system_text() { return std::strerror(errno); }

std::optional<sockaddr_un> address_of(const std::filesystem::path& socket) {
  sockaddr_un out{};
  auto& text = socket.native();
  if (text.size() >= sizeof out.sun_path)
    return std::nullopt;
  out.sun_family = AF_UNIX;
  std::memcpy(out.sun_path, text.c_str(), text.size() + 1);
  return out;
}

/// Fails when the place is taken: by a living server, or by what is no socket.
status check_place(const std::filesystem::path& socket, const sockaddr_un& address) {
  struct stat found {};
  if (lstat(socket.c_str(), &found) != 0)
    return errno == ENOENT ? done()
                           : status{fail(errc::io, socket.string() + ": " + system_text())};
  if (!S_ISSOCK(found.st_mode))
    return fail(errc::conflict, socket.string() +
                                    " is there and is no socket; mend: remove it, or set [rpc] "
                                    "socket to another path");
  int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  bool answered = probe >= 0 &&
                  connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  if (probe >= 0)
    close(probe);
  if (answered)
    return fail(errc::conflict, "another process listens at " + socket.string() +
                                    "; mend: end it, or set [rpc] socket to another path");
  return done(); // Left by a process that was killed: it will be replaced.
}

/// A directory that nobody else can enter, beside the socket.
class private_place {
public:
  explicit private_place(const std::filesystem::path& socket) : path_(socket.string() + ".XXXXXX") {
    made_ = mkdtemp(path_.data()) != nullptr;
  }
  ~private_place() {
    if (made_)
      rmdir(path_.c_str());
  }
  private_place(const private_place&) = delete;
  bool is_made() const { return made_; }
  std::filesystem::path socket() const { return path_ + "/s"; }

private:
  std::string path_;
  bool made_ = false;
};

} // namespace

result<std::unique_ptr<listener>> listen_at_socket(admin_service& service,
                                                   const std::filesystem::path& socket) {
  // gRPC makes the socket with the mode that the process gives to new files, so it is
  // made where nobody can reach it, protected, and then moved to its place.
  auto address = address_of(socket);
  if (!address || !address_of(socket.string() + ".XXXXXX/s"))
    return fail(errc::too_large, "the path " + socket.string() +
                                     " is too long for a socket; mend: set [rpc] socket to one "
                                     "of at most 98 characters");
  if (auto free = check_place(socket, *address); !free)
    return free.why();
  private_place place{socket};
  if (!place.is_made())
    return fail(errc::io, socket.parent_path().string() + ": " + system_text());
  auto out = std::make_unique<grpc_listener>(service, door::unix_socket);
  auto made = place.socket();
  if (!out->start("unix:" + made.string(), grpc::InsecureServerCredentials()))
    return fail(errc::io, "cannot listen at " + socket.string());
  if (chmod(made.c_str(), 0600) != 0 || rename(made.c_str(), socket.c_str()) != 0) {
    auto why = system_text();
    unlink(made.c_str());
    return fail(errc::io, socket.string() + ": " + why);
  }
  out->owns(socket);
  return std::unique_ptr<listener>{std::move(out)};
}

result<std::unique_ptr<listener>> listen_at_port(admin_service& service, const std::string& target,
                                                 const tls_pair& tls) {
  grpc::SslServerCredentialsOptions options;
  options.pem_key_cert_pairs.push_back({tls.key.reveal(), tls.certificate});
  auto out = std::make_unique<grpc_listener>(service, door::tcp);
  if (!out->start(target, grpc::SslServerCredentials(options)))
    return fail(errc::conflict,
                "cannot listen at " + target +
                    "; mend: look whether another process has the port, whether the address is "
                    "one of this machine, and whether tls_cert_file and tls_key_file belong "
                    "together");
  return std::unique_ptr<listener>{std::move(out)};
}

} // namespace mostro::admin
