// SPDX-License-Identifier: MIT
//
// Opening of what is addressed to the node. No input gets through NIP-44 and Schnorr by itself, so
// the first byte chooses the layer that the rest becomes: the wrap's content, the seal, the rumor,
// the tuple of either transport, or a whole message; the layers around it are made properly.
#include "messages/mostro/transport_parts.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/target.hpp"

using namespace mostro;

namespace {

constexpr unix_time now{1'700'000'000};

nostr::key_pair key_of(uint8_t fill) {
  return *nostr::key_pair_from(secret_key{fuzz::filled(fill)});
}
const nostr::key_pair& node() {
  static const auto key = key_of(0x11);
  return key;
}
const nostr::key_pair& trader() {
  static const auto key = key_of(0x12);
  return key;
}
const nostr::key_pair& identity() {
  static const auto key = key_of(0x13);
  return key;
}
const nostr::key_pair& thrown_away() {
  static const auto key = key_of(0x14);
  return key;
}

std::optional<std::string> encrypted(const nostr::key_pair& from, const std::string& text) {
  const auto key = nostr::make_conversation_key(from.secret, node().pub);
  const auto out = nostr::encrypt(*key, text, fuzz::filled(0x21));
  return out ? std::optional{*out} : std::nullopt;
}

nostr::event signed_event(const nostr::key_pair& by, uint16_t kind, std::string content) {
  const nostr::event_draft draft{now, kind, {{"p", node().pub.hex()}}, std::move(content)};
  return nostr::sign(draft, by.secret, fuzz::filled(0x22));
}

/// Whatever was opened must be of whom the layers around it say.
void open(const nostr::event& e, bool may_be_opened = true) {
  const auto opened = open_message(e, node().secret);
  if (!opened)
    return;
  fuzz::must(may_be_opened, "nothing is opened without a right layer around it");
  fuzz::must(opened->identity == opened->sender || opened->signed_by_trade_key,
             "an identity speaks for a trade key only with that key's signature");
  static_cast<void>(has_allowed_shape(opened->message));
}

void open_wrap(const std::string& seal_json) {
  if (const auto content = encrypted(thrown_away(), seal_json))
    open(signed_event(thrown_away(), nostr::kind::gift_wrap, *content));
}

void open_seal(const std::string& rumor_json) {
  if (const auto content = encrypted(identity(), rumor_json))
    open_wrap(nostr::to_json(signed_event(identity(), nostr::kind::seal, *content)));
}

void open_wrapped_tuple(const std::string& tuple, const nostr::key_pair& sealer) {
  nostr::gift_wrap_randomness random;
  random.ephemeral = thrown_away().secret;
  random.seal_nonce = fuzz::filled(0x23);
  random.wrap_nonce = fuzz::filled(0x24);
  if (const auto e = nostr::make_gift_wrap(tuple, trader().pub, sealer, node().pub, now, random))
    open(*e);
}

void open_direct_tuple(const std::string& tuple) {
  sending_context context;
  context.created_at = now;
  if (const auto e = direct::send(tuple, trader(), node().pub, context))
    open(*e);
}

/// A message as a client sends it comes out as it went in.
void send_and_open(const std::string& text, transport via, bool with_identity) {
  auto m = parse_message(text);
  if (!m)
    return;
  sending_context context;
  context.created_at = now;
  context.wrap.ephemeral = thrown_away().secret;
  const author from{trader(), with_identity ? std::optional{identity()} : std::nullopt};
  const auto e = wrap_for_node(*m, via, from, node().pub, context);
  if (!e)
    return; // Too long for NIP-44.
  const auto opened = open_message(*e, node().secret);
  if (!opened) {
    fuzz::must(text.size() > 16384, "a message that was sent is opened, unless it is huge");
    return;
  }
  m->version = opened->message.version;
  fuzz::must(opened->message == *m, "a message comes out as it went in");
  fuzz::must(opened->sender == trader().pub && opened->via == via, "the sender is the trader");
  fuzz::must(opened->identity == (with_identity ? identity() : trader()).pub, "so is the identity");
  open(*e);
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  fuzz::input in{data, size};
  const auto choice = in.pick(10);
  const auto text = in.rest_text();
  switch (choice) {
  case 0:
    open(signed_event(thrown_away(), nostr::kind::gift_wrap, text), false);
    break;
  case 1:
    open(signed_event(trader(), nostr::kind::direct, text), false);
    break;
  case 2:
    open_wrap(text);
    break;
  case 3:
    open_seal(text);
    break;
  case 4:
    open_wrapped_tuple(text, identity());
    break;
  case 5:
    open_wrapped_tuple(text, trader());
    break;
  case 6:
    open_direct_tuple(text);
    break;
  default:
    send_and_open(text, choice == 7 ? transport::gift_wrap : transport::nip44, choice < 9);
  }
  return 0;
}
