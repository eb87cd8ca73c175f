// SPDX-License-Identifier: MIT
//
// The three layers of NIP-59. Nothing of an inner layer is believed before the
// layer around it has been authenticated.
#include "messages/nostr/gift_wrap.hpp"

#include "messages/nostr/event_json.hpp"
#include "messages/nostr/nip44.hpp"

namespace mostro::nostr {

namespace {

constexpr seconds max_back_dating{172799};

error malformed(const char* text) { return fail(errc::malformed, text); }

/// A rumor is an event object without signature; clients want all six members.
std::string rumor_json(const event_draft& draft, const public_key& author) {
  auto out = "{\"id\":\"" + compute_id(draft, author).hex() + "\",\"pubkey\":\"" + author.hex() +
             "\",\"created_at\":" + std::to_string(draft.created_at.seconds) +
             ",\"kind\":" + std::to_string(draft.kind) + ",\"tags\":";
  write_tags(out, draft.tags);
  out += ",\"content\":";
  json::write_string(out, draft.content);
  return out + '}';
}

/// Encrypts for `receiver` in the name of `author`.
result<std::string> encrypt_for(const public_key& receiver, const secret_key& author,
                                std::string_view plaintext, const bytes32& nonce) {
  const auto key = make_conversation_key(author, receiver);
  if (!key)
    return key.why();
  return encrypt(*key, plaintext, nonce);
}

result<std::string> decrypt_from(const public_key& author, const secret_key& receiver,
                                 std::string_view payload) {
  const auto key = make_conversation_key(receiver, author);
  if (!key)
    return key.why();
  return decrypt(*key, payload);
}

void expect_back_dating(seconds s) {
  expects(s.count >= 0 && s <= max_back_dating, "back-dating out of range");
}

/// Decrypts and authenticates the seal.
result<event> open_seal(const event& wrap, const secret_key& receiver) {
  if (wrap.kind != kind::gift_wrap)
    return malformed("not a gift wrap");
  const auto text = decrypt_from(wrap.pubkey, receiver, wrap.content);
  if (!text)
    return fail(errc::not_for_us, "gift wrap does not decrypt");
  auto seal = parse_event(*text);
  if (!seal)
    return malformed("gift wrap without seal");
  if (seal->kind != kind::seal)
    return malformed("seal of a wrong kind");
  if (!verify(*seal))
    return fail(errc::bad_signature, "seal does not verify");
  return seal;
}

/// Reads the rumor. Its id is neither needed nor believed, other members are
/// ignored: clients send rumors without id, and with `sig` and tags.
result<opened_gift_wrap> read_rumor(std::string_view text) {
  const auto parsed = json::document::parse(text);
  if (!parsed)
    return malformed("rumor is not JSON");
  const auto root = parsed->root();
  const auto author = root.find("pubkey");
  const auto created_at = root.find("created_at");
  const auto number = root.find("kind");
  const auto content = root.find("content");
  if (!author || !author->text() || !created_at || !number || !content || !content->text())
    return malformed("rumor with a missing member");
  const auto pubkey = public_key::from_hex(*author->text());
  const auto time = read_time(*created_at);
  const auto rumor_kind = read_kind(*number);
  if (!pubkey || !time || !rumor_kind)
    return malformed("rumor with a wrong member");
  if (*rumor_kind != kind::rumor)
    return malformed("rumor of a wrong kind");
  return opened_gift_wrap{{}, *pubkey, *time, std::string{*content->text()}};
}

} // namespace

result<event> make_gift_wrap(std::string_view content, const public_key& rumor_author,
                             const key_pair& seal_key, const public_key& receiver, unix_time now,
                             const gift_wrap_randomness& random,
                             std::optional<unix_time> expiration) {
  expect_back_dating(random.seal_back_dating);
  expect_back_dating(random.wrap_back_dating);
  const event_draft rumor{now, kind::rumor, {}, std::string{content}};
  auto sealed =
      encrypt_for(receiver, seal_key.secret, rumor_json(rumor, rumor_author), random.seal_nonce);
  if (!sealed)
    return sealed.why();
  const event_draft seal{now - random.seal_back_dating, kind::seal, {}, *std::move(sealed)};
  auto wrapped =
      encrypt_for(receiver, random.ephemeral, to_json(sign(seal, seal_key.secret, random.seal_aux)),
                  random.wrap_nonce);
  if (!wrapped)
    return wrapped.why();
  event_draft wrap{now - random.wrap_back_dating, kind::gift_wrap, {}, *std::move(wrapped)};
  if (expiration)
    wrap.tags.push_back({"expiration", std::to_string(expiration->seconds)});
  wrap.tags.push_back({"p", receiver.hex()});
  return sign(wrap, random.ephemeral, random.wrap_aux);
}

result<opened_gift_wrap> open_gift_wrap(const event& wrap, const secret_key& receiver) {
  const auto seal = open_seal(wrap, receiver);
  if (!seal)
    return seal.why();
  const auto text = decrypt_from(seal->pubkey, receiver, seal->content);
  if (!text)
    return malformed("seal does not decrypt");
  auto out = read_rumor(*text);
  if (out)
    out->seal_author = seal->pubkey;
  return out;
}

} // namespace mostro::nostr
