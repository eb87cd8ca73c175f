// SPDX-License-Identifier: MIT
#include "actors/daemon/permission_check.hpp"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string_view>

namespace mostro {

namespace {

using namespace std::chrono_literals;

/// How long a stream that may be permitted is listened to when everything else was answered: LND
/// works on calls at the same time, and on a busy machine the refusal comes last.
constexpr auto time_to_refuse = 500ms;

constexpr const char* get_info = "uri:/lnrpc.Lightning/GetInfo";
constexpr const char* look_up_invoice = "uri:/lnrpc.Lightning/LookupInvoice";
constexpr const char* add_hold_invoice = "uri:/invoicesrpc.Invoices/AddHoldInvoice";
constexpr const char* settle_invoice = "uri:/invoicesrpc.Invoices/SettleInvoice";
constexpr const char* cancel_invoice = "uri:/invoicesrpc.Invoices/CancelInvoice";
constexpr const char* subscribe_invoice = "uri:/invoicesrpc.Invoices/SubscribeSingleInvoice";
constexpr const char* send_payment = "uri:/routerrpc.Router/SendPaymentV2";
constexpr const char* track_payment = "uri:/routerrpc.Router/TrackPaymentV2";

/// Belongs to no invoice: nobody would choose this preimage.
preimage preimage_of_nothing() {
  bytes32 raw{};
  const std::string_view text = "mostro asks: is this permitted?";
  std::copy(text.begin(), text.end(), raw.begin());
  return preimage{raw};
}

/// What came back of each call; outlives the calls that are never answered.
class answer_board {
public:
  void note(const char* permission, bool denied) {
    const std::lock_guard lock{mutex_};
    denied_.emplace(permission, denied);
    changed_.notify_all();
  }
  bool wait_for(const std::vector<const char*>& permissions,
                std::chrono::steady_clock::time_point until) {
    std::unique_lock lock{mutex_};
    return changed_.wait_until(lock, until, [&] {
      return std::all_of(permissions.begin(), permissions.end(),
                         [&](auto* each) { return denied_.count(each) > 0; });
    });
  }
  bool is_denied(const std::string& permission) {
    const std::lock_guard lock{mutex_};
    auto found = denied_.find(permission);
    return found != denied_.end() && found->second;
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, bool> denied_;
};

using board_ptr = std::shared_ptr<answer_board>;

template <class T>
lnd::answer<T> note_answer(const board_ptr& board, const char* permission) {
  return [board, permission](const lnd::outcome<T>& told) {
    auto* why = std::get_if<lnd::call_error>(&told);
    board->note(permission, why && why->what == lnd::failure::denied);
  };
}

std::function<void(lnd::stream_end)> note_end(const board_ptr& board, const char* permission) {
  return [board, permission](const lnd::stream_end& end) {
    board->note(permission, !end.clean && end.why.what == lnd::failure::denied);
  };
}

std::unique_ptr<lnd::subscription> try_sending(lnd::client& with, const board_ptr& board) {
  lnd::payment_request nothing;
  nothing.bolt11 = "x";
  return with.send_payment(
      nothing, [](const lnd::payment&) {}, note_end(board, send_payment));
}

void try_adding(lnd::client& with, const payment_hash& hash, const board_ptr& board) {
  lnd::hold_invoice_request impossible;
  impossible.hash = hash;
  impossible.value = sats{-1};
  with.add_hold_invoice(impossible, note_answer<std::string>(board, add_hold_invoice));
}

} // namespace

std::vector<std::string> needed_permissions() {
  return {get_info,       look_up_invoice,   add_hold_invoice, settle_invoice,
          cancel_invoice, subscribe_invoice, send_payment,     track_payment};
}

std::vector<std::string> lacking_permissions(lnd::client& with,
                                             std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  const auto board = std::make_shared<answer_board>();
  const auto nothing = preimage_of_nothing();
  const auto hash = hash_of(nothing);
  // LND says nothing about an unknown hash while the stream is permitted: it is asked first and
  // gets a while longer than all the others.
  const auto followed = with.subscribe_invoice(
      hash, [](const lnd::invoice&) {}, note_end(board, subscribe_invoice));
  with.fetch_info(note_answer<lnd::node_info>(board, get_info));
  board->wait_for({get_info}, until);
  const auto sent = try_sending(with, board);
  const auto tracked = with.track_payment(
      hash, [](const lnd::payment&) {}, note_end(board, track_payment));
  try_adding(with, hash, board);
  with.settle_invoice(nothing, note_answer<std::monostate>(board, settle_invoice));
  with.cancel_invoice(hash, note_answer<std::monostate>(board, cancel_invoice));
  with.look_up_invoice(hash, note_answer<lnd::invoice>(board, look_up_invoice));
  board->wait_for({add_hold_invoice, settle_invoice, cancel_invoice, look_up_invoice, send_payment,
                   track_payment},
                  until);
  board->wait_for({subscribe_invoice},
                  std::min(until, std::chrono::steady_clock::now() + time_to_refuse));
  auto out = needed_permissions();
  std::erase_if(out, [&](auto& each) { return !board->is_denied(each); });
  return out;
}

std::string complaint_about(const std::vector<std::string>& lacking) {
  auto joined = [](const std::vector<std::string>& all) {
    std::string out;
    for (auto& each : all)
      out += " " + each;
    return out;
  };
  return "[lightning] lnd_macaroon_file: LND does not permit" + joined(lacking) +
         " with this macaroon; mend: lncli bakemacaroon --save_to mostro.macaroon" +
         joined(needed_permissions());
}

} // namespace mostro
