// SPDX-License-Identifier: MIT
//
// What mostroctl understands.
#include "actors/mostroctl/command_line.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace mostro::ctl;

namespace {

struct parsed_line {
  std::variant<request, int> what;
  std::string out, err;

  const request& asked() const {
    INFO(err);
    REQUIRE(std::holds_alternative<request>(what));
    return std::get<request>(what);
  }
  int code() const {
    REQUIRE(std::holds_alternative<int>(what));
    return std::get<int>(what);
  }
};

parsed_line parse_words(std::vector<const char*> words) {
  words.insert(words.begin(), "mostroctl");
  std::ostringstream out, err;
  auto what =
      parse(static_cast<int>(words.size()), words.data(), "1.2.3", "/srv/alice", out, err);
  return {what, out.str(), err.str()};
}

} // namespace

TEST_CASE("mostroctl line: every command is understood") {
  auto verb_of = [](std::vector<const char*> words) { return parse_words(words).asked().what; };
  CHECK(verb_of({"status"}) == verb::status);
  CHECK(verb_of({"orders"}) == verb::orders);
  CHECK(verb_of({"order", "show", "abcd"}) == verb::order_show);
  CHECK(verb_of({"order", "explain", "abcd"}) == verb::order_explain);
  CHECK(verb_of({"disputes"}) == verb::disputes);
  CHECK(verb_of({"dispute", "take", "abcd"}) == verb::dispute_take);
  CHECK(verb_of({"solver", "add", "npub1x:read"}) == verb::solver_add);
  CHECK(verb_of({"solver", "remove", "npub1x"}) == verb::solver_remove);
  CHECK(verb_of({"solver", "list"}) == verb::solver_list);
  CHECK(verb_of({"settle", "abcd"}) == verb::settle);
  CHECK(verb_of({"cancel", "abcd"}) == verb::cancel);
  CHECK(verb_of({"maintenance", "on"}) == verb::maintenance);
  CHECK(verb_of({"backup", "/somewhere"}) == verb::backup);
  CHECK(verb_of({"watch"}) == verb::watch);
  CHECK(verb_of({"completion", "bash"}) == verb::completion);
}

TEST_CASE("mostroctl line: arguments and options arrive, also behind the command") {
  auto line = parse_words({"orders", "--all", "--status", "success", "--limit", "7", "--json"});
  CHECK(line.asked().all);
  CHECK(line.asked().status == "success");
  CHECK(line.asked().limit == 7);
  CHECK(line.asked().json);
  CHECK(parse_words({"order", "show", "6f0c", "--json"}).asked().json);
  CHECK(parse_words({"solver", "add", "npub1x:read"}).asked().argument == "npub1x:read");
  CHECK(parse_words({"watch", "6f0c"}).asked().argument == "6f0c");
}

TEST_CASE("mostroctl line: where the daemon is") {
  auto target = [](std::vector<const char*> words) {
    return parse_words(words).asked().where.target;
  };
  CHECK(target({"status"}) == "unix:/srv/alice/.mostro/mostro.sock");
  CHECK(target({"-d", "/opt/mostro", "status"}) == "unix:/opt/mostro/mostro.sock");
  CHECK(target({"--address", "unix:/run/x", "status"}) == "unix:/run/x");
  auto tcp = parse_words({"--address", "h:1", "--tls-ca", "c.pem", "--token-file", "t", "status"});
  CHECK(tcp.asked().where.target == "h:1");
  CHECK(tcp.asked().where.ca_file == "c.pem");
  CHECK(tcp.asked().where.token_file == "t");
  auto both = parse_words({"-d", "/opt", "--address", "h:1", "status"});
  CHECK(both.code() == exit_usage);
  CHECK(both.err.find("mend:") != std::string::npos);
}

TEST_CASE("mostroctl line: what is wrong is a usage error") {
  for (auto words : std::vector<std::vector<const char*>>{{},
                                                          {"fly"},
                                                          {"order"},
                                                          {"order", "show"},
                                                          {"settle"},
                                                          {"maintenance", "maybe"},
                                                          {"completion", "fish"},
                                                          {"orders", "--limit", "-1"},
                                                          {"status", "extra"}})
    CHECK(parse_words(words).code() == exit_usage);
}

TEST_CASE("mostroctl line: help and version are no errors") {
  CHECK(parse_words({"--help"}).code() == exit_done);
  CHECK(parse_words({"--help"}).out.find("3 unreachable") != std::string::npos);
  CHECK(parse_words({"--version"}).out == "mostroctl 1.2.3\n");
}
