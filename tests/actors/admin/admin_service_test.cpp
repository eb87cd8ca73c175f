// SPDX-License-Identifier: MIT
//
// The operator's service through its Unix socket, as mostroctl reaches it.
#include "tests/actors/admin/admin_fixture.hpp"

#include "messages/nostr/keys.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace mostro;
using namespace mostro::test;
using namespace std::chrono_literals;
using order_fixture::id_of;

namespace {

const std::string an_order = "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa";

mode_t mode_of(const std::string& path) {
  struct stat found {};
  REQUIRE(lstat(path.c_str(), &found) == 0);
  return found.st_mode & 07777;
}

} // namespace

TEST_CASE("conformance/03-47: settling what is no id is answered with a text, not with an error",
          "[03-47]") {
  admin_fixture f;
  auto told = outcome_of(f.at_socket()->settle_order("nope"));
  CHECK_FALSE(told.success);
  CHECK_FALSE(told.error_text.empty());
  CHECK(f.script->commands().empty());
}

TEST_CASE("conformance/03-48: settling a dispute that the node did not take names the reason",
          "[03-48]") {
  admin_fixture f;
  f.script->set_answer(operator_outcome{false, refusal::is_not_your_dispute, {}});
  auto told = outcome_of(f.at_socket()->settle_order(an_order));
  CHECK(told == admin::outcome{false, "Admin settle failed: Sending cantDo message to user for "
                                      "IsNotYourDispute"});
}

TEST_CASE("conformance/03-49: the text of AddSolver reaches the desk letter by letter", "[03-49]") {
  admin_fixture f;
  auto text = nostr::to_npub(order_fixture::key(9)) + ":read";
  CHECK(outcome_of(f.at_socket()->add_solver(text)) == admin::outcome{true, ""});
  REQUIRE(f.script->commands().size() == 1);
  const auto told = f.script->commands()[0].what;
  CHECK(told.message.action == action::admin_add_solver);
  CHECK(told.message.wrapper == envelope::dispute);
  CHECK(std::get<text_payload>(told.message.payload).text == text);
}

TEST_CASE("admin: commands act as the node's own key, with the ids that were asked") {
  admin_fixture f;
  auto client = f.at_socket();
  CHECK(outcome_of(client->settle_order(an_order)).success);
  CHECK(outcome_of(client->cancel_order(an_order)).success);
  CHECK(outcome_of(client->take_dispute("d1d1d1d1-d1d1-d1d1-d1d1-d1d1d1d1d1d1")).success);
  REQUIRE(f.script->commands().size() == 3);
  auto node = order_fixture::node_operator().identity;
  std::vector<action> actions;
  for (auto& c : f.script->commands()) {
    CHECK(c.what.sender == node);
    CHECK(c.what.identity == node);
    CHECK(c.what.created_at == order_fixture::start);
    CHECK(c.what.message.payload == payload{});
    actions.push_back(c.what.message.action);
  }
  CHECK(actions ==
        std::vector{action::admin_settle, action::admin_cancel, action::admin_take_dispute});
  CHECK(f.script->commands()[0].what.message.id == id_of<order_id>(0xaa));
  CHECK(f.script->commands()[2].what.message.id == id_of<order_id>(0xd1));
}

TEST_CASE("admin: solvers are removed by npub or hex key") {
  admin_fixture f;
  auto client = f.at_socket();
  auto who = nostr::key_pair_from(order_fixture::node_key(5))->pub;
  CHECK(outcome_of(client->remove_solver(nostr::to_npub(who))).success);
  CHECK(outcome_of(client->remove_solver(who.hex())).success);
  CHECK_FALSE(outcome_of(client->remove_solver("somebody")).success);
  REQUIRE(f.script->removals().size() == 2);
  CHECK(f.script->removals()[0].identity == who);
  CHECK(f.script->removals()[1].identity == who);
}

TEST_CASE("admin: a desk that is silent or says why is reported as a failure") {
  admin_fixture f;
  f.script->set_answer(operator_outcome{false, {}, "there is no such dispute"});
  CHECK(outcome_of(f.at_socket()->take_dispute(an_order)).error_text ==
        "Admin take dispute failed: Error caused by there is no such dispute");
  f.script->set_answer(std::nullopt);
  auto silent = outcome_of(f.at_socket()->settle_order(an_order));
  CHECK_FALSE(silent.success);
  CHECK(silent.error_text.find("look whether it happened") != std::string::npos);
}

TEST_CASE("admin: the service stops at once although a command waits for the desk") {
  admin_fixture f;
  f.script->set_answer(std::nullopt);
  auto client = f.at_socket();
  ctl::reply<admin::outcome> told;
  std::thread asking{[&] { told = client->settle_order(an_order); }};
  while (f.script->commands().empty())
    std::this_thread::yield();
  f.server.reset();
  asking.join();
  auto* done = std::get_if<admin::outcome>(&told);
  CHECK_FALSE((done != nullptr && done->success));
}

TEST_CASE("admin: status, version and maintenance") {
  admin_fixture f;
  f.add(order_fixture::pending_order(order_kind::sell));
  auto disputed = order_fixture::order_in_dispute();
  disputed.id = id_of<order_id>(0xbb);
  f.add(disputed);
  auto client = f.at_socket();
  auto before = answer_of(client->status());
  CHECK(before.version == "9.8.7");
  CHECK(before.now == order_fixture::start.seconds);
  CHECK(before.orders == std::map<std::string, uint64_t>{{"pending", 1}, {"dispute", 1}});
  CHECK(before.open_disputes == 1);
  CHECK(before.maintenance == false);
  CHECK(outcome_of(client->set_maintenance(true)).success);
  CHECK(f.maintenance);
  CHECK(answer_of(client->status()).maintenance == true);
}

TEST_CASE("admin: only the owner can open the socket and read the audit log") {
  admin_fixture f;
  CHECK(mode_of(f.rpc.socket) == 0600);
  answer_of(f.at_socket()->status());
  CHECK(mode_of(f.folder.path() + "/admin-audit.log") == 0600);
  f.server.reset();
  CHECK_FALSE(std::filesystem::exists(f.rpc.socket));
  for (auto& left : std::filesystem::directory_iterator(f.folder.path()))
    CHECK(left.path().filename() == "admin-audit.log");
}

TEST_CASE(
    "admin: a socket that a killed daemon left is replaced, a living one and a file are not") {
  admin_fixture f;
  f.server.reset();
  auto left = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  f.rpc.socket.copy(address.sun_path, sizeof address.sun_path - 1);
  REQUIRE(bind(left, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  REQUIRE(listen(left, 1) == 0);
  f.start();
  CHECK_FALSE(f.server->serves_socket());
  close(left);
  f.start();
  CHECK(f.server->serves_socket());
  answer_of(f.at_socket()->status());
  f.server.reset();
  f.folder.write("mostro.sock", "precious");
  f.start();
  CHECK_FALSE(f.server->serves_socket());
  CHECK(std::filesystem::file_size(f.rpc.socket) == 8);
}

TEST_CASE("admin: without a socket path nothing listens, a path that is too long is refused") {
  admin_fixture f;
  f.rpc.socket = "";
  f.start();
  CHECK_FALSE(f.server->serves_socket());
  f.rpc.socket = f.folder.path() + "/" + std::string(100, 'x');
  f.start();
  CHECK_FALSE(f.server->serves_socket());
}

TEST_CASE("admin: a command that cannot be audited is not carried out, a question is answered") {
  admin_fixture f;
  std::filesystem::create_directory(f.folder.path() + "/admin-audit.log");
  auto client = f.at_socket();
  CHECK(refusal_of(client->settle_order(an_order)).find("audit log") != std::string::npos);
  CHECK(f.script->commands().empty());
  CHECK(answer_of(client->status()).version == "9.8.7");
}

TEST_CASE("admin: a command is audited before it is carried out and after it") {
  admin_fixture f;
  f.script->set_answer(operator_outcome{false, refusal::not_authorized, {}});
  auto client = f.at_socket();
  outcome_of(client->settle_order(an_order));
  answer_of(client->status());
  CHECK(f.audited() ==
        std::vector<std::string>{"SettleOrder asked", "SettleOrder failed", "GetStatus done"});
  auto first = f.audit();
  auto root = first[0].root();
  CHECK(root.find("peer")->text() == "unix");
  CHECK(root.find("arguments")->find("order_id")->text() == an_order);
  auto why = first[1].root().find("text");
  REQUIRE(why);
  CHECK(why->text()->find("NotAuthorized") != std::string_view::npos);
}
