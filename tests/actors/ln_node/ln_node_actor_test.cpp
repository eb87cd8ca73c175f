// SPDX-License-Identifier: MIT
//
// The connection to LND: whom it believes, and that letting a stream go does not wait.
#include "actors/ln_node/ln_node_actor.hpp"

#include "tests/support/deterministic_system.hpp"
#include "tests/support/recorders.hpp"
#include "tests/support/scripted_lnd.hpp"

using namespace mostro;
using namespace mostro::test;
using namespace std::chrono_literals;
using lnd::failure;

namespace {

struct heard_of_payments {
  std::vector<payment_seen> seen;
  std::vector<payment_stream_ended> ended;
};

payment_follower::behavior_type noting_follower(payment_follower::pointer,
                                                std::shared_ptr<heard_of_payments> into) {
  return {[into](const payment_seen& what) { into->seen.push_back(what); },
          [into](const payment_stream_ended& what) { into->ended.push_back(what); }};
}

node_listener::behavior_type noting_listener(node_listener::pointer, notes<node_changed> into) {
  return {[into](const node_changed& what) { into->push_back(what); }};
}

lnd::call_error failed(failure what) { return {what, lnd::to_string(what)}; }

const payment_hash some_hash{{5, 6, 7}};

struct fixture {
  std::shared_ptr<scripted_lnd> lnd = std::make_shared<scripted_lnd>();
  deterministic_system system;
  notes<node_changed> changes = new_notes<node_changed>();
  std::shared_ptr<heard_of_payments> heard = std::make_shared<heard_of_payments>();
  payment_follower follower = system.spawn(noting_follower, heard);
  ln_node_actor node;

  explicit fixture(const std::string& identity = {}) {
    ln_node_setup setup;
    setup.client = lnd;
    setup.identity = identity;
    setup.listeners = {system.spawn(noting_listener, changes)};
    node = system.spawn(ln_node_behavior, std::move(setup));
    system.run();
  }

  template <class Message>
  void tell(Message what) {
    caf::anon_send(node, std::move(what));
    system.run();
  }
  template <class Answer, class Question>
  Answer ask(Question what) {
    auto answer = system.ask<Answer>(node, std::move(what));
    REQUIRE(answer);
    return *answer;
  }
  /// What the cancellation of an invoice says.
  failure cancel_says() {
    auto answer = ask<call_done>(cancel_invoice{some_hash});
    REQUIRE(std::holds_alternative<lnd::call_error>(answer.outcome));
    return std::get<lnd::call_error>(answer.outcome).what;
  }
};

} // namespace

TEST_CASE("ln node: not found is passed on when the node says that it is ours") {
  fixture f;
  f.lnd->cancellations.push_back(failed(failure::not_found));
  CHECK(f.cancel_says() == failure::not_found);
}

TEST_CASE("ln node: not found of another node is no answer") {
  fixture f;
  f.lnd->identity = "03bb"; // Swapped since the last look at its health.
  f.lnd->cancellations.push_back(failed(failure::not_found));
  CHECK(f.cancel_says() == failure::unreachable);
  auto looked = f.ask<invoice_looked_up>(look_up_invoice{some_hash});
  CHECK(std::get<lnd::call_error>(looked.outcome).what == failure::unreachable);
  f.tell(track_payment{some_hash, f.follower});
  REQUIRE(f.heard->ended.size() == 1);
  CHECK(f.heard->ended.back().why.what == failure::unreachable);
}

TEST_CASE("ln node: not found while nobody says who answers is no answer") {
  fixture f;
  f.lnd->reachable = false;
  f.lnd->cancellations.push_back(failed(failure::not_found));
  CHECK(f.cancel_says() == failure::unreachable);
}

TEST_CASE("ln node: a track that finds nothing at another node does not lead to a send") {
  fixture f;
  f.tell(track_payment{some_hash, f.follower});
  REQUIRE(f.lnd->tracks.size() == 1);
  f.lnd->identity = "03bb";
  f.lnd->tracks.back()->end({false, failed(failure::not_found)});
  f.system.run();
  REQUIRE(f.heard->ended.size() == 1);
  CHECK(f.heard->ended.back().why.what == failure::unreachable);
}

TEST_CASE("ln node: while another node answers nothing is asked of it, and then all is well") {
  fixture f{"02aa"};
  REQUIRE(f.changes->size() == 1);
  f.lnd->identity = "03bb";
  f.system.advance(16s);
  REQUIRE(f.changes->size() == 2);
  CHECK_FALSE(f.changes->back().usable);
  CHECK(f.cancel_says() == failure::unreachable);
  f.tell(send_payment{{}, some_hash, f.follower});
  CHECK(f.lnd->calls.empty());
  REQUIRE(f.heard->ended.size() == 1);
  CHECK(f.heard->ended.back().was_send);
  f.lnd->identity = "02aa";
  f.system.advance(3s);
  CHECK(f.changes->back().usable);
  f.lnd->cancellations.push_back(failed(failure::already_settled));
  CHECK(f.cancel_says() == failure::already_settled);
}

TEST_CASE("ln node: the first to answer is not believed when the setup names another") {
  fixture f{"03bb"};
  CHECK(f.changes->empty());
  CHECK(f.cancel_says() == failure::unreachable);
  CHECK(f.lnd->calls.empty());
}

TEST_CASE("ln node: who sends a payment hears of it") {
  fixture f;
  f.tell(send_payment{{}, some_hash, f.follower});
  REQUIRE(f.lnd->sends.size() == 1);
  lnd::payment paid;
  paid.state = lnd::payment_state::succeeded;
  f.lnd->sends.back()->tell(paid);
  f.system.run();
  REQUIRE(f.heard->seen.size() == 1);
  CHECK(f.heard->seen.back().state.hash == some_hash);
  f.tell(unfollow_payment{some_hash});
  CHECK_FALSE(f.lnd->sends.back()->alive);
  f.lnd->sends.back()->end({true, {}});
  f.system.run();
  CHECK(f.heard->ended.empty());
}

TEST_CASE("ln node: a question about a payment is answered beside its stream") {
  fixture f;
  f.tell(send_payment{{}, some_hash, f.follower});
  std::optional<payment_looked_up> answer;
  caf::scoped_actor asker{f.system.sys()};
  auto asked = asker->request(f.node, caf::infinite, look_up_payment{some_hash});
  f.system.run();
  REQUIRE(f.lnd->tracks.size() == 1);
  lnd::payment seen;
  seen.fee = msats{5};
  f.lnd->tracks.back()->tell(seen);
  f.system.run();
  asked.receive([&](const payment_looked_up& a) { answer = a; }, [](const caf::error&) {});
  REQUIRE(answer);
  REQUIRE(std::holds_alternative<lnd::payment>(answer->outcome));
  CHECK(std::get<lnd::payment>(answer->outcome).hash == some_hash);
  CHECK_FALSE(f.lnd->tracks.back()->alive);
  CHECK(f.lnd->sends.back()->alive);
  CHECK(f.heard->seen.empty());
}

TEST_CASE("ln node: a subscription that is not over yet is kept until it is") {
  struct slow final : lnd::subscription {
    std::shared_ptr<int> alive;
    std::shared_ptr<bool> over, cancelled;
    ~slow() override { --*alive; }
    void cancel() override { *cancelled = true; }
    bool is_over() const override { return *over; }
  };
  struct slow_lnd : scripted_lnd {
    std::shared_ptr<int> alive = std::make_shared<int>(0);
    std::shared_ptr<bool> over = std::make_shared<bool>(false);
    std::shared_ptr<bool> cancelled = std::make_shared<bool>(false);
    std::unique_ptr<lnd::subscription>
    subscribe_invoice(const payment_hash&, std::function<void(lnd::invoice)>,
                      std::function<void(lnd::stream_end)>) override {
      auto out = std::make_unique<slow>();
      ++*alive;
      out->alive = alive;
      out->over = over;
      out->cancelled = cancelled;
      return out;
    }
  };
  deterministic_system system;
  auto lnd = std::make_shared<slow_lnd>();
  ln_node_setup setup;
  setup.client = lnd;
  auto node = system.spawn(ln_node_behavior, std::move(setup));
  caf::anon_send(node, follow_invoice{some_hash});
  caf::anon_send(node, unfollow_invoice{some_hash});
  system.run();
  CHECK(*lnd->cancelled);
  CHECK(*lnd->alive == 1); // Its destructor would wait.
  system.advance(60s);
  CHECK(*lnd->alive == 1);
  *lnd->over = true;
  system.advance(16s);
  CHECK(*lnd->alive == 0);
}
