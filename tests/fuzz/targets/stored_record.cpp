// SPDX-License-Identifier: MIT
//
// The values of the database. The first byte chooses the table, the second whether the rest is a
// stored value as it is or the payload of a value whose frame (version, checksum) is made right.
// What decodes is encoded and decoded again to the same bytes; all else is an error.
#include "messages/hash.hpp"
#include "storage/record_codec.hpp"
#include "storage/tables.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/target.hpp"

using namespace mostro;
using namespace mostro::storage;

namespace {

template <class Id>
Id id_of(uint8_t fill) {
  Id out;
  out.data.fill(fill);
  return out;
}

constexpr uint64_t number = 7;
const auto about = id_of<order_id>(0x61);

/// The stored value of the input, as it would lie under `key`.
bytes stored_under(fuzz::input in, byte_view key) {
  if (in.chance(10)) {
    const auto raw = in.rest();
    return {raw.begin(), raw.end()};
  }
  const auto payload = in.rest();
  bytes covered{static_cast<uint8_t>(key.size())};
  covered.insert(covered.end(), key.begin(), key.end());
  covered.insert(covered.end(), payload.begin(), payload.end());
  const auto digest = sha256(covered);
  bytes out{1};
  out.insert(out.end(), digest.begin(), digest.begin() + 8);
  out.insert(out.end(), payload.begin(), payload.end());
  return out;
}

/// Decodes; if that succeeds, what is encoded from it must be stable. Doubles may be NaN, so the
/// bytes are compared, not the values.
template <class Decode, class Encode>
void judge(fuzz::input in, byte_view key, Decode decode, Encode encode) {
  const bytes stored = stored_under(in, key);
  const auto value = decode(byte_view{stored});
  if (!value) {
    fuzz::must(value.why().code == errc::damaged, "what does not decode is damaged");
    return;
  }
  const std::string first = encode(*value);
  const auto again = decode(as_bytes(first));
  fuzz::must(again.has_value(), "an encoded record is decoded");
  fuzz::must(encode(*again) == first, "a record is decoded as encoded");
}

template <class Decode>
void judge(fuzz::input in, byte_view key, Decode decode) {
  judge(in, key, decode, [](const auto& value) { return encode(value); });
}

void judge_orders_and_outbox(fuzz::input in, uint8_t choice) {
  switch (choice) {
  case 0:
    return judge(in, about.data, [](byte_view v) { return decode_order(about, v); });
  case 1:
    return judge(in, big_endian(number), [](byte_view v) { return decode_outbox_row(number, v); });
  case 2:
    return judge(in, key_within_order(about, number),
                 [](byte_view v) { return decode_journal_entry(about, number, v); });
  case 3:
    return judge(
        in, key_within_order(about, number),
        [](byte_view v) { return decode_trace(about, number, v); },
        [](const trace_entry& value) { return encode(value, number); });
  default:
    return judge(in, about.data, [](byte_view v) { return decode_dev_fee(about, v); });
  }
}

void judge_people_and_messages(fuzz::input in, uint8_t choice) {
  static const auto person = id_of<public_key>(0x62);
  static const auto event = id_of<event_id>(0x63);
  switch (choice) {
  case 5:
    return judge(in, person.data, [](byte_view v) { return decode_user(person, v); });
  case 6:
    return judge(in, event.data, [](byte_view v) { return decode_inbound(event, v); });
  case 7:
    return judge(
        in, event.data, [](byte_view v) { return decode_seen(event, v); },
        [](unix_time value) { return encode_seen(event, value); });
  default:
    return judge(in, as_bytes("USD"), [](byte_view v) { return decode_price("USD", v); });
  }
}

void judge_small_tables(fuzz::input in, uint8_t choice) {
  switch (choice) {
  case 9: {
    bytes32 key = name_key("wss://relay.example");
    return judge(
        in, key, [&key](byte_view v) { return decode_named_time("cursors", key, v); },
        [&key](const named_time& value) {
          key = name_key(value.first); // Whatever name it held: its place follows from it.
          return encode_named_time("cursors", value);
        });
  }
  case 10: {
    static const auto hash = id_of<payment_hash>(0x64);
    return judge(
        in, hash.data, [](byte_view v) { return decode_reference("payment_hashes", hash.data, v); },
        [](const order_id& value) { return encode_reference("payment_hashes", hash.data, value); });
  }
  case 11:
    return judge(
        in, big_endian(number), [](byte_view v) { return decode_outbox_order(number, v); },
        [](const order_id& value) {
          return encode(outbox_row{number, value, raise_alarm{"a", "b"}, ""});
        });
  default:
    return judge(
        in, as_bytes(last_outbox_id_key),
        [](byte_view v) { return decode_number(last_outbox_id_key, v); },
        [](uint64_t value) { return encode_number(last_outbox_id_key, value); });
  }
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  fuzz::input in{data, size};
  const auto choice = in.pick(13);
  if (choice < 5)
    judge_orders_and_outbox(in, choice);
  else if (choice < 9)
    judge_people_and_messages(in, choice);
  else
    judge_small_tables(in, choice);
  return 0;
}
