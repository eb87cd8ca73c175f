// SPDX-License-Identifier: MIT
//
// The requests of traders and solvers that an input chooses for a trial.
#include "tests/fuzz/world/order_trial.hpp"

namespace mostro::fuzz {

order_fact order_trial::next_take(const party& who) {
  take_requested r;
  r.wanted = in_.chance(90)                          ? order_.terms.kind
             : order_.terms.kind == order_kind::sell ? order_kind::buy
                                                     : order_kind::sell;
  r.taker = who;
  r.request_id = in_.byte();
  r.fiat_amount = in_.chance(80) ? std::optional<int64_t>{10 + in_.pick(91)} : std::nullopt;
  if (in_.chance(10))
    r.fiat_amount = some_number();
  if (in_.chance(40))
    r.buyer_invoice = some_destination();
  r.probe = static_cast<destination_probe>(in_.chance(80) ? 1 : in_.pick(4));
  r.price = in_.chance(80) ? price_quote{price_quote::state::fresh, 50'000} : some_price();
  r.taker_reputation = {4.5, 6, 70};
  r.fresh = fresh_key();
  return r;
}

order_fact order_trial::next_offer_of_invoice(const party& who) {
  invoice_offered r;
  r.sender = who;
  r.request_id = in_.byte();
  r.buyer_invoice = some_destination();
  r.probe = static_cast<destination_probe>(in_.chance(80) ? 1 : in_.pick(4));
  r.fresh = fresh_key();
  return r;
}

order_fact order_trial::next_verdict(uint8_t choice) {
  const auto by = some_solver();
  switch (choice) {
  case 9:
    return dispute_take_requested{by, static_cast<solver_standing>(in_.pick(4)), {}, {}};
  case 10:
    return admin_settle_requested{by, some_payload()};
  default:
    return admin_cancel_requested{by, some_payload()};
  }
}

order_fact order_trial::next_request(uint8_t choice) {
  if (choice >= 9)
    return next_verdict(choice);
  const auto who = someone();
  const std::optional<uint64_t> request = in_.byte();
  switch (choice) {
  case 0:
    return next_take(who);
  case 1:
    return next_offer_of_invoice(who);
  case 2:
    return fiat_sent_claimed{who, request, some_payload()};
  case 3:
    return release_requested{who, request, some_payload(), some_price()};
  case 4:
    return cancel_requested{who, request};
  case 5:
    return dispute_requested{who, request};
  case 6:
    return rating_given{who, request, some_number()};
  case 7:
    return trade_key_changed{who, request};
  default:
    return bond_invoice_offered{who};
  }
}

} // namespace mostro::fuzz
