// SPDX-License-Identifier: MIT
//
// An LND for tests of actors: answers what the test has written down, notes what it
// was asked, and leaves streams in the test's hands. Runs on the calling thread.
#pragma once

#include "lnd-proto/lnd_client.hpp"

#include <algorithm>
#include <deque>
#include <type_traits>

namespace mostro::test {

/// Answers and streams are public: tests prepare and look at them.
class scripted_lnd : public lnd::client {
public:
  /// A stream that the test feeds. Dead once its subscriber has let go.
  template <class State>
  struct stream {
    mostro::payment_hash hash;
    std::function<void(State)> tell;
    std::function<void(lnd::stream_end)> end;
    bool alive = true;
  };
  template <class State>
  using streams = std::vector<std::shared_ptr<stream<State>>>;

  // Answers to come, in order; without one the call succeeds or finds nothing.
  std::deque<lnd::outcome<std::string>> additions;
  std::deque<lnd::outcome<std::monostate>> settlements;
  std::deque<lnd::outcome<std::monostate>> cancellations;
  std::deque<lnd::outcome<lnd::invoice>> look_ups;
  bool reachable = true; ///< Of GetInfo.
  std::string identity = "02aa";
  uint32_t height = 200;

  std::vector<std::string> calls; ///< Names of the calls that concern money, in order.
  std::vector<lnd::payment_request> sent;
  streams<lnd::invoice> invoices;
  streams<lnd::payment> tracks;
  streams<lnd::payment> sends;

  size_t times(const std::string& call) const {
    return static_cast<size_t>(std::count(calls.begin(), calls.end(), call));
  }

  void close() override {}
  void fetch_info(lnd::answer<lnd::node_info> to) override {
    if (!reachable)
      return to(lnd::call_error{lnd::failure::unreachable, "away"});
    lnd::node_info info;
    info.identity_pubkey = identity;
    info.block_height = height;
    info.network = "regtest";
    to(info);
  }
  void fetch_balance(lnd::answer<lnd::channel_balance> to) override { to(lnd::channel_balance{}); }
  void add_hold_invoice(const lnd::hold_invoice_request&, lnd::answer<std::string> to) override {
    answer("add", additions, std::string{"lnbcrt-hold"}, to);
  }
  void settle_invoice(const preimage&, lnd::answer<std::monostate> to) override {
    answer("settle", settlements, std::monostate{}, to);
  }
  void cancel_invoice(const payment_hash&, lnd::answer<std::monostate> to) override {
    answer("cancel", cancellations, std::monostate{}, to);
  }
  void look_up_invoice(const payment_hash&, lnd::answer<lnd::invoice> to) override {
    answer("look-up", look_ups, lnd::call_error{lnd::failure::not_found, "unknown"}, to);
  }
  std::unique_ptr<lnd::subscription>
  subscribe_invoice(const payment_hash& hash, std::function<void(lnd::invoice)> on_state,
                    std::function<void(lnd::stream_end)> on_end) override {
    return open(invoices, hash, std::move(on_state), std::move(on_end));
  }
  std::unique_ptr<lnd::subscription>
  send_payment(const lnd::payment_request& what, std::function<void(lnd::payment)> on_state,
               std::function<void(lnd::stream_end)> on_end) override {
    calls.emplace_back("send");
    sent.push_back(what);
    return open(sends, {}, std::move(on_state), std::move(on_end)); // Its hash is in the invoice.
  }
  std::unique_ptr<lnd::subscription>
  track_payment(const payment_hash& hash, std::function<void(lnd::payment)> on_state,
                std::function<void(lnd::stream_end)> on_end) override {
    calls.emplace_back("track");
    return open(tracks, hash, std::move(on_state), std::move(on_end));
  }

private:
  template <class State>
  struct open_end : lnd::subscription {
    std::shared_ptr<stream<State>> of;
    ~open_end() override { of->alive = false; }
    void cancel() override { of->alive = false; }
    bool is_over() const override { return !of->alive; }
  };

  template <class State>
  static std::unique_ptr<lnd::subscription> open(streams<State>& all, const payment_hash& hash,
                                                 std::function<void(State)> on_state,
                                                 std::function<void(lnd::stream_end)> on_end) {
    auto made = std::make_shared<stream<State>>();
    made->hash = hash;
    made->tell = std::move(on_state);
    made->end = std::move(on_end);
    all.push_back(made);
    auto out = std::make_unique<open_end<State>>();
    out->of = made;
    return out;
  }

  template <class T>
  void answer(const char* name, std::deque<lnd::outcome<T>>& prepared,
              std::type_identity_t<lnd::outcome<T>> otherwise, const lnd::answer<T>& to) {
    calls.emplace_back(name);
    if (!prepared.empty()) {
      otherwise = std::move(prepared.front());
      prepared.pop_front();
    }
    to(std::move(otherwise));
  }
};

} // namespace mostro::test
