// SPDX-License-Identifier: MIT
#include "tests/support/loopback_listener.hpp"

#include "messages/expects.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace mostro::test_support {

loopback_listener::loopback_listener(server serve) : serve_(std::move(serve)) {
  listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  expects(::bind(listening_, raw, sizeof address) == 0 && ::listen(listening_, 16) == 0,
          "cannot listen");
  socklen_t length = sizeof address;
  expects(::getsockname(listening_, raw, &length) == 0, "no port");
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

loopback_listener::~loopback_listener() {
  {
    std::lock_guard guard(lock_);
    stopping_ = true;
    if (serving_ >= 0)
      ::shutdown(serving_, SHUT_RDWR);
  }
  ::shutdown(listening_, SHUT_RDWR);
  thread_.join();
  ::close(listening_);
}

size_t loopback_listener::connections() const {
  std::lock_guard guard(lock_);
  return connections_;
}

void loopback_listener::drop() {
  std::lock_guard guard(lock_);
  if (serving_ >= 0)
    ::shutdown(serving_, SHUT_RDWR);
}

void loopback_listener::run() {
  while (true) {
    const int socket = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0)
      return;
    {
      std::lock_guard guard(lock_);
      if (stopping_) {
        ::close(socket);
        return;
      }
      serving_ = socket;
      ++connections_;
    }
    serve_(socket);
    std::lock_guard guard(lock_);
    serving_ = -1;
    ::close(socket);
  }
}

std::string read_http_head(int socket) {
  std::string out;
  char next = 0;
  while (!out.ends_with("\r\n\r\n") && ::recv(socket, &next, 1, 0) == 1)
    out += next;
  return out;
}

bool write_all(int socket, std::string_view data) {
  while (!data.empty()) {
    const auto written = ::send(socket, data.data(), data.size(), MSG_NOSIGNAL);
    if (written <= 0)
      return false;
    data.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

http_stub::http_stub(handler answer)
    : answer_(std::move(answer)), listener_([this](int socket) {
        auto head = read_http_head(socket);
        if (head.empty())
          return;
        const auto start = head.find(' ') + 1;
        const auto target = head.substr(start, head.find(' ', start) - start);
        {
          std::lock_guard guard(lock_);
          requests_.push_back(std::move(head));
        }
        if (auto text = answer_(target)) {
          write_all(socket, *text);
          return;
        }
        char ignored = 0;
        while (::recv(socket, &ignored, 1, 0) == 1) {
        }
      }) {}

std::vector<std::string> http_stub::requests() const {
  std::lock_guard guard(lock_);
  return requests_;
}

std::string http_answer(int status, std::string_view body, std::string_view headers) {
  return "HTTP/1.1 " + std::to_string(status) +
         " X\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string{headers} + "\r\n" + std::string{body};
}

} // namespace mostro::test_support
