// SPDX-License-Identifier: MIT
//
// gRPC ends in a thread of its own after its last object is gone. A test program waits for that, or
// what OpenSSL keeps for gRPC's threads would look like a leak of ours.
#define CATCH_CONFIG_EXTERNAL_INTERFACES
#include <catch2/catch.hpp>
#include <grpc/grpc.h>

#include <chrono>
#include <thread>

namespace {

struct grpc_end : Catch::TestEventListenerBase {
  using TestEventListenerBase::TestEventListenerBase;

  void testRunEnded(const Catch::TestRunStats& stats) override {
    TestEventListenerBase::testRunEnded(stats);
    for (int i = 0; i < 500 && grpc_is_initialized() != 0; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
};

} // namespace

CATCH_REGISTER_LISTENER(grpc_end)
