// SPDX-License-Identifier: MIT
//
// The calls of lnd::client on gRPC's callback API. A call fails at once while
// the node is away (no wait-for-ready): the caller decides when to ask again.
#include "lnd-proto/grpc_lnd_client.hpp"

#include "lnd-proto/grpc_conversions.hpp"
#include "lnd-proto/grpc_stream.hpp"
#include "lnd-proto/grpc_unary_call.hpp"

namespace mostro::lnd {
namespace {

// The answer of calls that only succeed or fail.
template <class Reply>
result<std::monostate> read_nothing(const Reply&) {
  return std::monostate{};
}

class grpc_lnd_client final : public client {
public:
  grpc_lnd_client(credentials how, std::string target, key_material keys)
      : deadline_(how.call_deadline), channel_(std::move(how), std::move(target), std::move(keys)) {
  }
  ~grpc_lnd_client() override { in_.registry->close(); }
  grpc_lnd_client(const grpc_lnd_client&) = delete;
  grpc_lnd_client& operator=(const grpc_lnd_client&) = delete;

  void close() override { in_.registry->close(); }

  void fetch_info(answer<node_info> to) override;
  void fetch_balance(answer<channel_balance> to) override;
  void add_hold_invoice(const hold_invoice_request& what, answer<std::string> to) override;
  void settle_invoice(const preimage& with, answer<std::monostate> to) override;
  void cancel_invoice(const mostro::payment_hash& hash, answer<std::monostate> to) override;
  void look_up_invoice(const mostro::payment_hash& hash, answer<invoice> to) override;
  std::unique_ptr<subscription> subscribe_invoice(const mostro::payment_hash& hash,
                                                  std::function<void(invoice)> on_state,
                                                  std::function<void(stream_end)> on_end) override;
  std::unique_ptr<subscription> send_payment(const payment_request& what,
                                             std::function<void(payment)> on_state,
                                             std::function<void(stream_end)> on_end) override;
  std::unique_ptr<subscription> track_payment(const mostro::payment_hash& hash,
                                              std::function<void(payment)> on_state,
                                              std::function<void(stream_end)> on_end) override;
  void list_payments(unix_time since, uint64_t after_index, answer<payment_page> to) override;

private:
  template <class Request, class Reply, class Value>
  void ask(rpc which, Request request, result<Value> (*read)(const Reply&), answer<Value> to,
           typename unary_call<Request, Reply, Value>::dialer dial) {
    using call = unary_call<Request, Reply, Value>;
    std::make_shared<call>(in_, which, std::move(request), read, std::move(to))
        ->start(deadline_, dial);
  }

  template <class Request, class Message, class Value>
  std::unique_ptr<subscription>
  follow(rpc which, Request request, result<Value> (*read)(const Message&),
         std::function<void(Value)> on_state, std::function<void(stream_end)> on_end,
         typename stream_call<Request, Message, Value>::dialer dial) {
    using stream = stream_call<Request, Message, Value>;
    auto running = std::make_shared<stream>(in_, which, std::move(request), read,
                                            std::move(on_state), std::move(on_end));
    if (!running->start(dial))
      running = nullptr;
    return std::make_unique<stream_subscription<stream>>(std::move(running));
  }

  const std::chrono::milliseconds deadline_;
  node_channel channel_;
  const call_environment in_{&channel_, std::make_shared<call_registry>()};
};

void grpc_lnd_client::fetch_info(answer<node_info> to) {
  ask(rpc::get_info, lnrpc::GetInfoRequest{}, read_info, std::move(to),
      [](node_stubs& on, auto* context, auto* request, auto* reply, auto done) {
        on.lightning.async()->GetInfo(context, request, reply, std::move(done));
      });
}

void grpc_lnd_client::fetch_balance(answer<channel_balance> to) {
  ask(rpc::channel_balance, lnrpc::ChannelBalanceRequest{}, read_balance, std::move(to),
      [](node_stubs& on, auto* context, auto* request, auto* reply, auto done) {
        on.lightning.async()->ChannelBalance(context, request, reply, std::move(done));
      });
}

void grpc_lnd_client::add_hold_invoice(const hold_invoice_request& what, answer<std::string> to) {
  ask(rpc::add_hold_invoice, write_hold_invoice(what), read_payment_request, std::move(to),
      [](node_stubs& on, auto* context, auto* request, auto* reply, auto done) {
        on.invoices.async()->AddHoldInvoice(context, request, reply, std::move(done));
      });
}

void grpc_lnd_client::settle_invoice(const preimage& with, answer<std::monostate> to) {
  invoicesrpc::SettleInvoiceMsg request;
  request.set_preimage(raw(with.reveal()));
  ask(rpc::settle_invoice, std::move(request), read_nothing<invoicesrpc::SettleInvoiceResp>,
      std::move(to), [](node_stubs& on, auto* context, auto* question, auto* reply, auto done) {
        on.invoices.async()->SettleInvoice(context, question, reply, std::move(done));
      });
}

void grpc_lnd_client::cancel_invoice(const mostro::payment_hash& hash, answer<std::monostate> to) {
  invoicesrpc::CancelInvoiceMsg request;
  request.set_payment_hash(raw(hash.data));
  ask(rpc::cancel_invoice, std::move(request), read_nothing<invoicesrpc::CancelInvoiceResp>,
      std::move(to), [](node_stubs& on, auto* context, auto* question, auto* reply, auto done) {
        on.invoices.async()->CancelInvoice(context, question, reply, std::move(done));
      });
}

void grpc_lnd_client::look_up_invoice(const mostro::payment_hash& hash, answer<invoice> to) {
  lnrpc::PaymentHash request;
  request.set_r_hash(raw(hash.data));
  ask(rpc::look_up_invoice, std::move(request), read_invoice, std::move(to),
      [](node_stubs& on, auto* context, auto* question, auto* reply, auto done) {
        on.lightning.async()->LookupInvoice(context, question, reply, std::move(done));
      });
}

std::unique_ptr<subscription>
grpc_lnd_client::subscribe_invoice(const mostro::payment_hash& hash,
                                   std::function<void(invoice)> on_state,
                                   std::function<void(stream_end)> on_end) {
  invoicesrpc::SubscribeSingleInvoiceRequest request;
  request.set_r_hash(raw(hash.data));
  return follow(rpc::subscribe_invoice, std::move(request), read_invoice, std::move(on_state),
                std::move(on_end), [](node_stubs& on, auto* context, auto* question, auto* into) {
                  on.invoices.async()->SubscribeSingleInvoice(context, question, into);
                });
}

std::unique_ptr<subscription>
grpc_lnd_client::send_payment(const payment_request& what, std::function<void(payment)> on_state,
                              std::function<void(stream_end)> on_end) {
  return follow(rpc::send_payment, write_payment(what), read_payment, std::move(on_state),
                std::move(on_end), [](node_stubs& on, auto* context, auto* question, auto* into) {
                  on.router.async()->SendPaymentV2(context, question, into);
                });
}

std::unique_ptr<subscription>
grpc_lnd_client::track_payment(const mostro::payment_hash& hash,
                               std::function<void(payment)> on_state,
                               std::function<void(stream_end)> on_end) {
  routerrpc::TrackPaymentRequest request;
  request.set_payment_hash(raw(hash.data));
  return follow(rpc::track_payment, std::move(request), read_payment, std::move(on_state),
                std::move(on_end), [](node_stubs& on, auto* context, auto* question, auto* into) {
                  on.router.async()->TrackPaymentV2(context, question, into);
                });
}

void grpc_lnd_client::list_payments(unix_time since, uint64_t after_index,
                                    answer<payment_page> to) {
  constexpr uint64_t page = 100; // Each brings its routes: a message holds 4 MiB.
  lnrpc::ListPaymentsRequest request;
  request.set_include_incomplete(true);
  request.set_index_offset(after_index);
  request.set_max_payments(page);
  request.set_creation_date_start(since.seconds > 0 ? static_cast<uint64_t>(since.seconds) : 0);
  ask(rpc::list_payments, std::move(request), read_payments, std::move(to),
      [](node_stubs& on, auto* context, auto* question, auto* reply, auto done) {
        on.lightning.async()->ListPayments(context, question, reply, std::move(done));
      });
}

} // namespace

result<std::shared_ptr<client>> make_grpc_client(const credentials& how) {
  auto target = parse_host(how.host);
  if (!target)
    return target.why();
  auto keys = read_key_material(how);
  if (!keys)
    return keys.why();
  return std::shared_ptr<client>(
      std::make_shared<grpc_lnd_client>(how, std::move(*target), std::move(*keys)));
}

} // namespace mostro::lnd
