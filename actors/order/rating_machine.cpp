// SPDX-License-Identifier: MIT
//
// rate-user (spec 03 §5): each side rates the other once, after the seller's
// part is done. The vote and its flag are one commit.
#include "actors/order/order_step.hpp"

namespace mostro::order_step {

namespace {

/// The seller may rate as soon as the escrow is settled, the buyer when paid.
bool may_rate_now(order_status s, bool seller) {
  return s == order_status::success || (s == order_status::settled_hold_invoice && seller);
}

void keep(order& next, const ratings_given& ratings) {
  if (auto* p = std::get_if<settled>(&next.phase))
    p->ratings = ratings;
  else
    std::get<closed>(next.phase).ratings = ratings;
}

message rate_received(const order& o, const rating_given& r) {
  auto out = plain_message(o, action::rate_received, r.request_id);
  out.payload = rating_payload{static_cast<uint8_t>(r.value)};
  return out;
}

} // namespace

decision rate(const context& c, const trade& t, const ratings_given& before,
              const rating_given& r) {
  auto& o = c.before;
  auto& buyer = buyer_of(o, t);
  auto& seller = seller_of(o, t);
  bool is_buyer = r.sender.trade_key == buyer.trade_key;
  bool is_seller = r.sender.trade_key == seller.trade_key;
  if (!may_rate_now(status_of(o), is_seller))
    return refusal::invalid_order_status;
  bool already = is_buyer ? before.by_buyer : before.by_seller;
  if ((!is_buyer && !is_seller) || already || r.value < 1 || r.value > 5)
    return ignored{};
  auto& rated = is_buyer ? seller : buyer;
  if (rated.is_private())
    return ignored{}; // There is nobody whose votes could be counted.
  auto ratings = before;
  (is_buyer ? ratings.by_buyer : ratings.by_seller) = true;
  draft d{c};
  keep(d.next, ratings);
  d.count_vote(rating_vote{rated.identity, rated.trade_key, r.value, c.now()});
  d.tell(r.sender, rate_received(o, r));
  return d.finish();
}

} // namespace mostro::order_step
