// SPDX-License-Identifier: MIT
//
// What becomes of one development fee (spec 02 §7.3, 05 §4): owed, sending, paid.
// Pure. The one rule above all: while the payment of one invoice is undecided there
// is no second invoice; a timeout decides nothing, only LND's record does.
#pragma once

#include "lnd-proto/lnd_client.hpp"
#include "messages/dev_fee.hpp"
#include "messages/order_effect.hpp"
#include "messages/order_policy.hpp"

#include <variant>

namespace mostro {

/// A fee whose invoice LND has never seen becomes owed again this long after it was
/// recorded, if the invoice is void by then: a send that was on its way is lost by then.
constexpr seconds dev_fee_not_found_patience{3600};

/// The comment that goes with a fee (LUD-12).
std::string dev_fee_comment(const order_id& order, const std::string& npub);

/// The fee with the invoice that its destination gave: from `owed` to `sending`. To be
/// kept BEFORE LND is asked to pay. `invalid` when the invoice breaks a rule of payouts
/// (exact amount, network, final CLTV, expiry, our own node).
result<dev_fee_payment> with_invoice(const dev_fee_payment& owed, const std::string& destination,
                                     const std::string& bolt11, unix_time now,
                                     const order_policy& policy);

/// Nothing is decided: ask again later.
struct dev_fee_undecided {};
/// LND does not know the payment and its invoice is good still: pay that same invoice.
struct dev_fee_send_again {};
/// The fee moves on; to be kept together with what it wants published.
struct dev_fee_moved {
  dev_fee_payment next;
  std::vector<order_effect> effects;
};
using dev_fee_decision = std::variant<dev_fee_undecided, dev_fee_send_again, dev_fee_moved>;

/// What LND's record of the payment means for a fee that is being sent.
dev_fee_decision after_record(const dev_fee_payment& sending,
                              const lnd::outcome<lnd::payment>& record, unix_time now);

} // namespace mostro
