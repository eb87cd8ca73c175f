// SPDX-License-Identifier: MIT
//
// Messages and the tuples in which they travel: the canonical form is read as the same message and
// is its own canonical form; signatures cover it (spec 01 §1.3).
#include "messages/mostro/message.hpp"
#include "messages/mostro/tuple.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/target.hpp"

using namespace mostro;

namespace {

void judge_message(const message& m) {
  const auto canonical = to_canonical_json(m);
  const auto again = parse_message(canonical);
  fuzz::must(again.has_value(), "the canonical form is read");
  fuzz::must(*again == m, "the canonical form is read as the same message");
  fuzz::must(to_canonical_json(*again) == canonical, "the canonical form is canonical");
  fuzz::must(digest_of(*again) == digest_of(m), "the same message has the same digest");
  static_cast<void>(has_allowed_shape(m));
  const auto reply = make_cant_do(m, refusal::invalid_signature);
  fuzz::must(parse_message(to_canonical_json(reply)).has_value(), "the reply to a message is read");
}

void judge_tuple(std::string_view text, transport via) {
  const auto tuple = parse_tuple(text, via);
  if (!tuple)
    return;
  const public_key nobody{fuzz::filled(0x33)};
  if (tuple->trade_signature)
    static_cast<void>(is_trade_signature_valid(*tuple, nobody));
  if (tuple->proof)
    static_cast<void>(is_proof_valid(*tuple, nobody));
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto text = fuzz::input{data, size}.rest_text();
  if (const auto m = parse_message(text))
    judge_message(*m);
  judge_tuple(text, transport::gift_wrap);
  judge_tuple(text, transport::nip44);
  return 0;
}
