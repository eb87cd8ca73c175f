// SPDX-License-Identifier: MIT
//
// Who keeps a call alive, and for what close() waits.
#include "lnd-proto/call_registry.hpp"

#include <catch2/catch.hpp>

#include <thread>

using mostro::lnd::call_registry;
using mostro::lnd::leave_at_end;
using mostro::lnd::open_call;

namespace {

// Leaves the registry as soon as it is cancelled, on another thread.
class slow_call final : public open_call {
public:
  explicit slow_call(std::shared_ptr<call_registry> from) : from_(std::move(from)) {}
  ~slow_call() override {
    if (worker_.get_id() == std::this_thread::get_id())
      worker_.detach(); // The worker held the last reference: it cannot wait for itself.
    else if (worker_.joinable())
      worker_.join();
  }
  void cancel() override {
    worker_ = std::thread([this] {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      over = true;
      from_->leave(this);
    });
  }
  std::atomic<bool> over{false};

private:
  std::shared_ptr<call_registry> from_;
  std::thread worker_;
};

} // namespace

TEST_CASE("lnd/registry: closing cancels every call and waits until it has left") {
  auto registry = std::make_shared<call_registry>();
  auto first = std::make_shared<slow_call>(registry);
  auto second = std::make_shared<slow_call>(registry);
  REQUIRE(registry->enter(first));
  REQUIRE(registry->enter(second));
  CHECK_FALSE(registry->is_closed());
  registry->close();
  CHECK(registry->is_closed());
  CHECK(first->over);
  CHECK(second->over);
  registry->close(); // A second time has nothing to wait for.
}

TEST_CASE("lnd/registry: nothing enters after closing") {
  auto registry = std::make_shared<call_registry>();
  registry->close();
  CHECK_FALSE(registry->enter(std::make_shared<slow_call>(registry)));
}

TEST_CASE("lnd/registry: a call lives from enter to leave, also when a callback throws") {
  auto registry = std::make_shared<call_registry>();
  std::weak_ptr<slow_call> seen;
  const open_call* key = nullptr;
  {
    auto call = std::make_shared<slow_call>(registry);
    seen = call;
    key = call.get();
    REQUIRE(registry->enter(std::move(call)));
  }
  CHECK_FALSE(seen.expired());
  try {
    leave_at_end leave(registry, key);
    throw 1;
  } catch (int) {
  }
  CHECK(seen.expired());
  registry->close();
}
