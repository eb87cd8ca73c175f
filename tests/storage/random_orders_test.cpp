// SPDX-License-Identifier: MIT
//
// A property: whatever an order holds, in whatever phase, it is read as written.
#include "storage/record_codec.hpp"

#include <catch2/catch.hpp>
#include <random>

using namespace mostro;
using namespace mostro::storage;

namespace {

/// Makes values of any content; the edges of every number are likely.
class anything {
public:
  explicit anything(unsigned seed) : random_(seed) {}

  bool flag() { return random_() % 2 == 0; }
  template <class T>
  T number() {
    switch (random_() % 4) {
    case 0:
      return 0;
    case 1:
      return std::numeric_limits<T>::max();
    case 2:
      return std::numeric_limits<T>::min();
    default:
      return static_cast<T>(random_());
    }
  }
  unix_time time() { return {number<int64_t>()}; }
  std::string text() {
    std::string out(random_() % 40, 'x');
    for (char& one : out)
      one = static_cast<char>(random_());
    return out;
  }
  template <class Array>
  Array filled() {
    Array out{};
    for (auto& one : out)
      one = static_cast<uint8_t>(random_());
    return out;
  }
  template <class Id>
  Id id() {
    return Id{filled<decltype(Id{}.data)>()};
  }
  template <class Enum>
  Enum word(Enum last) {
    return static_cast<Enum>(random_() % (static_cast<unsigned>(last) + 1));
  }
  /// Something or nothing.
  template <class Make>
  auto maybe(Make make) -> std::optional<decltype(make())> {
    if (flag())
      return std::nullopt;
    return make();
  }
  std::optional<uint64_t> maybe_number() {
    return maybe([&] { return number<uint64_t>(); });
  }
  std::optional<std::string> maybe_text() {
    return maybe([&] { return text(); });
  }
  std::optional<trade_role> maybe_role() {
    return maybe([&] { return word(trade_role::seller); });
  }
  order_status status() { return word(order_status::waiting_maker_bond); }
  transport via() { return flag() ? transport::nip44 : transport::gift_wrap; }

  party some_party() {
    return {id<public_key>(), id<public_key>(), maybe([&] { return number<int64_t>(); }), via()};
  }
  next_trade next() { return {id<public_key>(), number<uint32_t>()}; }
  std::optional<next_trade> maybe_next() {
    return maybe([&] { return next(); });
  }
  solver_caller caller() {
    return {id<public_key>(),
            id<public_key>(),
            via(),
            maybe_number(),
            maybe([&] { return number<int64_t>(); }),
            word(solver_standing::admin)};
  }
  std::optional<solver_caller> maybe_caller() {
    return maybe([&] { return caller(); });
  }
  mostro::trade trade() {
    mostro::trade out;
    out.taker = some_party();
    out.fiat_amount = number<int64_t>();
    out.amount = {number<int64_t>()};
    out.fee = {number<int64_t>()};
    out.dev_fee = {number<int64_t>()};
    out.buyer_invoice = maybe_text();
    out.request_id = maybe_number();
    out.duty_since = time();
    out.taker_reputation = {number<int32_t>() / 3.0, number<int64_t>(), number<uint64_t>()};
    out.cancel_initiator = maybe_role();
    out.ln_node = maybe([&] { return filled<bolt11::node_id>(); });
    return out;
  }
  escrow_key key() { return {id<payment_hash>(), preimage{filled<bytes32>()}}; }
  mostro::escrow escrow() {
    return {key(), text(), time(), {number<int64_t>()}, flag(), number<uint32_t>()};
  }
  mostro::payout payout() {
    mostro::payout out;
    out.destination = text();
    out.attempts = number<uint32_t>();
    out.failed = flag();
    out.claims = number<uint64_t>();
    out.resolving = flag();
    out.claim = maybe([&] {
      return payout_claim{id<payment_hash>(), text(), number<uint64_t>(), time()};
    });
    out.retry_at = maybe([&] { return time(); });
    out.request_id = maybe_number();
    return out;
  }
  ratings_given ratings() { return {flag(), flag()}; }
  order_phase phase(size_t index);
  mostro::dispute dispute() {
    return {id<dispute_id>(),
            word(dispute_status::released),
            status(),
            maybe_role(),
            maybe([&] { return id<public_key>(); }),
            time(),
            time(),
            time()};
  }
  order_terms terms() {
    order_terms out;
    out.kind = word(order_kind::sell);
    out.fiat_code = text();
    out.fiat_amount = number<int64_t>();
    out.min_amount = maybe([&] { return number<int64_t>(); });
    out.max_amount = maybe([&] { return number<int64_t>(); });
    out.payment_method = text();
    out.premium = number<int64_t>();
    out.amount = {number<int64_t>()};
    out.maker_invoice = maybe_text();
    out.created_at = time();
    out.expires_at = time();
    out.range_parent = maybe([&] { return id<order_id>(); });
    return out;
  }
  mostro::order order(size_t phase_index) {
    return {id<order_id>(),
            number<uint64_t>(),
            some_party(),
            terms(),
            time(),
            phase(phase_index),
            maybe([&] { return dispute(); })};
  }

private:
  std::mt19937_64 random_;
};

order_phase anything::phase(size_t index) {
  switch (index) {
  case 0:
    return pending{};
  case 1:
    return opening_escrow{trade(), key(), flag()};
  case 2:
    return waiting_buyer_invoice{trade(), maybe([&] { return escrow(); })};
  case 3:
    return waiting_payment{trade(), escrow()};
  case 4:
    return active{trade(), escrow()};
  case 5:
    return fiat_sent{trade(), escrow(), maybe_next()};
  case 6:
    return disputed{trade(), escrow(), maybe_next(), number<uint32_t>()};
  case 7:
    return settling_escrow{trade(),        escrow(),     status(),
                           maybe_number(), maybe_next(), maybe_caller()};
  case 8:
    return canceling_escrow{
        trade(),      escrow(),       status(),       word(cancel_cause::guardian),
        maybe_role(), maybe_number(), maybe_caller(), maybe_next()};
  case 9:
    return settled{trade(), escrow(), payout(), ratings()};
  default:
    return closed{status(),
                  maybe([&] { return trade(); }),
                  maybe([&] { return escrow(); }),
                  {number<int64_t>()},
                  maybe([&] { return id<payment_hash>(); }),
                  ratings()};
  }
}

} // namespace

TEST_CASE("records: random orders in every phase are read as they were written") {
  for (size_t phase = 0; phase < std::variant_size_v<order_phase>; ++phase)
    for (unsigned seed = 0; seed < 200; ++seed) {
      anything some(seed * 31 + static_cast<unsigned>(phase));
      const order value = some.order(phase);
      REQUIRE(value.phase.index() == phase);
      INFO("phase " << phase << ", seed " << seed);
      const std::string stored = encode(value);
      auto decoded = decode_order(value.id, as_bytes(stored));
      REQUIRE(decoded);
      CHECK(*decoded == value);
      CHECK(encode(*decoded) == stored);
    }
}
