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

transport record_reader::via(records::Transport stored, std::string_view field) {
  if (stored == records::GIFT_WRAP)
    return transport::gift_wrap;
  if (stored != records::NIP44)
    fail(std::string(field) + " holds an unknown transport");
  return transport::nip44;
}

records::Transport to_stored(transport via) {
  return via == transport::gift_wrap ? records::GIFT_WRAP : records::NIP44;
}

} // namespace mostro::storage
