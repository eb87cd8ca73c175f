// SPDX-License-Identifier: MIT
#include "actors/relay/websocket_client.hpp"

#include "tests/support/news_board.hpp"
#include "tests/support/websocket_server.hpp"

#include <catch2/catch.hpp>

#include <memory>

using namespace mostro;
using namespace mostro::test_support;

namespace {

struct news {
  std::string what; ///< opened, received or closed.
  uint64_t session = 0;
  std::string text;
};

struct watcher {
  std::shared_ptr<news_board<news>> board = std::make_shared<news_board<news>>();

  websocket_sinks sinks() const {
    return {[b = board](uint64_t s) {
              b->post({"opened", s, {}});
            },
            [b = board](uint64_t s, std::string text) {
              b->post({"received", s, text});
            },
            [b = board](uint64_t s, std::string why) {
              b->post({"closed", s, why});
            }};
  }
  news next() const {
    auto out = board->take();
    return out ? *out : news{"nothing", 0, {}};
  }
};

} // namespace

TEST_CASE("websocket: messages pass both ways whatever their size and fragments") {
  websocket_server server;
  websocket_client client;
  watcher seen;
  const auto session = client.open(server.url(), seen.sinks());
  auto first = seen.next();
  CHECK(first.what == "opened");
  CHECK(first.session == session);
  for (size_t size : {1u, 125u, 126u, 5000u, 65535u, 65536u, 120000u}) {
    std::string text(size, 'a');
    text.back() = 'z';
    client.send(session, text);
    CHECK(server.receive() == text);
    REQUIRE(server.send(text, size > 1000 ? 777 : 0));
    auto got = seen.next();
    CHECK(got.what == "received");
    CHECK(got.text == text);
  }
  CHECK(server.handshake().find("Sec-WebSocket-Protocol") == std::string::npos);
}

TEST_CASE("websocket: what is sent before the connection stands arrives in order") {
  websocket_server server;
  websocket_client client;
  watcher seen;
  const auto session = client.open(server.url(), seen.sinks());
  for (int i = 0; i < 100; ++i)
    client.send(session, std::to_string(i));
  for (int i = 0; i < 100; ++i)
    CHECK(server.receive() == std::to_string(i));
}

TEST_CASE("websocket: host names are resolved, and go into the handshake") {
  websocket_server server;
  websocket_client client;
  watcher seen;
  auto url = server.url();
  url.replace(url.find("127.0.0.1"), 9, "localhost");
  std::string outcome;
  for (int attempt = 0; attempt < 3 && outcome != "opened"; ++attempt) {
    client.open(url, seen.sinks()); // The name may have an IPv6 address first.
    outcome = seen.next().what;
  }
  CHECK(outcome == "opened");
  REQUIRE(server.send("x"));
  CHECK(server.handshake().find("localhost:") != std::string::npos);
}

TEST_CASE("websocket: a dropped connection is told once, and another may follow") {
  websocket_server server;
  websocket_client client;
  watcher seen;
  const auto first = client.open(server.url(), seen.sinks());
  CHECK(seen.next().what == "opened");
  server.drop();
  auto end = seen.next();
  CHECK(end.what == "closed");
  CHECK(end.session == first);
  client.send(first, "too late");
  const auto second = client.open(server.url(), seen.sinks());
  CHECK(second != first);
  auto again = seen.next();
  CHECK(again.what == "opened");
  CHECK(again.session == second);
}

TEST_CASE("websocket: a message beyond the bound closes the connection") {
  websocket_server server;
  websocket_limits limits;
  limits.max_message_bytes = 10000;
  websocket_client client{limits};
  watcher seen;
  client.open(server.url(), seen.sinks());
  CHECK(seen.next().what == "opened");
  server.send(std::string(10001, 'x'), 3000);
  auto end = seen.next();
  CHECK(end.what == "closed");
  CHECK(end.text == "a message is too long");
}

TEST_CASE("websocket: too much unsent closes the connection") {
  websocket_server server;
  websocket_limits limits;
  limits.max_unsent_bytes = 1000;
  websocket_client client{limits};
  watcher seen;
  const auto session = client.open(server.url(), seen.sinks());
  client.send(session, std::string(1001, 'x'));
  auto end = seen.next();
  while (end.what == "opened")
    end = seen.next();
  CHECK(end.what == "closed");
  CHECK(end.text == "too much is unsent");
}

TEST_CASE("websocket: closing tells the server and the owner") {
  websocket_server server;
  websocket_client client;
  watcher seen;
  const auto session = client.open(server.url(), seen.sinks());
  CHECK(seen.next().what == "opened");
  client.close(session);
  auto end = seen.next();
  CHECK(end.what == "closed");
  CHECK(end.text == "closed by us");
}

TEST_CASE("websocket: what cannot be opened is closed") {
  websocket_client client;
  watcher seen;
  for (const auto* url : {"ws://127.0.0.1:1/", "http://127.0.0.1/", "nonsense",
                          "ws://no-such-host.invalid/", "ws://u:p@127.0.0.1/"}) {
    const auto session = client.open(url, seen.sinks());
    auto end = seen.next();
    INFO(url);
    CHECK(end.what == "closed");
    CHECK(end.session == session);
    CHECK_FALSE(end.text.empty());
  }
}

TEST_CASE("websocket: stopping joins and drops every sink without calling it") {
  websocket_server server;
  websocket_client client;
  watcher seen;
  std::weak_ptr<news_board<news>> alive = seen.board;
  client.open(server.url(), seen.sinks());
  CHECK(seen.next().what == "opened");
  client.stop();
  client.open(server.url(), seen.sinks());
  CHECK(seen.board->size() == 0);
  seen.board.reset();
  CHECK(alive.expired());
  client.stop();
}
