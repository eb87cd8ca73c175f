// SPDX-License-Identifier: MIT
#include "storage/record_reader.hpp"

namespace mostro::storage {
namespace {

/// The value of a word, or a remembered failure and the type's first value.
template <class T>
T known(record_reader& r, std::optional<T> parsed, std::string_view field) {
  if (!parsed)
    r.fail(std::string(field) + " holds an unknown word");
  return parsed.value_or(T{});
}

} // namespace

mostro::preimage record_reader::preimage(const std::string& stored, std::string_view field) {
  return mostro::preimage{id<payment_hash>(stored, field).data};
}

order_kind record_reader::kind(const std::string& stored, std::string_view field) {
  return known(*this, parse_order_kind(stored), field);
}

order_status record_reader::status(const std::string& stored, std::string_view field) {
  return known(*this, parse_order_status(stored), field);
}

mostro::dispute_status record_reader::dispute_status(const std::string& stored,
                                                     std::string_view field) {
  return known(*this, parse_dispute_status(stored), field);
}

transport record_reader::via(records::Transport stored, std::string_view field) {
  if (stored == records::GIFT_WRAP)
    return transport::gift_wrap;
  if (stored != records::NIP44)
    fail(std::string(field) + " holds an unknown transport");
  return transport::nip44;
}

std::optional<trade_role> record_reader::role(records::Role stored, std::string_view field) {
  if (stored == records::ROLE_UNSET)
    return std::nullopt;
  if (stored == records::BUYER)
    return trade_role::buyer;
  if (stored != records::SELLER)
    fail(std::string(field) + " holds an unknown role");
  return trade_role::seller;
}

solver_standing record_reader::standing(records::Standing stored, std::string_view field) {
  switch (stored) {
  case records::STANDING_NONE:
    return solver_standing::none;
  case records::SOLVER_READ:
    return solver_standing::read;
  case records::SOLVER_READ_WRITE:
    return solver_standing::read_write;
  case records::ADMIN:
    return solver_standing::admin;
  default:
    fail(std::string(field) + " holds an unknown standing");
    return solver_standing::none;
  }
}

bolt11::node_id record_reader::node_id(const std::string& stored, std::string_view field) {
  bolt11::node_id out{};
  if (stored.size() == out.size())
    std::copy(stored.begin(), stored.end(), out.begin());
  else
    fail(std::string(field) + " has a wrong length");
  return out;
}

records::Transport to_stored(transport via) {
  return via == transport::gift_wrap ? records::GIFT_WRAP : records::NIP44;
}

records::Role to_stored(std::optional<trade_role> role) {
  if (!role)
    return records::ROLE_UNSET;
  return *role == trade_role::buyer ? records::BUYER : records::SELLER;
}

records::Standing to_stored(solver_standing standing) {
  switch (standing) {
  case solver_standing::none:
    break;
  case solver_standing::read:
    return records::SOLVER_READ;
  case solver_standing::read_write:
    return records::SOLVER_READ_WRITE;
  case solver_standing::admin:
    return records::ADMIN;
  }
  return records::STANDING_NONE;
}

} // namespace mostro::storage
