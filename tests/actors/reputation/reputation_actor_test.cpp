// SPDX-License-Identifier: MIT
//
// The trade-index table of spec 01 §3.2 with decision 5, and what traders are told.
#include "actors/reputation/reputation_actor.hpp"

#include "tests/support/deterministic_system.hpp"
#include "tests/support/recorders.hpp"

using namespace mostro;

namespace {

const public_key somebody{{1}};
const public_key trade_key{{2}};
const public_key node{{9}};

check_trade_index question(std::optional<int64_t> index, bool is_signed = true,
                           public_key sender = trade_key) {
  return {somebody, sender, index, is_signed};
}

struct fixture {
  unix_time now{1'000'000};
  test::deterministic_system system;
  test::notes<storage::outbox_row> delivered = test::new_notes<storage::outbox_row>();
  wired_reputation_actor reputation;

  explicit fixture(std::vector<storage::user_record> users = {}) {
    environment world{[this] { return now; }, [](std::span<uint8_t>) {}};
    reputation =
        system.spawn(reputation_behavior, reputation_setup{std::move(users), world, node, {3600}});
    caf::anon_send(reputation,
                   reputation_attached{system.spawn(test::recording_publisher, delivered,
                                                    test::new_notes<nostr::event_draft>())});
  }
  reputation_told tell(const public_key& who) {
    auto told = system.ask<reputation_told>(reputation, ask_reputation{who});
    REQUIRE(told);
    return *told;
  }
  index_verdict check(check_trade_index what) {
    auto answer = system.ask<checked_trade_index>(reputation, what);
    REQUIRE(answer);
    return answer->verdict;
  }
};

storage::user_record user_at(int64_t last) {
  storage::user_record out;
  out.identity = somebody;
  out.last_trade_index = last;
  out.created_at = {1'000'000 - 86400 * 3 + 1};
  out.total_reviews = 4;
  out.total_rating = 4.5;
  return out;
}

} // namespace

TEST_CASE("trade index: a known user has to go up and has to sign") {
  CHECK(judge_trade_index(question(8), 7) == index_verdict::pass);
  CHECK(judge_trade_index(question(7), 7) == index_verdict::refuse);
  CHECK(judge_trade_index(question(1), 7) == index_verdict::refuse);
  CHECK(judge_trade_index(question(8, false), 7) == index_verdict::drop);
  CHECK(judge_trade_index(question(7, false), 7) == index_verdict::drop);
}

TEST_CASE("trade index: a known user without a number passes, a negative number does not") {
  CHECK(judge_trade_index(question(std::nullopt), 7) == index_verdict::pass);
  CHECK(judge_trade_index(question(0), 7) == index_verdict::pass);
  CHECK(judge_trade_index(question(-1), 7) == index_verdict::refuse);
}

TEST_CASE("trade index: an unknown identity may begin anywhere above zero") {
  CHECK(judge_trade_index(question(std::nullopt), std::nullopt) == index_verdict::pass);
  CHECK(judge_trade_index(question(0), std::nullopt) == index_verdict::drop);
  CHECK(judge_trade_index(question(5), std::nullopt) == index_verdict::pass);
  CHECK(judge_trade_index(question(5, false, somebody), std::nullopt) == index_verdict::pass);
  CHECK(judge_trade_index(question(-3), std::nullopt) == index_verdict::refuse);
}

TEST_CASE("conformance/01-26: an index that was used is refused to a known user", "[01-26]") {
  fixture f{{user_at(7)}};
  CHECK(f.check(question(7)) == index_verdict::refuse);
  CHECK(f.check(question(8)) == index_verdict::pass);
}

TEST_CASE("conformance/01-28: asking consumes no index, so a refused first try can be repeated "
          "(decision 5, unlike the reference)",
          "[01-28]") {
  fixture f;
  CHECK(f.check(question(1)) == index_verdict::pass);
  CHECK(f.check(question(1)) == index_verdict::pass);
  caf::anon_send(f.reputation, trade_index_used{somebody, 1, f.now});
  f.system.run();
  CHECK(f.check(question(1)) == index_verdict::refuse);
}

TEST_CASE("reputation: a consumed index is never lowered") {
  fixture f{{user_at(7)}};
  caf::anon_send(f.reputation, trade_index_used{somebody, 3, f.now});
  f.system.run();
  CHECK(f.check(question(7)) == index_verdict::refuse);
}

TEST_CASE("reputation: days of operation are whole days, an unknown identity has zeros") {
  fixture f{{user_at(7)}};
  auto told = f.system.ask<reputation_told>(f.reputation, ask_reputation{somebody});
  REQUIRE(told);
  CHECK(told->known);
  CHECK(told->last_trade_index == 7);
  CHECK(told->info.operating_days == 2);
  CHECK(told->info.rating == 4.5);
  CHECK(told->info.reviews == 4);
  f.now.seconds += 1;
  told = f.system.ask<reputation_told>(f.reputation, ask_reputation{somebody});
  CHECK(told->info.operating_days == 3);
  told = f.system.ask<reputation_told>(f.reputation, ask_reputation{trade_key});
  REQUIRE(told);
  CHECK_FALSE(told->known);
  CHECK(told->info == user_info{});
}

TEST_CASE("reputation: the newest totals win, in whatever order they arrive") {
  fixture f{{user_at(7)}};
  caf::anon_send(f.reputation, vote_counted{somebody, {6, 5.5, 4, 5, 1}, f.now});
  caf::anon_send(f.reputation, vote_counted{somebody, {5, 4.5, 3, 5, 1}, f.now});
  CHECK(f.tell(somebody).info.reviews == 6);
  CHECK(f.tell(somebody).info.rating == 5.5);
  CHECK(f.tell(somebody).last_trade_index == 7);
}

TEST_CASE("reputation: a vote about somebody new makes a user, as the store does") {
  fixture f;
  caf::anon_send(f.reputation, vote_counted{trade_key, {1, 2.5, 5, 5, 5}, f.now});
  CHECK(f.tell(trade_key).known);
  CHECK(f.tell(trade_key).info.operating_days == 0);
  CHECK(f.check(question(0, true, trade_key)) == index_verdict::drop); // Somebody else's index.
}

TEST_CASE("reputation: standings follow what is committed, the node's own is admin") {
  auto reader = user_at(7);
  reader.solver = solver_standing::read;
  fixture f{{reader}};
  CHECK(f.tell(somebody).standing == solver_standing::read);
  CHECK(f.tell(trade_key).standing == solver_standing::none);
  CHECK(f.tell(node).standing == solver_standing::admin);
  caf::anon_send(f.reputation, solver_changed{somebody, solver_standing::none, f.now});
  caf::anon_send(f.reputation, solver_changed{trade_key, solver_standing::read_write, f.now});
  CHECK(f.tell(somebody).standing == solver_standing::none);
  auto told = f.system.ask<solvers_told>(f.reputation, ask_solvers{});
  CHECK(told->solvers == std::vector{std::pair{trade_key, solver_standing::read_write}});
}

TEST_CASE("reputation: rating events are held until the next flush, then handed on once") {
  using namespace std::chrono_literals;
  fixture f;
  auto row = [](outbox_id id) { return storage::outbox_row{id, {}, publish_rating{}, {}}; };
  f.system.run();
  caf::anon_send(f.reputation, hold_ratings{{row(1), row(2)}});
  f.system.advance(3599s, 100s);
  CHECK(f.delivered->empty());
  f.system.advance(1s);
  REQUIRE(f.delivered->size() == 2);
  CHECK(f.delivered->at(0).id == 1);
  f.system.advance(7200s, 600s);
  CHECK(f.delivered->size() == 2);
}
