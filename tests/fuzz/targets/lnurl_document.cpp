// SPDX-License-Identifier: MIT
//
// What strangers answer to LNURL requests, and destinations as traders write them. The first byte
// chooses: a body, a destination as text, or the bytes that a bech32 LNURL holds.
#include "actors/payee/payee_rules.hpp"
#include "messages/bech32.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/target.hpp"

using namespace mostro;

namespace {

void judge_offer(const std::string& body, sats amount) {
  const auto offer = read_offer(body);
  if (!offer)
    return;
  fuzz::must(is_pay_request(body), "only the metadata of a pay request is an offer");
  for (const bool allow_private : {false, true}) {
    const auto url = callback_url(*offer, amount, "a comment: ä&?#", allow_private);
    if (!url)
      continue;
    fuzz::must(to_msats(amount) >= offer->min_sendable && to_msats(amount) <= offer->max_sendable,
               "only an amount within the limits is asked for");
    fuzz::must(url->find_first_of(" \r\n\t") == std::string::npos, "a callback has no blanks");
    fuzz::must(allow_private || url->starts_with("https://") ||
                   url->find(".onion") != std::string::npos,
               "a callback is https or an onion");
  }
}

void judge_body(fuzz::input in) {
  const sats amount{static_cast<int64_t>(in.number(3))};
  const auto body = in.rest_text();
  static_cast<void>(is_pay_request(body));
  judge_offer(body, amount);
  if (const auto invoice = read_invoice(body))
    static_cast<void>(judge_invoice(*invoice, amount, std::nullopt, {1'700'000'000}, {}));
}

void judge_destination(const std::string& destination) {
  for (const bool allow_private : {false, true}) {
    const auto url = destination_url(destination, allow_private);
    if (!url)
      continue;
    fuzz::must(url->find_first_of(" \r\n\t") == std::string::npos, "a destination has no blanks");
    fuzz::must(url->starts_with("https://") || url->starts_with("http://"),
               "a destination is a web address");
    fuzz::must(allow_private || url->starts_with("https://") ||
                   url->find(".onion") != std::string::npos,
               "a destination is https or an onion");
  }
}

void judge_lnurl(byte_view url) {
  const auto groups = bech32::regroup(url, 8, 5, true);
  fuzz::must(groups.has_value(), "bytes are always regrouped");
  const auto text = bech32::encode("lnurl", *groups);
  const auto back = bech32::decode(text);
  fuzz::must(back && back->prefix == "lnurl" && back->groups == *groups, "bech32 comes back");
  judge_destination(text);
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  fuzz::input in{data, size};
  switch (in.pick(3)) {
  case 0:
    judge_body(in);
    break;
  case 1:
    judge_destination(in.rest_text());
    break;
  default:
    judge_lnurl(in.rest());
  }
  return 0;
}
