// SPDX-License-Identifier: MIT
//
// The daemon's connection to its node: each call may be lost on its way, take effect unheard, or
// hang; answers come later, from outside, and never to a life that is over.
#include "lnd-proto/lnd_errors.hpp"
#include "tests/simulation/simulated_lightning.hpp"
#include "tests/simulation/simulated_records.hpp"

namespace mostro::simulation {

namespace {

constexpr int64_t call_deadline = 15'000;

lnd::call_error unreachable(const char* why) { return {lnd::failure::unreachable, why}; }

lnd::call_error refusal_of(lnd::rpc which, const devnet::rpc_refusal& why) {
  return lnd::failed_call(which, static_cast<int>(why.code), why.text);
}

class client final : public lnd::client {
public:
  explicit client(simulated_lightning& side)
      : side_(side), in_(side.in()), alive_(side.in().alive) {}

  void close() override {}

  void fetch_info(lnd::answer<lnd::node_info> to) override {
    call<lnd::node_info>([this] { return lnd::outcome<lnd::node_info>{side_.info()}; }, to);
  }
  void fetch_balance(lnd::answer<lnd::channel_balance> to) override {
    call<lnd::channel_balance>(
        [this] {
          return lnd::outcome<lnd::channel_balance>{
              lnd::channel_balance{net().balance(side_.node), msats{}}};
        },
        to);
  }
  void add_hold_invoice(const lnd::hold_invoice_request& what,
                        lnd::answer<std::string> to) override {
    if (!begin("AddHoldInvoice", what.hash.hex()))
      return;
    side_.observer().opens(what.hash);
    devnet::invoice_request asked;
    asked.memo = what.memo;
    asked.value_sat = what.value.value;
    asked.expiry_seconds = what.expiry.count;
    asked.cltv_expiry = what.cltv_expiry;
    call<std::string>(
        [this, asked, hash = what.hash]() -> lnd::outcome<std::string> {
          auto made = net().add_hold_invoice(side_.node, asked, hash);
          if (!made)
            return refusal_of(lnd::rpc::add_hold_invoice, made.why());
          return made->payment_request;
        },
        to);
  }
  void settle_invoice(const preimage& with, lnd::answer<std::monostate> to) override {
    if (!begin("SettleInvoice", {}))
      return;
    side_.observer().settles(with);
    call<std::monostate>(
        [this, with] {
          return plain(lnd::rpc::settle_invoice, net().settle_invoice(side_.node, with));
        },
        to);
  }
  void cancel_invoice(const payment_hash& hash, lnd::answer<std::monostate> to) override {
    if (!begin("CancelInvoice", hash.hex()))
      return;
    side_.observer().cancels(hash);
    call<std::monostate>(
        [this, hash] {
          return plain(lnd::rpc::cancel_invoice, net().cancel_invoice(side_.node, hash));
        },
        to);
  }
  void look_up_invoice(const payment_hash& hash, lnd::answer<lnd::invoice> to) override {
    call<lnd::invoice>(
        [this, hash]() -> lnd::outcome<lnd::invoice> {
          auto found = net().look_up_invoice(side_.node, hash);
          if (!found)
            return refusal_of(lnd::rpc::look_up_invoice, found.why());
          return invoice_of(*found);
        },
        to);
  }

  std::unique_ptr<lnd::subscription>
  subscribe_invoice(const payment_hash& hash, std::function<void(lnd::invoice)> on_state,
                    std::function<void(lnd::stream_end)> on_end) override {
    auto made = open(std::move(on_end));
    if (!made->over)
      in_.time.after(delay(), [this, made, hash, on_state] {
        if (is_dead(*made))
          return;
        auto tell = teller<devnet::invoice_record>(made, on_state, invoice_of);
        made->watch = net().watch_invoice(side_.node, hash, tell);
      });
    return handle(made);
  }
  std::unique_ptr<lnd::subscription>
  send_payment(const lnd::payment_request& what, std::function<void(lnd::payment)> on_state,
               std::function<void(lnd::stream_end)> on_end) override {
    if (begin("SendPaymentV2", {}))
      side_.observer().pays(what);
    auto made = open(std::move(on_end));
    if (!made->over)
      in_.time.after(delay(), [this, made, what, on_state] {
        if (is_dead(*made))
          return;
        auto tell = teller<devnet::payment_record>(made, on_state, payment_of);
        devnet::send_request asked;
        asked.payment_request = what.bolt11;
        asked.amount_sat = what.amount.value_or(sats{}).value;
        asked.fee_limit_sat = what.fee_limit.value;
        asked.cltv_limit = static_cast<int32_t>(what.cltv_limit);
        asked.timeout_seconds = static_cast<int32_t>(what.timeout.count);
        auto started = net().send_payment(side_.node, asked, tell);
        in_.maybe_crash(in_.faults.crash_at_call / 2, "after SendPaymentV2 took effect");
        follow(made, lnd::rpc::send_payment, started);
      });
    return handle(made);
  }
  std::unique_ptr<lnd::subscription>
  track_payment(const payment_hash& hash, std::function<void(lnd::payment)> on_state,
                std::function<void(lnd::stream_end)> on_end) override {
    auto made = open(std::move(on_end));
    if (!made->over)
      in_.time.after(delay(), [this, made, hash, on_state] {
        if (is_dead(*made))
          return;
        auto tell = teller<devnet::payment_record>(made, on_state, payment_of);
        follow(made, lnd::rpc::track_payment, net().track_payment(side_.node, hash, tell));
      });
    return handle(made);
  }

private:
  using stream = simulated_lightning::stream;

  /// Cancels its stream.
  struct subscription final : lnd::subscription {
    std::shared_ptr<stream> of;
    devnet::lightning_network* network = nullptr;
    ~subscription() override { cancel(); }
    void cancel() override {
      of->over = of->cancelled = true;
      if (of->watch)
        network->unwatch(*of->watch);
      of->watch.reset();
    }
    bool is_over() const override { return of->cancelled || of->told_end; }
  };

  devnet::lightning_network& net() { return side_.network(); }
  int64_t delay() { return in_.chance.between(0, in_.faults.call_delay); }
  bool is_dead(const stream& s) const { return s.over || !*alive_; }

  /// Notes a call that concerns money; false when the process has just died.
  bool begin(const char* name, const std::string& about) {
    if (!*alive_)
      return false;
    in_.note(std::string{"call "} + name + " " + about.substr(0, 8));
    in_.maybe_crash(in_.faults.crash_at_call / 2, name);
    return *alive_;
  }

  static lnd::outcome<std::monostate> plain(lnd::rpc which, const devnet::rpc_status& answer) {
    if (!answer)
      return refusal_of(which, answer.why());
    return std::monostate{};
  }

  /// One call with its fate.
  template <class T>
  void call(std::function<lnd::outcome<T>()> effect, lnd::answer<T> to) {
    if (!*alive_)
      return;
    auto tell = [this, to = std::move(to)](lnd::outcome<T> what, int64_t later) {
      in_.time.after(later, [alive = alive_, to, what = std::move(what)] {
        if (*alive)
          to(what);
      });
    };
    auto& f = in_.faults;
    if (side_.is_down() || in_.chance.happens(f.call_lost))
      return tell(unreachable("connection refused"), delay());
    const bool hangs = in_.chance.happens(f.call_hangs);
    if (hangs && in_.chance.happens(0.5))
      return tell(unreachable("deadline exceeded"), call_deadline);
    in_.time.after(delay(), [this, effect = std::move(effect), tell, hangs] {
      if (!*alive_)
        return; // It died before the request was on the wire.
      if (side_.is_down())
        return tell(unreachable("connection closed"), delay());
      auto answer = effect();
      in_.maybe_crash(in_.faults.crash_at_call / 2, "after a call took effect");
      if (hangs)
        return tell(unreachable("deadline exceeded"), call_deadline);
      if (in_.chance.happens(in_.faults.answer_lost))
        return tell(unreachable("connection reset"), delay());
      tell(std::move(answer), delay());
    });
  }

  std::shared_ptr<stream> open(std::function<void(lnd::stream_end)> on_end) {
    auto made = std::make_shared<stream>();
    made->alive = alive_;
    made->end = std::move(on_end);
    if (!*alive_ || side_.is_down() || in_.chance.happens(in_.faults.call_lost))
      end(made, {false, unreachable("connection refused")});
    else
      side_.streams().push_back(made);
    return made;
  }
  std::unique_ptr<lnd::subscription> handle(std::shared_ptr<stream> of) {
    auto out = std::make_unique<subscription>();
    out->of = std::move(of);
    out->network = &net();
    return out;
  }
  /// Ends a stream from outside, later: never within the call that found its end.
  void end(const std::shared_ptr<stream>& what, lnd::stream_end how) {
    what->over = true;
    in_.time.after(delay(), [alive = alive_, what, how = std::move(how)] {
      if (!*alive || what->cancelled)
        return;
      what->told_end = true;
      what->end(how);
    });
  }
  template <class Answer>
  void follow(const std::shared_ptr<stream>& made, lnd::rpc which, const Answer& started) {
    if (started)
      made->watch = *started;
    else
      end(made, {false, refusal_of(which, started.why())});
  }

  /// Hands states on after a delay, in their order; a final payment state ends the stream.
  template <class Record, class State>
  std::function<void(const Record&)> teller(const std::shared_ptr<stream>& made,
                                            std::function<void(State)> on_state,
                                            State (*convert)(const Record&)) {
    auto last = std::make_shared<world_time>(0);
    return [this, made, on_state = std::move(on_state), convert, last](const Record& record) {
      const auto when = std::max(in_.time.now() + delay(), *last);
      *last = when;
      in_.time.after(when - in_.time.now(), [this, made, on_state, what = convert(record)] {
        if (is_dead(*made))
          return;
        if (in_.chance.happens(in_.faults.stream_cut)) {
          drop_watch(*made);
          return end(made, {false, unreachable("stream cut")});
        }
        on_state(what);
        if (is_final(what)) {
          drop_watch(*made);
          end(made, {true, {}});
        }
      });
    };
  }
  void drop_watch(stream& of) {
    if (of.watch)
      net().unwatch(*of.watch);
    of.watch.reset();
  }
  static bool is_final(const lnd::invoice&) { return false; }
  static bool is_final(const lnd::payment& p) { return p.state != lnd::payment_state::in_flight; }

  simulated_lightning& side_;
  world& in_;
  std::shared_ptr<bool> alive_;
};

} // namespace

std::shared_ptr<lnd::client> simulated_lightning::make_client() {
  clients_.push_back(std::make_shared<client>(*this));
  return clients_.back();
}

} // namespace mostro::simulation
