// SPDX-License-Identifier: MIT
//
// Applies changes within one write transaction. Each change is checked before
// its first put, and the checks see what earlier changes of the group did: a
// change that conflicts leaves nothing behind.
#pragma once

#include "storage/changes.hpp"
#include "storage/database.hpp"
#include "storage/lmdb_environment.hpp"

namespace mostro::storage {

/// Applies the changes of one group. Failures of LMDB and damaged records end up
/// in the transaction, which then must not be committed.
class change_writer {
public:
  explicit change_writer(transaction& txn);

  /// Applies one change, or says `conflict` (or `invalid`: an effect that could not be
  /// read back) and changes nothing.
  result<written> apply(const change& what);
  /// Writes what the group changed as a whole; call once, before the commit.
  void finish();

  // One per kind of change, for std::visit.
  result<written> operator()(const decision& d);
  result<written> operator()(const reply& r);
  result<written> operator()(const retire_outbox& r);
  result<written> operator()(const keep_signed_event& k);
  result<written> operator()(const keep_inbound& k);
  result<written> operator()(const finish_inbound& f);
  result<written> operator()(const keep_cursor& k);
  result<written> operator()(const prune_inbound& p);
  result<written> operator()(const set_solver& s);
  result<written> operator()(const keep_user& k);
  result<written> operator()(const keep_dev_fee& k);
  result<written> operator()(const keep_prices& k);
  result<written> operator()(const note_trace& n);

private:
  result<std::optional<order>> check_next(const order_write& w);
  result<user_record> check_index(const trade_index_use& use);
  void put_order(const order_write& w, const std::optional<order>& before,
                 std::vector<outbox_row>& filed);
  static bool owes_dev_fee(const std::vector<order_effect>& effects);
  void note_owed(const owe_dev_fee& owed, unix_time at);
  void put_dev_fee(const dev_fee_payment& fee);
  order_effect rate(const rating_vote& vote);
  void file(const order_id& about, const std::vector<order_effect>& effects,
            std::vector<outbox_row>& filed);
  void retire(outbox_id id);
  void mark_finished(const event_id& id, std::optional<unix_time> if_never_kept);

  transaction& txn_;
  const outbox_id last_outbox_id_before_;
  outbox_id last_outbox_id_;
};

} // namespace mostro::storage
