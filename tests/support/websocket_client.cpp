// SPDX-License-Identifier: MIT
//
// RFC 6455 framing over a blocking socket.
#include "tests/support/websocket_client.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace mostro::test_support {

namespace {

using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr uint8_t opcode_continuation = 0;
constexpr uint8_t opcode_text = 1;
constexpr uint8_t opcode_close = 8;
constexpr uint8_t opcode_ping = 9;
constexpr uint8_t opcode_pong = 10;
constexpr uint8_t final_bit = 0x80;

milliseconds left_until(clock::time_point until) {
  return std::max(milliseconds{0},
                  std::chrono::duration_cast<milliseconds>(until - clock::now()) + milliseconds{1});
}

uint64_t big_endian(std::string_view data) {
  uint64_t out = 0;
  for (const char c : data)
    out = (out << 8) | static_cast<uint8_t>(c);
  return out;
}

} // namespace

result<loopback_socket> loopback_socket::connect(uint16_t port) {
  const int handle = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (handle < 0)
    return fail(errc::io, "no socket");
  loopback_socket out{handle};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(handle, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return fail(errc::unavailable, "nobody listens");
  return out;
}

loopback_socket::loopback_socket(loopback_socket&& other) noexcept
    : handle_(std::exchange(other.handle_, -1)) {}

loopback_socket::~loopback_socket() {
  if (handle_ >= 0)
    ::close(handle_);
}

bool loopback_socket::write(std::string_view data) const {
  while (!data.empty()) {
    const auto written = ::send(handle_, data.data(), data.size(), MSG_NOSIGNAL);
    if (written <= 0)
      return false;
    data.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

std::string loopback_socket::read(size_t limit, milliseconds patience) const {
  pollfd waiting{handle_, POLLIN, 0};
  if (::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0)
    return {};
  std::string out(limit, '\0');
  const auto got = ::recv(handle_, out.data(), out.size(), 0);
  out.resize(got > 0 ? static_cast<size_t>(got) : 0);
  return out;
}

std::string raw_http(uint16_t port, std::string_view request_line, std::string_view headers,
                     std::string_view body) {
  auto socket = loopback_socket::connect(port);
  if (!socket)
    return {};
  std::string request{request_line};
  request += " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) + "\r\nConnection: close\r\n";
  request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  request += headers;
  request += "\r\n";
  request += body;
  if (!socket->write(request))
    return {};
  std::string out;
  for (;;) {
    const auto more = socket->read(65536, std::chrono::seconds{10});
    if (more.empty())
      return out;
    out += more;
  }
}

result<websocket_client> websocket_client::connect(uint16_t port) {
  auto socket = loopback_socket::connect(port);
  if (!socket)
    return socket.why();
  websocket_client out{*std::move(socket)};
  if (!out.shake_hands(port))
    return fail(errc::unavailable, "no WebSocket handshake");
  return out;
}

bool websocket_client::shake_hands(uint16_t port) {
  // The key and its answer are the example of RFC 6455 section 1.3.
  const bool sent = socket_.write("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                                  "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                  "Sec-WebSocket-Version: 13\r\n\r\n");
  const auto until = clock::now() + std::chrono::seconds{10};
  size_t end = std::string::npos;
  while (sent && (end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill(until))
      return false;
  }
  if (end == std::string::npos)
    return false;
  const std::string head = buffer_.substr(0, end);
  buffer_.erase(0, end + 4);
  return head.starts_with("HTTP/1.1 101") &&
         head.find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") != std::string::npos;
}

bool websocket_client::write_frame(uint8_t first_byte, std::string_view payload) {
  constexpr uint8_t mask_bit = 0x80;
  constexpr std::array<uint8_t, 4> mask{0x12, 0x34, 0x56, 0x78};
  std::string out(1, static_cast<char>(first_byte));
  const auto append = [&out](uint64_t value, int size) {
    for (int i = size - 1; i >= 0; --i)
      out += static_cast<char>(value >> (8 * i));
  };
  if (payload.size() < 126) {
    append(mask_bit | payload.size(), 1);
  } else if (payload.size() < 65536) {
    append(mask_bit | 126, 1);
    append(payload.size(), 2);
  } else {
    append(mask_bit | 127, 1);
    append(payload.size(), 8);
  }
  for (const uint8_t m : mask)
    out += static_cast<char>(m);
  for (size_t i = 0; i < payload.size(); ++i)
    out += static_cast<char>(static_cast<uint8_t>(payload[i]) ^ mask[i % mask.size()]);
  return socket_.write(out);
}

bool websocket_client::send(std::string_view text, size_t fragment) {
  if (fragment == 0)
    fragment = std::max<size_t>(text.size(), 1);
  uint8_t opcode = opcode_text;
  do {
    const auto piece = text.substr(0, fragment);
    text.remove_prefix(piece.size());
    if (!write_frame(text.empty() ? (final_bit | opcode) : opcode, piece))
      return false;
    opcode = opcode_continuation;
  } while (!text.empty());
  return true;
}

bool websocket_client::fill(clock::time_point until) {
  const auto more = socket_.read(65536, left_until(until));
  buffer_ += more;
  return !more.empty();
}

std::optional<websocket_client::frame> websocket_client::take_frame() {
  if (buffer_.size() < 2)
    return std::nullopt;
  const auto first = static_cast<uint8_t>(buffer_[0]);
  uint64_t length = static_cast<uint8_t>(buffer_[1]) & 0x7F;
  size_t head = 2;
  if (length >= 126) {
    const size_t size = length == 126 ? 2 : 8;
    head += size;
    if (buffer_.size() < head)
      return std::nullopt;
    length = big_endian(std::string_view{buffer_}.substr(2, size));
  }
  if (buffer_.size() - head < length)
    return std::nullopt;
  frame out{static_cast<uint8_t>(first & 0x0F), (first & final_bit) != 0,
            buffer_.substr(head, length)};
  buffer_.erase(0, head + length);
  return out;
}

std::optional<std::string> websocket_client::receive(milliseconds patience) {
  if (kept_.empty())
    return read_message(clock::now() + patience);
  auto out = std::move(kept_.front());
  kept_.pop_front();
  return out;
}

std::optional<std::string> websocket_client::read_message(clock::time_point until) {
  while (!closed_) {
    auto got = take_frame();
    if (!got) {
      // Nothing within the patience, or the end: poll tells them apart for wait_closed.
      if (!fill(until))
        return std::nullopt;
      continue;
    }
    if (got->opcode == opcode_ping) {
      write_frame(final_bit | opcode_pong, got->payload);
    } else if (got->opcode == opcode_close) {
      closed_ = true;
      if (got->payload.size() >= 2)
        close_code_ = static_cast<uint16_t>(big_endian(got->payload.substr(0, 2)));
    } else if (got->opcode == opcode_text || got->opcode == opcode_continuation) {
      message_ += got->payload;
      if (got->final)
        return std::exchange(message_, {});
    }
  }
  return std::nullopt;
}

bool websocket_client::wait_closed(milliseconds patience) {
  const auto until = clock::now() + patience;
  while (!closed_ && clock::now() < until) {
    if (auto text = read_message(until)) {
      kept_.push_back(*std::move(text));
      continue;
    }
    closed_ = closed_ || clock::now() < until;
  }
  return closed_;
}

} // namespace mostro::test_support
