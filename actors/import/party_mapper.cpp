// SPDX-License-Identifier: MIT
#include "actors/import/party_mapper.hpp"

namespace mostro::importing {

namespace {

constexpr auto password_mend = "give the password: --db-password or MOSTRO_DB_PASSWORD; releases "
                               "0.14.0 to 0.16.4 stored identities encrypted";

struct party_columns {
  const char* trade_key;
  const char* identity;
  const char* trade_index;
};

party_columns columns_of(trade_role role) {
  if (role == trade_role::buyer)
    return {"buyer_pubkey", "master_buyer_pubkey", "trade_index_buyer"};
  return {"seller_pubkey", "master_seller_pubkey", "trade_index_seller"};
}

/// The identity; the trade key where a finished order's cannot be known.
std::optional<public_key> identity_of(const column_row& row, const char* column,
                                      const public_key& trade_key, row_findings& found) {
  auto stored = hex_of<public_key>(row, column);
  if (stored)
    return stored->value_or(trade_key);
  if (found.live()) {
    found.cannot(std::string{column} + " is encrypted or damaged", password_mend);
    return std::nullopt;
  }
  found.note(std::string{column} + " is encrypted or damaged: imported without identity",
             password_mend);
  return trade_key;
}

/// What the counterparty is shown of the taker.
user_info reputation_of(const party& who, const users_by_identity& users, unix_time now) {
  auto known = users.find(who.identity);
  if (who.is_private() || known == users.end())
    return {};
  auto& user = known->second;
  return {user.ratings.total, user.ratings.reviews,
          static_cast<uint64_t>(operating_days(user.created_at, now))};
}

/// A, F and D as a take fixed them.
bool read_amounts(const column_row& row, trade& out) {
  auto amount = checked_sats(integer_of(row, "amount").value_or(0));
  auto fee = checked_sats(integer_of(row, "fee").value_or(0));
  auto dev_fee = checked_sats(integer_of(row, "dev_fee").value_or(0));
  if (!amount || !fee || !dev_fee || amount->value == 0 || *fee >= *amount ||
      !checked_add(*amount, *fee))
    return false;
  out.amount = *amount;
  out.fee = *fee;
  out.dev_fee = *dev_fee;
  return true;
}

std::optional<trade_role> cancel_initiator_of(const column_row& row) {
  auto key = text_of(row, "cancel_initiator_pubkey");
  // Slices inherit the key of an earlier slice, which is nobody here.
  if (key && key == text_of(row, "buyer_pubkey"))
    return trade_role::buyer;
  if (key && key == text_of(row, "seller_pubkey"))
    return trade_role::seller;
  return std::nullopt;
}

} // namespace

std::optional<party> map_party(const column_row& row, trade_role role, transport via,
                               row_findings& found) {
  auto columns = columns_of(role);
  auto key = hex_of<public_key>(row, columns.trade_key);
  if (!key) {
    if (found.live())
      found.cannot(key.why().text, "finish the order in the old daemon first");
    else
      found.note(key.why().text + ": imported without it");
    return std::nullopt;
  }
  if (!*key)
    return std::nullopt;
  party out;
  out.trade_key = **key;
  auto identity = identity_of(row, columns.identity, out.trade_key, found);
  if (!identity)
    return std::nullopt;
  out.identity = *identity;
  out.trade_index = integer_of(row, columns.trade_index);
  out.via = via;
  return out;
}

std::optional<party> map_maker(const column_row& row, order_kind kind, transport via,
                               row_findings& found) {
  auto role = kind == order_kind::sell ? trade_role::seller : trade_role::buyer;
  auto creator = hex_of<public_key>(row, "creator_pubkey");
  auto with_key = row;
  auto column = columns_of(role).trade_key;
  if (creator && *creator && !text_of(row, column))
    with_key.columns[column] = (*creator)->hex();
  auto maker = map_party(with_key, role, via, found);
  if (!maker) {
    if (!found.live() || !text_of(with_key, column))
      found.cannot("it has no readable maker", "finish the order in the old daemon first");
    return std::nullopt;
  }
  bool same = creator && (!*creator || **creator == maker->trade_key);
  if (!same && found.live()) {
    found.cannot("creator_pubkey and " + std::string{column} + " disagree about the maker",
                 "cancel or finish the order in the old daemon first");
    return std::nullopt;
  }
  return maker;
}

std::optional<trade> map_trade(const column_row& row, order_kind kind, const import_facts& facts,
                               const users_by_identity& users, row_findings& found) {
  auto taker_role = kind == order_kind::sell ? trade_role::buyer : trade_role::seller;
  trade out;
  if (!read_amounts(row, out))
    return std::nullopt;
  auto taker = map_party(row, taker_role, facts.via, found);
  if (!taker)
    return std::nullopt;
  out.taker = *taker;
  out.fiat_amount = integer_of(row, "fiat_amount").value_or(0);
  out.buyer_invoice = text_of(row, "buyer_invoice");
  out.duty_since = time_of(row, "taken_at");
  if (out.duty_since.seconds == 0)
    out.duty_since = facts.now;
  out.taker_reputation = reputation_of(*taker, users, facts.now);
  out.cancel_initiator = cancel_initiator_of(row);
  return out;
}

} // namespace mostro::importing
