// SPDX-License-Identifier: MIT
//
// mostroctl against a running service: what it prints and how it ends.
#include "tests/actors/admin/admin_fixture.hpp"

#include "actors/mostroctl/commands.hpp"

#include "messages/nostr/keys.hpp"

using namespace mostro;
using namespace mostro::test;
using namespace mostro::ctl;
using namespace mostro::order_fixture;

namespace {

struct run_result {
  int code = -1;
  std::string out, err;
};

run_result run(admin_fixture& f, verb what, const std::string& argument = {}, bool json = false) {
  request asked;
  asked.what = what;
  asked.argument = argument;
  asked.json = json;
  std::ostringstream out, err;
  auto client = f.at_socket();
  auto code = carry_out(asked, *client, start.seconds + 3600, out, err);
  return {code, out.str(), err.str()};
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

order with_id(const std::string& digits, order o) {
  o.id = *order_id::parse(digits + std::string(32 - digits.size(), '0'));
  return o;
}

} // namespace

TEST_CASE("mostroctl: orders and disputes are named by their beginning") {
  admin_fixture f;
  f.add(with_id("abcd1", active_order(pending_order(sell))));
  f.add(with_id("abcd2", order_in_dispute()));
  CHECK(has(run(f, verb::order_show, "abcd1").out, "abcd1000-0000-0000-0000-000000000000"));
  CHECK(has(run(f, verb::order_explain, "ABCD-1").out, "order abcd1000-"));
  auto several = run(f, verb::order_show, "abcd");
  CHECK(several.code == exit_refused);
  CHECK(has(several.err, "more than one order begins with abcd; mend: give more digits"));
  auto none = run(f, verb::settle, "ffff");
  CHECK(none.code == exit_refused);
  CHECK(has(none.err, "no order begins with ffff"));
  CHECK(run(f, verb::settle, "ab").code == exit_refused);
  CHECK(f.script->commands().empty());
  CHECK(run(f, verb::settle, "abcd2").out ==
        "order abcd2000-0000-0000-0000-000000000000 is being settled for the buyer\n");
  CHECK(run(f, verb::cancel, "abcd2").code == exit_done);
  auto taken = run(f, verb::dispute_take, "d1d1");
  CHECK(taken.out == "dispute d1d1d1d1-d1d1-d1d1-d1d1-d1d1d1d1d1d1 is taken by the node\n");
  REQUIRE(f.script->commands().size() == 3);
  CHECK(f.script->commands()[0].what.message.id->text() == "abcd2000-0000-0000-0000-000000000000");
}

TEST_CASE("mostroctl: a refusal ends with 1 and is told, in JSON too") {
  admin_fixture f;
  f.script->set_answer(operator_outcome{false, refusal::not_found, {}});
  auto id = id_of<order_id>(0xaa).text();
  auto plain = run(f, verb::settle, id);
  CHECK(plain.code == exit_refused);
  CHECK(plain.out.empty());
  CHECK(plain.err ==
        "mostroctl: Admin settle failed: Sending cantDo message to user for NotFound\n");
  auto json = run(f, verb::settle, id, true);
  CHECK(json.code == exit_refused);
  CHECK(json.out == "{\"success\":false,\"error_message\":\"Admin settle failed: Sending cantDo "
                    "message to user for NotFound\"}\n");
}

TEST_CASE("mostroctl: solvers are added by npub or hex key, with their permission") {
  admin_fixture f;
  auto who = nostr::key_pair_from(node_key(5))->pub;
  CHECK(run(f, verb::solver_add, who.hex() + ":read").code == exit_done);
  CHECK(run(f, verb::solver_add, nostr::to_npub(who)).code == exit_done);
  REQUIRE(f.script->commands().size() == 2);
  auto text = [&](size_t i) {
    return std::get<text_payload>(f.script->commands().at(i).what.message.payload).text;
  };
  CHECK(text(0) == nostr::to_npub(who) + ":read");
  CHECK(text(1) == nostr::to_npub(who));
  CHECK(run(f, verb::solver_remove, nostr::to_npub(who)).code == exit_done);
  CHECK(run(f, verb::solver_list).out == "no solvers\n");
}

TEST_CASE("mostroctl: every listing has its JSON") {
  admin_fixture f;
  f.add(pending_order(sell));
  for (auto what : {verb::status, verb::orders, verb::disputes, verb::solver_list}) {
    auto r = run(f, what, {}, true);
    CHECK(r.code == exit_done);
    CHECK(json::document::parse(r.out));
  }
  for (auto what : {verb::order_show, verb::order_explain})
    CHECK(json::document::parse(run(f, what, "aaaa", true).out));
  CHECK(run(f, verb::maintenance, "on", true).out == "{\"success\":true}\n");
  CHECK(f.maintenance);
  CHECK(run(f, verb::maintenance, "off").out == "maintenance is off\n");
  CHECK_FALSE(f.maintenance);
}

TEST_CASE("mostroctl: all orders are listed however many pages that takes") {
  admin_fixture f;
  for (int i = 0; i < 1203; ++i) {
    auto digits = std::to_string(10'000 + i);
    f.add(with_id(digits, pending_order(sell)));
  }
  auto lines = [](const std::string& text) { return std::count(text.begin(), text.end(), '\n'); };
  CHECK(lines(run(f, verb::orders).out) == 1204);
  request some;
  some.what = verb::orders;
  some.limit = 501;
  std::ostringstream out, err;
  auto client = f.at_socket();
  CHECK(carry_out(some, *client, start.seconds, out, err) == exit_done);
  CHECK(lines(out.str()) == 502);
}

TEST_CASE("mostroctl: nobody there ends with 3 and says what to look at") {
  admin_fixture f;
  auto client = f.at_socket();
  f.server.reset();
  request asked;
  std::ostringstream out, err;
  CHECK(carry_out(asked, *client, start.seconds, out, err) == exit_unreachable);
  CHECK(has(err.str(), "nobody answers at unix:"));
  CHECK(has(err.str(), "mend: look whether mostrod runs"));
}

TEST_CASE("mostroctl: a host needs a certificate and a token, and files that can be read") {
  auto bare = make_client({"localhost:1", {}, {}});
  REQUIRE_FALSE(bare);
  CHECK(has(bare.why().text, "--tls-ca"));
  CHECK_FALSE(make_client({"localhost:1", "/nowhere", "/nowhere"}));
}

TEST_CASE("mostroctl: the completion file of bash is the one in deploy") {
  std::ifstream in{std::string{MOSTRO_VECTORS} + "/../../deploy/mostroctl.bash"};
  std::stringstream text;
  text << in.rdbuf();
  REQUIRE(text.str().size() > 100);
  CHECK(text.str() == bash_completion());
}
