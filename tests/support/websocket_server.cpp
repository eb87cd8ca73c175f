// SPDX-License-Identifier: MIT
#include "tests/support/websocket_server.hpp"

#include "messages/bytes.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <sys/socket.h>

namespace mostro::test_support {
namespace {

bool read_exactly(int socket, uint8_t* into, size_t count) {
  return count == 0 || ::recv(socket, into, count, MSG_WAITALL) == static_cast<ssize_t>(count);
}

/// RFC 6455 §4.2.2.
std::string accept_value(const std::string& head) {
  constexpr std::string_view name = "Sec-WebSocket-Key: ";
  auto start = std::search(head.begin(), head.end(), name.begin(), name.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  });
  if (start == head.end())
    return {};
  start += static_cast<std::ptrdiff_t>(name.size());
  std::string key{start, std::find(start, head.end(), '\r')};
  key += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<uint8_t, 20> digest{};
  EVP_Digest(key.data(), key.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
  return to_base64(digest);
}

std::string frame(uint8_t first_byte, std::string_view payload) {
  std::string out{static_cast<char>(first_byte)};
  const auto size = payload.size();
  if (size < 126) {
    out += static_cast<char>(size);
  } else {
    const int octets = size < 65536 ? 2 : 8;
    out += static_cast<char>(octets == 2 ? 126 : 127);
    for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8)
      out += static_cast<char>(size >> shift);
  }
  return out.append(payload);
}

} // namespace

websocket_server::websocket_server() : listener_([this](int socket) { serve(socket); }) {}

std::optional<std::string> websocket_server::receive() {
  std::unique_lock guard(lock_);
  if (!changed_.wait_for(guard, std::chrono::seconds(10), [this] { return !received_.empty(); }))
    return std::nullopt;
  auto out = std::move(received_.front());
  received_.pop_front();
  return out;
}

bool websocket_server::send(std::string_view text, size_t fragment) {
  std::unique_lock guard(lock_);
  if (!changed_.wait_for(guard, std::chrono::seconds(10), [this] { return socket_ >= 0; }))
    return false;
  uint8_t opcode = 1;
  do {
    auto piece = fragment == 0 ? text : text.substr(0, fragment);
    text.remove_prefix(piece.size());
    const uint8_t final = text.empty() ? 0x80 : 0;
    if (!write_all(socket_, frame(static_cast<uint8_t>(final | opcode), piece)))
      return false;
    opcode = 0;
  } while (!text.empty());
  return true;
}

std::string websocket_server::handshake() {
  std::lock_guard guard(lock_);
  return handshake_;
}

void websocket_server::serve(int socket) {
  auto head = read_http_head(socket);
  auto accept = accept_value(head);
  if (accept.empty())
    return;
  write_all(socket, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
                    "Upgrade\r\nSec-WebSocket-Accept: " +
                        accept + "\r\n\r\n");
  {
    std::lock_guard guard(lock_);
    handshake_ = std::move(head);
    socket_ = socket;
  }
  changed_.notify_all();
  while (read_frame(socket)) {
  }
  std::lock_guard guard(lock_);
  socket_ = -1;
}

/// False at the end of the connection.
bool websocket_server::read_frame(int socket) {
  std::array<uint8_t, 2> head{};
  if (!read_exactly(socket, head.data(), 2))
    return false;
  uint64_t length = head[1] & 0x7f;
  const size_t more = length == 126 ? 2 : length == 127 ? 8 : 0;
  std::array<uint8_t, 8> extended{};
  if (!read_exactly(socket, extended.data(), more))
    return false;
  if (more > 0)
    length = 0;
  for (size_t i = 0; i < more; ++i)
    length = length << 8 | extended[i];
  std::array<uint8_t, 4> mask{};
  if ((head[1] & 0x80) == 0 || !read_exactly(socket, mask.data(), 4))
    return false;
  std::string payload(length, '\0');
  if (!read_exactly(socket, reinterpret_cast<uint8_t*>(payload.data()), length))
    return false;
  for (size_t i = 0; i < payload.size(); ++i)
    payload[i] = static_cast<char>(payload[i] ^ mask[i % 4]);
  const auto opcode = head[0] & 0x0f;
  std::lock_guard guard(lock_);
  if (opcode == 9)
    write_all(socket, frame(0x8a, payload));
  if (opcode <= 2)
    message_ += payload;
  if (opcode <= 2 && (head[0] & 0x80) != 0) {
    received_.push_back(std::exchange(message_, {}));
    changed_.notify_all();
  }
  return opcode != 8;
}

} // namespace mostro::test_support
