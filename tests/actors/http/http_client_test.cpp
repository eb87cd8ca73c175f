// SPDX-License-Identifier: MIT
#include "actors/http/http_client.hpp"

#include "tests/support/loopback_listener.hpp"
#include "tests/support/news_board.hpp"

#include <catch2/catch.hpp>

#include <memory>

using namespace mostro;
using namespace mostro::test_support;

namespace {

http_answered get(http_client& client, http_request what) {
  news_board<http_answered> board;
  client.get(std::move(what), [&](http_answered answer) { board.post(std::move(answer)); });
  auto out = board.take();
  REQUIRE(out);
  return *out;
}

http_request request_of(std::string url, reach allowed) {
  http_request out;
  out.tag = 42;
  out.url = std::move(url);
  out.allowed = allowed;
  out.user_agent = "mostro/test";
  return out;
}

} // namespace

TEST_CASE("http: an answer comes back with its tag, status and body") {
  http_stub server{[](const std::string& target) { return http_answer(404, "no " + target); }};
  http_client client;
  auto request = request_of(server.base() + "/a?b=c", reach::pinned);
  request.headers = {"X-Key: 7"};
  auto answer = get(client, request);
  CHECK(answer.tag == 42);
  CHECK(answer.status == 404);
  CHECK(answer.body == "no /a?b=c");
  auto head = server.requests().at(0);
  CHECK(head.find("User-Agent: mostro/test\r\n") != std::string::npos);
  CHECK(head.find("X-Key: 7\r\n") != std::string::npos);
}

TEST_CASE("http: the guard refuses private addresses before anything is connected") {
  http_stub server{[](const std::string&) { return http_answer(200, "{}"); }};
  http_client client;
  for (auto host : {"127.0.0.1", "localhost", "[::ffff:127.0.0.1]"}) {
    auto url = "http://" + std::string{host} + ":" + std::to_string(server.port()) + "/";
    auto answer = get(client, request_of(url, reach::public_only));
    INFO(host);
    CHECK(answer.status == 0);
    CHECK(answer.error_text.find("public") != std::string::npos);
  }
  CHECK(server.connections() == 0);
}

TEST_CASE("conformance/05-L3: a literal address inside is refused in every spelling", "[05-L3]") {
  http_client client;
  for (auto url : {"http://169.254.169.254/", "https://169.254.169.254/latest", "https://[::1]/",
                   "https://[::ffff:169.254.169.254]/", "https://[::ffff:a9fe:a9fe]/",
                   "https://[64:ff9b::a9fe:a9fe]/", "https://[2002:a9fe:a9fe::1]/",
                   "https://[fd00::1]:8443/", "https://0.0.0.0/"}) {
    auto answer = get(client, request_of(url, reach::public_only));
    INFO(url);
    CHECK(answer.status == 0);
    CHECK(answer.error_text.find("not public") != std::string::npos);
  }
}

TEST_CASE("http: a pinned name keeps its Host header") {
  http_stub server{[](const std::string&) { return http_answer(200, "{}"); }};
  http_client client;
  const auto authority = "localhost:" + std::to_string(server.port());
  auto answer = get(client, request_of("http://" + authority + "/", reach::pinned));
  CHECK(answer.status == 200);
  CHECK(server.requests().at(0).find("Host: " + authority + "\r\n") != std::string::npos);
}

TEST_CASE("conformance/05-L4: a redirect is an answer, not a way", "[05-L4]") {
  http_stub server{[](const std::string& target) {
    return target == "/" ? http_answer(302, "", "Location: /next\r\n") : http_answer(200, "{}");
  }};
  http_client client;
  auto request = request_of(server.base() + "/", reach::pinned);
  request.follow_redirects = true; // Has no effect on a guarded request.
  CHECK(get(client, request).status == 302);
  CHECK(server.requests().size() == 1);
  request.allowed = reach::anywhere;
  CHECK(get(client, request).status == 200);
}

TEST_CASE("http: a body beyond the bound fails the request") {
  http_stub server{[](const std::string&) { return http_answer(200, std::string(1001, 'x')); }};
  http_client client;
  auto request = request_of(server.base() + "/", reach::pinned);
  request.max_body_bytes = 1000;
  auto answer = get(client, request);
  CHECK(answer.status == 0);
  CHECK(answer.body.empty());
  request.max_body_bytes = 1001;
  CHECK(get(client, request).status == 200);
}

TEST_CASE("conformance/05-L9: a server that hangs fails the request", "[05-L9]") {
  http_stub server{[](const std::string&) { return std::nullopt; }};
  http_client client;
  auto request = request_of(server.base() + "/", reach::pinned);
  CHECK(request.total_timeout <= std::chrono::seconds(4));
  request.total_timeout = std::chrono::milliseconds(200);
  auto answer = get(client, request);
  CHECK(answer.status == 0);
  CHECK_FALSE(answer.error_text.empty());
}

TEST_CASE("http: what cannot be asked is answered with a reason") {
  http_client client;
  for (const auto* url : {"", "ws://127.0.0.1/", "http://127.1/", "http://u@127.0.0.1/",
                          "http://no-such-host.invalid/", "http://127.0.0.1:1/"}) {
    auto answer = get(client, request_of(url, reach::pinned));
    INFO(url);
    CHECK(answer.status == 0);
    CHECK_FALSE(answer.error_text.empty());
  }
}

TEST_CASE("http: stopping drops the callbacks uncalled") {
  http_stub server{[](const std::string&) { return std::nullopt; }};
  http_client client;
  auto board = std::make_shared<news_board<int>>();
  std::weak_ptr<news_board<int>> alive = board;
  for (int i = 0; i < 3; ++i)
    client.get(request_of(server.base() + "/", reach::pinned),
               [board](http_answered) { board->post(1); });
  client.stop();
  client.get(request_of(server.base() + "/", reach::pinned),
             [board](http_answered) { board->post(1); });
  CHECK(board->size() == 0);
  board.reset();
  CHECK(alive.expired());
}
