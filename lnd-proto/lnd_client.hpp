// SPDX-License-Identifier: MIT
//
// What we ask of one LND node, in our own types (spec 06). Pure interface: the
// gRPC implementation is grpc_lnd_client, tests may bring their own. Every call
// returns at once; answers arrive on a foreign thread, exactly once per unary
// call, and never after close() has returned.
#pragma once

#include "messages/bytes.hpp"
#include "messages/ids.hpp"
#include "messages/money.hpp"
#include "messages/time.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace mostro::lnd {

/// What a failed call means to us; the text of LND stays in `text` for logs.
enum class failure : uint8_t {
  unreachable,      ///< Not connected, deadline passed, stream broken: nothing is known.
  not_ready,        ///< Wallet locked or RPC starting: try again later.
  not_found,        ///< No such invoice or payment.
  already_exists,   ///< AddHoldInvoice: the hash is taken. SendPayment: in flight or INITIATED.
  already_paid,     ///< SendPayment: `invoice is already paid`.
  still_open,       ///< SettleInvoice: nobody has paid yet.
  already_settled,  ///< CancelInvoice after settling.
  already_canceled, ///< SettleInvoice after canceling.
  refused,          ///< LND judged the request invalid (expired invoice, self-payment, …).
  denied,           ///< Macaroon missing, wrong or too weak; unknown service.
};

/// Returns the kebab-case name, for logs.
const char* to_string(failure f);

/// A failed call.
struct call_error {
  failure what = failure::unreachable;
  std::string text;
};

/// A value or a failure.
template <class T>
using outcome = std::variant<T, call_error>;
/// Takes the outcome of one call.
template <class T>
using answer = std::function<void(outcome<T>)>;

/// LND's invoice states.
enum class invoice_state : uint8_t { open, accepted, settled, canceled };

/// The part of lnrpc.Invoice that we use.
struct invoice {
  mostro::payment_hash hash;
  invoice_state state = invoice_state::open;
  std::string payment_request;
  sats value;
  msats amount_paid;
  unix_time created_at;
  seconds expiry;
  unix_time settled_at; ///< 0 until settled.
  /// The lowest expiry height of the accepted HTLCs; none when there is none.
  std::optional<uint32_t> htlc_expiry_height;
};

/// AddHoldInvoice.
struct hold_invoice_request {
  mostro::payment_hash hash;
  sats value;
  std::string memo;
  seconds expiry;
  uint32_t cltv_expiry = 144;
};

/// SendPaymentV2.
struct payment_request {
  std::string bolt11;
  sats fee_limit;
  std::optional<sats> amount; ///< Only for an invoice without amount.
  uint32_t cltv_limit = 1008;
  seconds timeout{60};
};

/// LND's payment states; `in_flight` includes INITIATED.
enum class payment_state : uint8_t { in_flight, succeeded, failed };

/// The part of lnrpc.Payment that we use.
struct payment {
  mostro::payment_hash hash;
  payment_state state = payment_state::in_flight;
  msats value;
  msats fee;
  std::string failure_reason; ///< LND's name of the reason; empty unless failed.
  std::string bolt11 = {};    ///< What was paid; empty when LND does not keep it.
};

/// A part of LND's list of payments.
struct payment_page {
  std::vector<payment> payments; ///< Oldest first, with those under way and failed.
  uint64_t last_index = 0;       ///< Where the next page goes on; 0 when it is empty.
};

/// GetInfo.
struct node_info {
  std::string identity_pubkey;
  std::string alias;
  std::string version;
  std::string commit_hash;
  std::string chain;
  std::string network; ///< LND's name: mainnet, testnet, signet, regtest, simnet.
  std::vector<std::string> uris;
  uint32_t block_height = 0;
  bool synced_to_chain = false;
};

/// ChannelBalance.
struct channel_balance {
  msats local;
  msats remote;
};

/// How a stream ended. A clean end without a final state also ends here: it
/// means "subscribe again", never "done" (spec 06 §4).
struct stream_end {
  bool clean = false;
  call_error why; ///< Meaningful unless clean.
};

/// A running stream; destroying it cancels the stream. The callbacks never run
/// after the destructor has returned, so it must not be destroyed inside one.
class subscription {
public:
  virtual ~subscription() = default;
  /// Cancels without waiting; once `is_over`, the destructor does not wait either.
  virtual void cancel() = 0;
  /// True when no callback runs or ever will.
  virtual bool is_over() const = 0;
};

/// One LND node.
class client {
public:
  virtual ~client() = default;

  /// Ends all calls and streams; their callbacks have returned or never run.
  virtual void close() = 0;

  virtual void fetch_info(answer<node_info> to) = 0;
  virtual void fetch_balance(answer<channel_balance> to) = 0;
  /// Answers the payment request.
  virtual void add_hold_invoice(const hold_invoice_request& what, answer<std::string> to) = 0;
  virtual void settle_invoice(const preimage& with, answer<std::monostate> to) = 0;
  virtual void cancel_invoice(const mostro::payment_hash& hash, answer<std::monostate> to) = 0;
  virtual void look_up_invoice(const mostro::payment_hash& hash, answer<invoice> to) = 0;
  /// Every state of one invoice: the present one first, then each change. A
  /// hash that LND does not know stays silent.
  virtual std::unique_ptr<subscription>
  subscribe_invoice(const mostro::payment_hash& hash, std::function<void(invoice)> on_state,
                    std::function<void(stream_end)> on_end) = 0;
  /// Sends and follows a payment. The end of the stream says nothing about the
  /// payment unless a final state came before it.
  virtual std::unique_ptr<subscription> send_payment(const payment_request& what,
                                                     std::function<void(payment)> on_state,
                                                     std::function<void(stream_end)> on_end) = 0;
  /// Follows a payment that was sent before; `not_found` ends it when LND has no record.
  virtual std::unique_ptr<subscription> track_payment(const mostro::payment_hash& hash,
                                                      std::function<void(payment)> on_state,
                                                      std::function<void(stream_end)> on_end) = 0;
  /// ListPayments: those made at or after `since`, a page at a time, behind `after_index`.
  /// Clients that need it not refuse.
  virtual void list_payments(unix_time since, uint64_t after_index, answer<payment_page> to) {
    static_cast<void>(since), static_cast<void>(after_index);
    to(call_error{failure::refused, "this client lists no payments"});
  }
};

} // namespace mostro::lnd
