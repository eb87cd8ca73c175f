// SPDX-License-Identifier: MIT
#include "actors/daemon/restored_database.hpp"

#include "actors/daemon/restored_rules.hpp"
#include "actors/import/payout_mapper.hpp"
#include "actors/log.hpp"
#include "actors/order/amount_rules.hpp"
#include "messages/readable.hpp"

#include <algorithm>
#include <future>

namespace mostro {

namespace {

/// The clocks of LND and of this machine may differ by so much.
constexpr seconds clock_slack{600};

/// Calls and waits.
template <class T, class Call>
lnd::outcome<T> wait_for(Call call) {
  auto promise = std::make_shared<std::promise<lnd::outcome<T>>>();
  call([promise](lnd::outcome<T> o) { promise->set_value(std::move(o)); });
  return promise->get_future().get();
}

error failed_call(const char* what, const lnd::call_error& why) {
  return fail(errc::unavailable,
              std::string{"this database is a backup, and LND cannot be asked "} + what + ": " +
                  why.text +
                  "; mend: start LND; for this one start the macaroon must also permit "
                  "uri:/lnrpc.Lightning/ListPayments (docs/operator.md); then start again");
}

status ask_escrows(seen_since& into, const std::vector<order>& open_orders, lnd::client& client) {
  for (auto& o : open_orders) {
    auto hash = escrow_to_ask(o);
    if (!hash)
      continue;
    auto told = wait_for<lnd::invoice>([&](auto to) { client.look_up_invoice(*hash, to); });
    auto* why = std::get_if<lnd::call_error>(&told);
    if (why && why->what != lnd::failure::not_found)
      return failed_call("for its hold invoices", *why);
    into.settled[*hash] = !why && std::get<lnd::invoice>(told).state == lnd::invoice_state::settled;
  }
  return done();
}

status ask_payments(seen_since& into, const storage::database& database,
                    const storage::recovered& from, lnd::client& client) {
  auto since = *from.copied_at - clock_slack;
  for (uint64_t index = 0;;) {
    auto told =
        wait_for<lnd::payment_page>([&](auto to) { client.list_payments(since, index, to); });
    if (auto* why = std::get_if<lnd::call_error>(&told))
      return failed_call("for its payments", *why);
    auto& page = std::get<lnd::payment_page>(told);
    for (auto& paid : page.payments) {
      auto user = database.user_of_hash(paid.hash);
      if (!user)
        return user.why();
      // Of an open order it may be the payout that the backup knows; of another one it is.
      bool is_of_open = *user && std::any_of(from.open_orders.begin(), from.open_orders.end(),
                                             [&](auto& o) { return o.id == **user; });
      if (paid.state != lnd::payment_state::failed && (!*user || is_of_open))
        into.payments.push_back(paid);
    }
    if (page.last_index <= index)
      return done();
    index = page.last_index;
  }
}

bool is_of_lightning(const storage::outbox_row& row) {
  return std::holds_alternative<settle_hold_invoice>(row.effect) ||
         std::holds_alternative<cancel_hold_invoice>(row.effect) ||
         std::holds_alternative<resolve_destination>(row.effect) ||
         std::holds_alternative<pay_invoice>(row.effect);
}

/// The question about the payment that was found: LND's record alone decides.
pay_invoice question_about(const found_payout& found, const order_policy& policy, unix_time now) {
  pay_invoice out;
  out.hash = found.by.hash;
  out.amount = trade_of(found.next)->payout_amount();
  out.fee_limit = routing_fee_limit(out.amount, policy.max_routing_fee);
  out.invoice_expires_at = now + importing::unknown_payout_patience;
  return out;
}

storage::decision change_of(const found_payout& found, const order_policy& policy, unix_time now) {
  storage::decision out;
  out.write.next = found.next;
  auto& journal = out.write.journal;
  journal.order = found.next.id;
  journal.seq = found.next.seq;
  journal.at = now;
  journal.cause = "payout-found-after-restore";
  journal.details = "payment " + to_hex(found.by.hash.data);
  out.write.effects.emplace_back(question_about(found, policy, now));
  journal.effects.emplace_back(name_of(out.write.effects.back()));
  return out;
}

void tell(const found_payout& found) {
  log::error(found.is_unclear ? "restored-payout-unclear" : "restored-payout-found",
             "order={} hash={} msats={} mend=\"{}\"", found.next.id.text(),
             to_hex(found.by.hash.data), found.by.value.value,
             found.is_unclear
                 ? "several orders have this amount and fewer payments were made: none "
                   "is paid again; ask the buyers, pay who is unpaid by hand"
                 : "LND made this payment after the backup: it counts as the payout; "
                   "if it was for something else, pay the buyer by hand");
}

} // namespace

status agree_with_lnd(storage::database& database, const storage::recovered& from,
                      lnd::client& client, const order_policy& policy, unix_time now) {
  log::warn("database-restored",
            "copied_at={} open_orders={} mend=\"LND is asked what it did since\"",
            to_iso_time(*from.copied_at), from.open_orders.size());
  seen_since seen;
  if (auto asked = ask_escrows(seen, from.open_orders, client); !asked)
    return asked;
  if (auto asked = ask_payments(seen, database, from, client); !asked)
    return asked;
  auto found = payouts_since(from.open_orders, seen, now);
  std::vector<storage::change> changes;
  for (auto& each : found) {
    storage::retire_outbox over;
    for (auto& row : from.outbox)
      if (row.order == each.next.id && is_of_lightning(row))
        over.ids.push_back(row.id);
    changes.emplace_back(std::move(over));
    changes.emplace_back(change_of(each, policy, now));
    tell(each);
  }
  auto written = database.write(changes);
  if (!written)
    return written.why();
  for (auto& one : *written)
    if (!one)
      return one.why();
  return database.forget_copy();
}

} // namespace mostro
