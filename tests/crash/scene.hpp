// SPDX-License-Identifier: MIT
//
// The people of one trade of the crash matrix, what they have heard, and the steps
// of a trade as they take them. A step that waits in vain throws `step_failed`.
#pragma once

#include "tests/harness/lightning_network.hpp"
#include "tests/harness/relay_server.hpp"
#include "tests/harness/trader.hpp"

#include <memory>
#include <stdexcept>

namespace mostro::crash {

using devnet::trader;

/// An answer did not come.
struct step_failed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Where trades happen: a network with its node's key and the wallets of traders.
struct stage {
  devnet::lightning_network* lightning = nullptr;
  devnet::relay_server* relay = nullptr;
  public_key node;
  devnet::wallet* alice = nullptr;                  ///< Pays for sellers.
  devnet::wallet* bob = nullptr;                    ///< Receives for buyers.
  std::string address_of_bob;                       ///< LNURL.
  trader* solver = nullptr;                         ///< The node knows it as one that may decide.
  std::vector<uint64_t>* solver_requests = nullptr; ///< The ids of what the solver sent.
};

/// A fresh pair of traders and their order. Sellers pay from alice, buyers are paid at bob.
class scene {
public:
  explicit scene(const stage& on);

  trader& seller() { return *seller_->self; }
  trader& buyer() { return *buyer_->self; }
  trader& solver() { return *on_.solver; }
  /// The same person as the seller at a second client, made at the first call.
  trader& twin();
  /// Payments to bob go so from now on.
  void payments_to_bob(devnet::payment_mode::kind how);

  /// The order of the trade, and its child when it has one.
  std::vector<order_id> orders;
  const order_id& order() const { return orders.at(0); }
  /// What a step leaves for the next.
  std::string hold_invoice;
  std::optional<order_id> dispute; ///< Its id, in the place where a solver names it.

  // Steps.

  order_id create(trader& maker, order_kind kind);
  order_id create(trader& maker, const small_order& wanted);
  void take_sell(payload content = {});
  void take_buy(payload content = {});
  /// An invoice of the buyer for the amount that a trade of 50 000 sats pays out.
  payload invoice_of_buyer();
  payload address_of_buyer();
  void expect_invoice_wish();
  /// add-invoice with `invoice_of_buyer`.
  void give_invoice();
  void expect_hold_invoice();
  void pay_hold_invoice();
  void expect_active();
  void fiat_sent();
  void release(payload content = {});
  void expect_settled();
  void expect_completed();
  /// Sends and waits for the answer with that action.
  message ask(trader& who, action what, action answer, payload content = {});
  message expect(trader& who, action what);
  /// Waits until the twin hears of a new order; adds it to `orders`.
  void expect_child();
  /// Waits until the public order has this state.
  void expect_shown(const order_id& which, const std::string& state);

  /// Everything that each trader heard, sorted: `who action rN`, N being which of the
  /// trader's requests is answered, `-` for none. Waits until each has taken in all that the
  /// relay keeps for it, and for a while for what is `usual`: on a busy machine the last messages
  /// can come after a time without any.
  std::vector<std::string> heard(const std::vector<std::string>& usual) const;
  /// Messages that came again under another event id.
  size_t repeated() const;
  /// The `s` tag of the newest public revision; empty when there is none.
  std::string shown(const order_id& which) const;

private:
  /// A trader and the ids of what it sent.
  struct person {
    std::vector<uint64_t> requests;
    std::unique_ptr<trader> self;
  };

  std::vector<trader*> everybody() const;
  void catch_up() const;
  std::vector<std::string> all_heard() const;
  std::unique_ptr<person> make(const std::string& name, devnet::wallet& purse,
                               const std::string& mnemonic);

  const stage& on_;
  std::string seller_words_;
  std::unique_ptr<person> seller_, buyer_, twin_;
  size_t solver_heard_ = 0; ///< Before this scene.
};

} // namespace mostro::crash
