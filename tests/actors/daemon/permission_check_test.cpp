// SPDX-License-Identifier: MIT
//
// Which call the macaroon forbids is found out without doing anything.
#include "actors/daemon/permission_check.hpp"
#include "tests/support/scripted_lnd.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <thread>

using namespace mostro;
using namespace std::chrono_literals;

namespace {

struct silent_stream : lnd::subscription {
  void cancel() override {}
  bool is_over() const override { return true; }
};

/// Forbids some calls; the others do what a real node does with nonsense.
struct guarded_lnd : test::scripted_lnd {
  std::set<std::string> forbidden;
  std::vector<std::string> harm; ///< Calls that would have done something.
  std::jthread busy;             ///< Refuses the stream of an invoice when all else is answered.
  bool refuses_late = false;

  template <class T>
  void judge(const char* uri, lnd::outcome<T> otherwise, const lnd::answer<T>& to) {
    if (forbidden.count(uri) > 0)
      return to(lnd::call_error{lnd::failure::denied, "permission denied"});
    to(std::move(otherwise));
  }
  std::unique_ptr<lnd::subscription> judge_stream(const char* uri, lnd::failure otherwise,
                                                  const std::function<void(lnd::stream_end)>& end) {
    bool denied = forbidden.count(uri) > 0;
    end({false, {denied ? lnd::failure::denied : otherwise, "permission denied"}});
    return std::make_unique<silent_stream>();
  }

  void fetch_info(lnd::answer<lnd::node_info> to) override {
    judge<lnd::node_info>("uri:/lnrpc.Lightning/GetInfo", lnd::node_info{}, to);
  }
  void fetch_balance(lnd::answer<lnd::channel_balance>) override { harm.emplace_back("balance"); }
  void add_hold_invoice(const lnd::hold_invoice_request& what,
                        lnd::answer<std::string> to) override {
    if (what.value.value >= 0)
      harm.emplace_back("add");
    judge<std::string>("uri:/invoicesrpc.Invoices/AddHoldInvoice",
                       lnd::call_error{lnd::failure::refused, "amount cannot be negative"}, to);
  }
  void settle_invoice(const preimage& with, lnd::answer<std::monostate> to) override {
    if (hash_of(with).is_zero())
      harm.emplace_back("settle");
    judge<std::monostate>("uri:/invoicesrpc.Invoices/SettleInvoice", not_found(), to);
  }
  void cancel_invoice(const payment_hash&, lnd::answer<std::monostate> to) override {
    judge<std::monostate>("uri:/invoicesrpc.Invoices/CancelInvoice", not_found(), to);
  }
  void look_up_invoice(const payment_hash&, lnd::answer<lnd::invoice> to) override {
    judge<lnd::invoice>("uri:/lnrpc.Lightning/LookupInvoice", not_found(), to);
  }
  std::unique_ptr<lnd::subscription>
  subscribe_invoice(const payment_hash&, std::function<void(lnd::invoice)>,
                    std::function<void(lnd::stream_end)> on_end) override {
    auto uri = "uri:/invoicesrpc.Invoices/SubscribeSingleInvoice";
    if (forbidden.count(uri) == 0)
      return std::make_unique<silent_stream>(); // As LND does with an unknown hash.
    if (!refuses_late)
      return judge_stream(uri, {}, on_end);
    busy = std::jthread{[on_end] {
      std::this_thread::sleep_for(50ms);
      on_end({false, {lnd::failure::denied, "permission denied"}});
    }};
    return std::make_unique<silent_stream>();
  }
  std::unique_ptr<lnd::subscription>
  send_payment(const lnd::payment_request& what, std::function<void(lnd::payment)>,
               std::function<void(lnd::stream_end)> on_end) override {
    if (what.bolt11.starts_with("ln"))
      harm.emplace_back("send");
    return judge_stream("uri:/routerrpc.Router/SendPaymentV2", lnd::failure::refused, on_end);
  }
  std::unique_ptr<lnd::subscription>
  track_payment(const payment_hash&, std::function<void(lnd::payment)>,
                std::function<void(lnd::stream_end)> on_end) override {
    return judge_stream("uri:/routerrpc.Router/TrackPaymentV2", lnd::failure::not_found, on_end);
  }

  static lnd::call_error not_found() { return {lnd::failure::not_found, "unable to locate"}; }
};

} // namespace

TEST_CASE("permissions: a macaroon that permits all lacks nothing, and nothing is done") {
  guarded_lnd node;
  CHECK(lacking_permissions(node, 10s).empty());
  CHECK(node.harm.empty());
}

TEST_CASE("permissions: every call that the macaroon forbids is named, and only that") {
  auto all = needed_permissions();
  CHECK(all.size() == 8);
  for (auto& one : all) {
    guarded_lnd node;
    node.forbidden = {one};
    CHECK(lacking_permissions(node, 10s) == std::vector{one});
  }
  guarded_lnd node;
  node.forbidden = {all.begin(), all.end()};
  CHECK(lacking_permissions(node, 10s) == all);
}

TEST_CASE("permissions: a stream that is refused after everything else was answered is named") {
  guarded_lnd node;
  node.refuses_late = true;
  node.forbidden = {"uri:/invoicesrpc.Invoices/SubscribeSingleInvoice"};
  CHECK(lacking_permissions(node, 10s) ==
        std::vector<std::string>{"uri:/invoicesrpc.Invoices/SubscribeSingleInvoice"});
}

TEST_CASE("permissions: the complaint names what is lacking and the command that mends it") {
  auto text = complaint_about({"uri:/routerrpc.Router/SendPaymentV2"});
  CHECK_THAT(text, Catch::Contains("does not permit uri:/routerrpc.Router/SendPaymentV2 with") &&
                       Catch::Contains("mend: lncli bakemacaroon") &&
                       Catch::Contains(needed_permissions().front()));
}

TEST_CASE(
    "permissions: the operator's guide and the settings template tell to bake exactly these") {
  for (auto* file : {"/../../docs/operator.md", "/../../deploy/settings.toml"}) {
    std::ifstream in{std::string{MOSTRO_VECTORS} + file};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    text.erase(0, text.find("bakemacaroon"));
    text.erase(std::min(text.find("```"), text.find("lnd_cert_file"))); // Where the command ends.
    std::vector<std::string> told;
    for (auto at = text.find("uri:/"); at != std::string::npos; at = text.find("uri:/", at + 1))
      told.push_back(text.substr(at, text.find_first_of(" \n", at) - at));
    CHECK(told == needed_permissions());
  }
}
