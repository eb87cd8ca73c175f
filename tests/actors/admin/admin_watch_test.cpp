// SPDX-License-Identifier: MIT
//
// Watching orders: who keeps up hears everything, who does not is cut off.
#include "tests/actors/admin/admin_fixture.hpp"

#include "actors/admin/admin_service.hpp"

#include <future>

using namespace mostro;
using namespace mostro::test;
using namespace std::chrono_literals;
using order_fixture::id_of;

namespace {

order_changed change(uint8_t order, uint64_t seq) {
  return {id_of<order_id>(order), seq, order_status::active, {100}, "escrow-accepted"};
}

/// A watcher at the socket on a thread of its own, until it has seen `wanted` changes.
struct watcher {
  watcher(admin_fixture& f, const std::string& only, size_t wanted)
      : client(f.at_socket()), failed(std::async(std::launch::async, [this, only, wanted] {
          return client->watch(only, [&](const admin::order_change& c) {
            seen.push_back(c);
            return seen.size() < wanted;
          });
        })) {}
  std::unique_ptr<ctl::client> client;
  std::vector<admin::order_change> seen;
  std::future<std::optional<ctl::call_failure>> failed;
};

/// Sends changes until the watcher has ended: when it begins to hear is not known.
void send_until_over(admin_fixture& f, watcher& w, const std::vector<order_changed>& changes) {
  while (w.failed.wait_for(10ms) != std::future_status::ready)
    for (auto& one : changes)
      caf::anon_send(f.fan, one);
}

} // namespace

TEST_CASE("watch: changes arrive with what they are") {
  admin_fixture f;
  watcher w{f, "", 2};
  send_until_over(f, w, {change(0xaa, 3)});
  CHECK_FALSE(w.failed.get());
  REQUIRE(w.seen.size() == 2);
  CHECK(w.seen[0] ==
        admin::order_change{id_of<order_id>(0xaa).text(), 3, "active", 100, "escrow-accepted"});
  CHECK(f.audited() == std::vector<std::string>{"WatchEvents done"});
}

TEST_CASE("watch: one order only") {
  admin_fixture f;
  watcher w{f, id_of<order_id>(0xbb).text(), 3};
  send_until_over(f, w, {change(0xaa, 1), change(0xbb, 2)});
  CHECK_FALSE(w.failed.get());
  for (auto& seen : w.seen)
    CHECK(seen.order_id == id_of<order_id>(0xbb).text());
}

TEST_CASE("watch: what is no id is refused") {
  admin_fixture f;
  auto failed = f.at_socket()->watch("nope", [](auto&) { return true; });
  REQUIRE(failed);
  CHECK_FALSE(failed->unreachable);
}

TEST_CASE("watch: a daemon that stops ends the watch") {
  admin_fixture f;
  watcher w{f, "", 1'000'000};
  while (f.audited().empty()) {
  }
  f.server.reset();
  auto failed = w.failed.get();
  REQUIRE(failed);
  CHECK(failed->unreachable);
}

TEST_CASE("watch: a watcher that does not keep up is cut off and holds up nobody") {
  int cut = 0;
  int released = 0;
  {
    admin::change_watch slow{std::nullopt, [&] { ++released; }};
    slow.on_cut_off([&] { ++cut; });
    for (size_t i = 0; i < admin::change_watch::most_waiting; ++i)
      CHECK(slow.tell(change(1, i)));
    CHECK_FALSE(slow.is_cut_off());
    CHECK_FALSE(slow.tell(change(1, 1000)));
    CHECK(slow.is_cut_off());
    CHECK_FALSE(slow.tell(change(1, 1001)));
    CHECK_FALSE(slow.next(0ms));
  }
  CHECK(cut == 1);
  CHECK(released == 1);
}

TEST_CASE("watch: a watcher that reads nothing over the socket is cut off") {
  admin_fixture f;
  std::atomic<bool> go_on = false;
  auto client = f.at_socket();
  auto failed = std::async(std::launch::async, [&] {
    return client->watch("", [&](auto&) {
      while (!go_on)
        std::this_thread::sleep_for(5ms);
      return true;
    });
  });
  // Far more than the sockets and the queue can hold.
  auto long_cause = change(1, 1);
  long_cause.cause = std::string(64 * 1024, 'x');
  for (int i = 0; i < 3000 && failed.wait_for(0ms) != std::future_status::ready; ++i) {
    caf::anon_send(f.fan, long_cause);
    if (i % 100 == 0)
      std::this_thread::sleep_for(5ms);
  }
  go_on = true;
  REQUIRE(failed.wait_for(60s) == std::future_status::ready);
  auto why = failed.get();
  REQUIRE(why);
  CHECK_FALSE(why->unreachable);
}

TEST_CASE("watch: there are eight watchers at most, and one that left makes room") {
  admin_fixture f;
  admin::admin_setup setup;
  setup.system = &f.system;
  setup.fan = f.fan;
  setup.database = f.database;
  setup.gate.audit_file = f.folder.path() + "/other.log";
  admin::admin_service service{setup};
  admin::caller who{admin::door::unix_socket, "unix", {}};
  std::vector<std::shared_ptr<admin::change_watch>> watching;
  for (int i = 0; i < admin::admin_service::most_watchers; ++i)
    watching.push_back(std::get<0>(service.watch(who, "")));
  auto refused = service.watch(who, "");
  REQUIRE(std::holds_alternative<admin::call_error>(refused));
  CHECK(std::get<admin::call_error>(refused).why == admin::call_error::reason::too_many);
  watching.pop_back();
  CHECK(std::holds_alternative<std::shared_ptr<admin::change_watch>>(service.watch(who, "")));
}
