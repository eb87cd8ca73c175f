// SPDX-License-Identifier: MIT
#include "storage/record_codec.hpp"

#include "storage/effect_codec.hpp"
#include "storage/order_codec.hpp"
#include "storage/record_frame.hpp"
#include "storage/tables.hpp"

namespace mostro::storage {
namespace {

/// Opens a framed record and reads it with `read_fields(reader, record)`.
template <class Record, class Read>
auto decode(const record_place& where, byte_view stored, Read read_fields)
    -> result<decltype(read_fields(std::declval<record_reader&>(), std::declval<Record&>()))> {
  Record record;
  if (auto opened = open_record(where, stored, record); !opened)
    return opened.why();
  record_reader reader;
  auto out = read_fields(reader, record);
  if (reader.has_failed())
    return damaged_record(where, reader.failure());
  return out;
}

} // namespace

std::string encode(const order& value) {
  records::Order record;
  write(value, record);
  return seal_record({"orders", value.id.data}, record);
}

result<order> decode_order(const order_id& id, byte_view stored) {
  return decode<records::Order>({"orders", id.data}, stored,
                                [&](record_reader& r, const records::Order& in) {
                                  order out = read(r, in);
                                  out.id = id;
                                  return out;
                                });
}

std::string encode(const outbox_row& value) {
  records::OutboxRow record;
  record.set_order(to_stored(value.order));
  write(value.effect, *record.mutable_effect());
  record.set_signed_event(value.signed_event);
  return seal_record({"outbox", big_endian(value.id)}, record);
}

result<outbox_row> decode_outbox_row(outbox_id id, byte_view stored) {
  const auto key = big_endian(id);
  return decode<records::OutboxRow>({"outbox", key}, stored,
                                    [&](record_reader& r, const records::OutboxRow& in) {
                                      return outbox_row{id, r.id<order_id>(in.order(), "order"),
                                                        read(r, in.effect()), in.signed_event()};
                                    });
}

result<order_id> decode_outbox_order(outbox_id id, byte_view stored) {
  const auto key = big_endian(id);
  return decode<records::OutboxRow>({"outbox", key}, stored,
                                    [](record_reader& r, const records::OutboxRow& in) {
                                      return r.id<order_id>(in.order(), "order");
                                    });
}

std::string encode(const journal_entry& value) {
  records::JournalEntry record;
  record.set_at(value.at.seconds);
  record.set_cause(value.cause);
  record.set_details(value.details);
  if (value.inbound)
    record.set_inbound(to_stored(*value.inbound));
  for (const auto& effect : value.effects)
    record.add_effects(effect);
  return seal_record({"journal", key_within_order(value.order, value.seq)}, record);
}

result<journal_entry> decode_journal_entry(const order_id& order, uint64_t seq, byte_view stored) {
  const auto key = key_within_order(order, seq);
  return decode<records::JournalEntry>(
      {"journal", key}, stored, [&](record_reader& r, const records::JournalEntry& in) {
        journal_entry out{order, seq, {in.at()}, in.cause(), in.details(), {}, {}};
        if (in.has_inbound())
          out.inbound = r.id<event_id>(in.inbound(), "inbound");
        out.effects.assign(in.effects().begin(), in.effects().end());
        return out;
      });
}

std::string encode(const user_record& value) {
  records::User record;
  record.set_last_trade_index(value.last_trade_index);
  record.set_created_at(value.created_at.seconds);
  record.set_total_reviews(value.total_reviews);
  record.set_total_rating(value.total_rating);
  record.set_last_rating(value.last_rating);
  record.set_max_rating(value.max_rating);
  record.set_min_rating(value.min_rating);
  record.set_solver(to_stored(value.solver));
  return seal_record({"users", value.identity.data}, record);
}

result<user_record> decode_user(const public_key& identity, byte_view stored) {
  return decode<records::User>(
      {"users", identity.data}, stored, [&](record_reader& r, const records::User& in) {
        return user_record{
            identity,           in.last_trade_index(), {in.created_at()},
            in.total_reviews(), in.total_rating(),     in.last_rating(),
            in.max_rating(),    in.min_rating(),       r.standing(in.solver(), "solver")};
      });
}

std::string encode(const inbound_row& value) {
  records::Inbound record;
  record.set_received_at(value.received_at.seconds);
  record.set_event_json(value.event_json);
  return seal_record({"inbound", value.id.data}, record);
}

result<inbound_row> decode_inbound(const event_id& id, byte_view stored) {
  return decode<records::Inbound>({"inbound", id.data}, stored,
                                  [&](record_reader&, const records::Inbound& in) {
                                    return inbound_row{id, {in.received_at()}, in.event_json()};
                                  });
}

std::string encode_seen(const event_id& id, unix_time received_at) {
  records::Seen record;
  record.set_received_at(received_at.seconds);
  return seal_record({"seen", id.data}, record);
}

result<unix_time> decode_seen(const event_id& id, byte_view stored) {
  return decode<records::Seen>(
      {"seen", id.data}, stored,
      [](record_reader&, const records::Seen& in) { return unix_time{in.received_at()}; });
}

std::string encode_named_time(const char* table, const named_time& value) {
  records::NamedTime record;
  record.set_name(value.first);
  record.set_at(value.second.seconds);
  return seal_record({table, name_key(value.first)}, record);
}

result<named_time> decode_named_time(const char* table, byte_view key, byte_view stored) {
  return decode<records::NamedTime>({table, key}, stored,
                                    [](record_reader&, const records::NamedTime& in) {
                                      return named_time{in.name(), {in.at()}};
                                    });
}

namespace {

records::DevFee::State to_stored(dev_fee_state state) {
  switch (state) {
  case dev_fee_state::owed:
    return records::DevFee::OWED;
  case dev_fee_state::sending:
    return records::DevFee::SENDING;
  case dev_fee_state::paid:
    return records::DevFee::PAID;
  }
  return records::DevFee::STATE_UNSET;
}

dev_fee_state read(record_reader& r, records::DevFee::State stored) {
  switch (stored) {
  case records::DevFee::OWED:
    return dev_fee_state::owed;
  case records::DevFee::SENDING:
    return dev_fee_state::sending;
  case records::DevFee::PAID:
    return dev_fee_state::paid;
  default:
    r.fail("the state of the fee is unknown");
    return dev_fee_state::owed;
  }
}

} // namespace

std::string encode(const dev_fee_payment& value) {
  records::DevFee record;
  record.set_amount_sats(value.amount.value);
  record.set_owed_at(value.owed_at.seconds);
  record.set_state(to_stored(value.state));
  record.set_destination(value.destination);
  record.set_bolt11(value.bolt11);
  if (value.hash)
    record.set_hash(to_stored(*value.hash));
  record.set_sent_at(value.sent_at.seconds);
  record.set_routing_fee_msats(value.routing_fee.value);
  return seal_record({"dev_fees", value.order.data}, record);
}

result<dev_fee_payment> decode_dev_fee(const order_id& order, byte_view stored) {
  return decode<records::DevFee>({"dev_fees", order.data}, stored,
                                 [&](record_reader& r, const records::DevFee& in) {
                                   dev_fee_payment out;
                                   out.order = order;
                                   out.amount = {in.amount_sats()};
                                   out.owed_at = {in.owed_at()};
                                   out.state = read(r, in.state());
                                   out.destination = in.destination();
                                   out.bolt11 = in.bolt11();
                                   if (in.has_hash())
                                     out.hash = r.id<payment_hash>(in.hash(), "hash");
                                   out.sent_at = {in.sent_at()};
                                   out.routing_fee = {in.routing_fee_msats()};
                                   return out;
                                 });
}

std::string encode(const stored_price& value) {
  records::Price record;
  record.set_fiat_per_bitcoin(value.fiat_per_bitcoin);
  record.set_as_of(value.as_of.seconds);
  record.set_sources(value.sources);
  return seal_record({"prices", as_bytes(value.code)}, record);
}

result<stored_price> decode_price(std::string_view code, byte_view stored) {
  return decode<records::Price>(
      {"prices", as_bytes(code)}, stored, [&](record_reader&, const records::Price& in) {
        return stored_price{std::string(code), in.fiat_per_bitcoin(), {in.as_of()}, in.sources()};
      });
}

std::string encode(const trace_entry& value, uint64_t number) {
  records::Trace record;
  record.set_at(value.at.seconds);
  record.set_what(value.what);
  record.set_text(value.text);
  return seal_record({"trace", key_within_order(value.order, number)}, record);
}

result<trace_entry> decode_trace(const order_id& order, uint64_t number, byte_view stored) {
  const auto key = key_within_order(order, number);
  return decode<records::Trace>({"trace", key}, stored,
                                [&](record_reader&, const records::Trace& in) {
                                  return trace_entry{order, {in.at()}, in.what(), in.text()};
                                });
}

std::string encode_reference(const char* table, byte_view key, const order_id& order) {
  records::OrderReference record;
  record.set_order(to_stored(order));
  return seal_record({table, key}, record);
}

result<order_id> decode_reference(const char* table, byte_view key, byte_view stored) {
  return decode<records::OrderReference>({table, key}, stored,
                                         [](record_reader& r, const records::OrderReference& in) {
                                           return r.id<order_id>(in.order(), "order");
                                         });
}

std::string encode_number(std::string_view key, uint64_t value) {
  records::Number record;
  record.set_value(value);
  return seal_record({"meta", as_bytes(key)}, record);
}

result<uint64_t> decode_number(std::string_view key, byte_view stored) {
  return decode<records::Number>(
      {"meta", as_bytes(key)}, stored,
      [](record_reader&, const records::Number& in) { return in.value(); });
}

} // namespace mostro::storage
