// SPDX-License-Identifier: MIT
//
// Streams against a node over TLS: their messages, their ends, and the promise
// that nothing is called back after a subscription or a client is gone.
#include "tests/lnd-proto/test_node.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::test;
using lnd::failure;

namespace {

const payment_hash some_hash{{7, 8, 9}};

lnrpc::Invoice invoice_in(lnrpc::Invoice::InvoiceState state) {
  lnrpc::Invoice out;
  out.set_r_hash(std::string(some_hash.data.begin(), some_hash.data.end()));
  out.set_state(state);
  return out;
}

lnrpc::Payment payment_in(lnrpc::Payment::PaymentStatus status) {
  lnrpc::Payment out;
  out.set_payment_hash(some_hash.hex());
  out.set_status(status);
  return out;
}

struct invoice_watch {
  std::unique_ptr<lnd::subscription> start(lnd::client& on) {
    return on.subscribe_invoice(
        some_hash, [this](lnd::invoice i) { states.put(i.state); },
        [this](lnd::stream_end e) { ends.put(std::move(e)); });
  }
  inbox<lnd::invoice_state> states;
  inbox<lnd::stream_end> ends;
};

struct payment_watch {
  std::unique_ptr<lnd::subscription> send(lnd::client& on, const lnd::payment_request& what = {}) {
    return on.send_payment(
        what, [this](lnd::payment p) { states.put(std::move(p)); },
        [this](lnd::stream_end e) { ends.put(std::move(e)); });
  }
  std::unique_ptr<lnd::subscription> track(lnd::client& on) {
    return on.track_payment(
        some_hash, [this](lnd::payment p) { states.put(std::move(p)); },
        [this](lnd::stream_end e) { ends.put(std::move(e)); });
  }
  inbox<lnd::payment> states;
  inbox<lnd::stream_end> ends;
};

// Writes OPEN until the other side is gone.
grpc::Status write_forever(grpc::ServerContext& context, grpc::ServerWriter<lnrpc::Invoice>& out) {
  while (!context.IsCancelled() && out.Write(invoice_in(lnrpc::Invoice::OPEN)))
    ;
  return grpc::Status::CANCELLED;
}

} // namespace

TEST_CASE("lnd/streams: every state of an invoice arrives in order and the end is clean") {
  connected_node at;
  inbox<std::string> seen;
  at.script.subscribe = [&](auto& context, const auto& request, auto& out) {
    seen.put(request.r_hash());
    seen.put(std::to_string(context.client_metadata().count("macaroon")));
    for (auto state : {lnrpc::Invoice::OPEN, lnrpc::Invoice::ACCEPTED, lnrpc::Invoice::SETTLED})
      out.Write(invoice_in(state));
    return grpc::Status::OK;
  };
  invoice_watch watch;
  auto subscription = watch.start(*at.client);
  CHECK(watch.states.take() == lnd::invoice_state::open);
  CHECK(watch.states.take() == lnd::invoice_state::accepted);
  CHECK(watch.states.take() == lnd::invoice_state::settled);
  CHECK(watch.ends.take().clean);
  CHECK(seen.take() == std::string(some_hash.data.begin(), some_hash.data.end()));
  CHECK(seen.take() == "1");
}

TEST_CASE("lnd/streams: a stream that breaks tells that nothing is known") {
  connected_node at;
  at.script.subscribe = [](auto& context, auto&, auto& out) {
    out.Write(invoice_in(lnrpc::Invoice::ACCEPTED));
    return wait_until_cancelled(context);
  };
  invoice_watch watch;
  auto subscription = watch.start(*at.client);
  CHECK(watch.states.take() == lnd::invoice_state::accepted);
  at.node.stop();
  const auto end = watch.ends.take();
  CHECK_FALSE(end.clean);
  CHECK(end.why.what == failure::unreachable);
}

TEST_CASE("lnd/streams: an unreadable message ends the stream as unreachable") {
  connected_node at;
  at.script.subscribe = [](auto& context, auto&, auto& out) {
    lnrpc::Invoice broken;
    broken.set_r_hash("short");
    out.Write(broken);
    return wait_until_cancelled(context);
  };
  invoice_watch watch;
  auto subscription = watch.start(*at.client);
  const auto end = watch.ends.take();
  CHECK_FALSE(end.clean);
  CHECK(end.why.what == failure::unreachable);
  CHECK(end.why.text.find("unreadable") != std::string::npos);
  CHECK(watch.states.size() == 0);
}

TEST_CASE("lnd/streams: a payment carries invoice, limits and timeout, and is followed") {
  connected_node at;
  inbox<routerrpc::SendPaymentRequest> seen;
  at.script.send = [&](auto&, const auto& request, auto& out) {
    seen.put(request);
    out.Write(payment_in(lnrpc::Payment::IN_FLIGHT));
    auto last = payment_in(lnrpc::Payment::SUCCEEDED);
    last.set_fee_msat(1500);
    out.Write(last);
    return grpc::Status::OK;
  };
  payment_watch watch;
  auto subscription =
      watch.send(*at.client, {"lnbcrt1...", sats{21}, std::nullopt, 1008, seconds{60}});
  CHECK(watch.states.take().state == lnd::payment_state::in_flight);
  const auto last = watch.states.take();
  CHECK(last.state == lnd::payment_state::succeeded);
  CHECK(last.hash == some_hash);
  CHECK(last.fee == msats{1500});
  CHECK(watch.ends.take().clean);
  const auto request = seen.take();
  CHECK(request.payment_request() == "lnbcrt1...");
  CHECK(request.fee_limit_sat() == 21);
  CHECK(request.timeout_seconds() == 60);
  CHECK(request.cltv_limit() == 1008);
  CHECK(request.amt() == 0);
  CHECK_FALSE(request.no_inflight_updates());
  CHECK_FALSE(request.cancelable());
}

TEST_CASE("lnd/streams: an error after the first message is not lost") {
  connected_node at;
  at.script.send = [](auto&, auto&, auto& out) {
    out.Write(payment_in(lnrpc::Payment::IN_FLIGHT));
    return unknown("some trouble");
  };
  payment_watch watch;
  auto subscription = watch.send(*at.client);
  CHECK(watch.states.take().state == lnd::payment_state::in_flight);
  const auto end = watch.ends.take();
  CHECK_FALSE(end.clean);
  CHECK(end.why.what == failure::unreachable);
  CHECK(end.why.text == "SendPaymentV2: some trouble (code 2)");
}

TEST_CASE("lnd/streams: a payment that exists or is invalid ends by meaning") {
  connected_node at;
  payment_watch watch;
  const auto end_with = [&](grpc::Status how) {
    at.script.send = [how](auto&, auto&, auto&) { return how; };
    auto subscription = watch.send(*at.client);
    auto end = watch.ends.take();
    CHECK_FALSE(end.clean);
    return end.why.what;
  };
  const auto exists = grpc::StatusCode::ALREADY_EXISTS;
  CHECK(end_with({exists, "invoice is already paid"}) == failure::already_paid);
  CHECK(end_with({exists, "payment is in transition"}) == failure::already_exists);
  CHECK(end_with(unknown("self-payments not allowed")) == failure::refused);
}

TEST_CASE("lnd/streams: tracking a payment without record ends with not found") {
  connected_node at;
  inbox<std::string> seen;
  at.script.track = [&](auto&, const auto& request, auto&) {
    seen.put(request.payment_hash());
    return grpc::Status(grpc::StatusCode::NOT_FOUND, "payment isn't initiated");
  };
  payment_watch watch;
  auto subscription = watch.track(*at.client);
  CHECK(watch.ends.take().why.what == failure::not_found);
  CHECK(seen.take() == std::string(some_hash.data.begin(), some_hash.data.end()));
  at.script.track = [](auto&, auto&, auto& out) {
    auto failed = payment_in(lnrpc::Payment::FAILED);
    failed.set_failure_reason(lnrpc::FAILURE_REASON_NO_ROUTE);
    out.Write(failed);
    return grpc::Status::OK;
  };
  subscription = watch.track(*at.client);
  CHECK(watch.states.take().failure_reason == "FAILURE_REASON_NO_ROUTE");
  CHECK(watch.ends.take().clean);
}

TEST_CASE("lnd/streams: destroying a silent subscription cancels it at the node") {
  connected_node at;
  inbox<bool> gone;
  at.script.subscribe = [&](auto& context, auto&, auto& out) {
    out.Write(invoice_in(lnrpc::Invoice::OPEN));
    auto how = wait_until_cancelled(context);
    gone.put(true);
    return how;
  };
  invoice_watch watch;
  auto subscription = watch.start(*at.client);
  watch.states.take();
  subscription.reset();
  CHECK(gone.take());
  CHECK(watch.ends.size() == 0);
}

TEST_CASE("lnd/streams: nothing is called back after a busy subscription is destroyed") {
  connected_node at;
  at.script.subscribe = [](auto& context, auto&, auto& out) { return write_forever(context, out); };
  for (int round = 0; round < 30; ++round) {
    std::atomic<bool> destroyed{false};
    std::atomic<int> late{0};
    inbox<int> first;
    auto held = std::make_shared<int>(1);
    auto subscription = at.client->subscribe_invoice(
        some_hash,
        [&, held, told = false](lnd::invoice) mutable {
          late += destroyed;
          if (!std::exchange(told, true))
            first.put(1);
        },
        [&, held](lnd::stream_end) { late += destroyed; });
    if (round % 3)
      first.take(); // Else it is destroyed while it connects.
    subscription.reset();
    destroyed = true;
    CHECK(held.use_count() == 1);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    CHECK(late == 0);
  }
}

TEST_CASE("lnd/streams: a stream that is cancelled without waiting is silent and soon over") {
  connected_node at;
  at.script.subscribe = [](auto& context, auto&, auto& out) { return write_forever(context, out); };
  for (int round = 0; round < 10; ++round) {
    invoice_watch watch;
    auto subscription = watch.start(*at.client);
    watch.states.take();
    CHECK_FALSE(subscription->is_over());
    subscription->cancel();
    for (int patience = 2000; !subscription->is_over() && patience > 0; --patience)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    REQUIRE(subscription->is_over());
    CHECK(watch.ends.size() == 0);
  }
}

TEST_CASE("lnd/streams: closing the client ends its streams in silence") {
  connected_node at;
  at.script.subscribe = [](auto& context, auto&, auto& out) { return write_forever(context, out); };
  std::atomic<bool> closed{false};
  std::atomic<int> late{0};
  invoice_watch quiet;
  inbox<int> running;
  std::vector<std::unique_ptr<lnd::subscription>> subscriptions;
  for (int i = 0; i < 4; ++i)
    subscriptions.push_back(at.client->subscribe_invoice(
        some_hash,
        [&, told = false](lnd::invoice) mutable {
          late += closed;
          if (!std::exchange(told, true))
            running.put(1);
        },
        [&](lnd::stream_end) { ++late; }));
  for (int i = 0; i < 4; ++i)
    running.take();
  at.client->close();
  closed = true;
  auto inert = quiet.start(*at.client);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(late == 0);
  CHECK(quiet.states.size() + quiet.ends.size() == 0);
}

TEST_CASE("lnd/streams: a subscription may outlive its client") {
  connected_node at;
  at.script.subscribe = [](auto& context, auto&, auto& out) { return write_forever(context, out); };
  invoice_watch watch;
  auto other = at.connect(std::chrono::seconds(15));
  auto subscription = watch.start(*other);
  watch.states.take();
  other.reset();
  const auto delivered = watch.states.size();
  std::this_thread::sleep_for(std::chrono::milliseconds(10));
  CHECK(watch.states.size() == delivered);
  subscription.reset();
  CHECK(watch.ends.size() == 0);
}
