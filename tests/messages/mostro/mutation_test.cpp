// SPDX-License-Identifier: MIT
//
// Random damage to valid texts: reading must neither crash nor accept anything
// that it does not write back stably.
#include "messages/mostro/tuple.hpp"
#include "samples.hpp"

#include <random>

using namespace mostro;

namespace {

std::vector<std::string> seeds() {
  const auto order = R"({"order":)" + samples::client_order + "}";
  return {
      samples::with_payload("new-order", order),
      samples::with_payload("add-invoice", R"({"payment_request":[null,"lnbc1é\u0001",null]})"),
      samples::with_payload("send-dm",
                            R"({"peer":{"pubkey":"","reputation":{"rating":4.25,"reviews":1,)"
                            R"("operating_days":30}}})"),
      samples::with_payload("dispute", R"({"dispute":[")" + samples::order_text + R"(",null]})"),
      samples::with_payload("orders", R"({"ids":[")" + samples::order_text + R"("]})"),
  };
}

std::string mutated(std::string text, std::mt19937& random) {
  static const std::string alphabet = "{}[]\",:\\0123456789.-eEntu \xff\xed\xa0\x80";
  const auto below = [&](size_t n) { return static_cast<size_t>(random() % n); };
  for (size_t n = 1 + below(4); n > 0 && !text.empty(); --n) {
    const auto at = below(text.size());
    switch (below(5)) {
    case 0:
      text[at] = static_cast<char>(random() & 0xff);
      break;
    case 1:
      text[at] = alphabet[below(alphabet.size())];
      break;
    case 2:
      text.erase(at, 1 + below(8));
      break;
    case 3:
      text.insert(at, 1, alphabet[below(alphabet.size())]);
      break;
    default:
      text.insert(at, text.substr(below(text.size()), 1 + below(20)));
      break;
    }
  }
  return text;
}

} // namespace

TEST_CASE("message: damaged texts never crash and what is accepted is stable") {
  std::mt19937 random(20'240'601);
  size_t accepted = 0;
  for (const auto& seed : seeds())
    for (int i = 0; i < 10'000; ++i) {
      const auto text = mutated(seed, random);
      const auto m = parse_message(text);
      if (!m)
        continue;
      ++accepted;
      const auto written = to_canonical_json(*m);
      const auto again = parse_message(written);
      if (!again || *again != *m || to_canonical_json(*again) != written)
        FAIL("unstable: " << text << " => " << written);
    }
  CHECK(accepted > 100);
}

TEST_CASE("transport: damaged tuples never crash and the received bytes are a message") {
  std::mt19937 random(7);
  size_t accepted = 0;
  for (const auto& seed : seeds())
    for (int i = 0; i < 10'000; ++i) {
      const auto via = i % 2 == 0 ? transport::gift_wrap : transport::nip44;
      const auto text = mutated("[" + seed + (i % 2 == 0 ? ", null]" : ",null, null]"), random);
      const auto tuple = parse_tuple(text, via);
      if (!tuple)
        continue;
      ++accepted;
      const auto element = parse_message(tuple->received);
      if (!element || *element != tuple->message)
        FAIL("wrong bytes taken out of: " << text);
    }
  CHECK(accepted > 100);
}
