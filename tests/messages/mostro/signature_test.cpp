// SPDX-License-Identifier: MIT
//
// The signature vector of spec 01 §1.3.
#include "messages/hash.hpp"
#include "samples.hpp"

using namespace mostro;

namespace {

const std::string canonical =
    R"({"order":{"version":2,"request_id":42,"trade_index":1,"id":"308e1272-d5f4-47e6-bd97-)"
    R"(3504baea9c23","action":"take-sell","payload":null}})";
const std::string trade_signature =
    "4cd67cb067ac8797b2a1bc55db060706e803e9cd3d3b08b63093c3b7b37b4441"
    "52dca884aa5c3fcc3bf90d47c46a5bfbc4a1caa351b0af8041939b4a7aee71bc";
const std::string identity_signature =
    "1c4b915e5e03e448f317b1ad309108e1058ea140988c3d3ef30d8a5a35c921c1"
    "898de5d7eeecf47376925e0dd0d01e3dc1ff5570c043dc54d19358a0d6f24e4b";

bytes64 signature_of(const std::string& hex) { return bytes64_from_hex(hex).value(); }

} // namespace

TEST_CASE("conformance/01-02: the vector's bytes, digests and signatures come out", "[01-02]") {
  const auto message = samples::take_sell();
  const auto trade = samples::trade_key();
  const auto identity = samples::identity_key();
  CHECK(trade.pub.hex() == "1c71f0a29c9d14198781f36897c6d6c08e2c4f905ba69fc5f8e67d375d705a8a");
  CHECK(to_canonical_json(message) == canonical);
  CHECK(to_hex(digest_of(message)) ==
        "590b83ccb047508c6a22ba3f099e779622be2b5d10e84cbae8e76d4ec466f942");
  const auto proof = identity_proof_text(trade.pub, canonical);
  CHECK(proof == "mostro-transport-v2-identity:" + trade.pub.hex() + ":" + canonical);
  const auto proof_digest = sha256(as_bytes(proof));
  CHECK(to_hex(proof_digest) == "a92da6ffc3e2ce48e4f10d02eac56069afc66dd655a3edc4b359ff654f76fcf3");
  CHECK(to_hex(nostr::schnorr_sign(digest_of(message), trade.secret, bytes32{})) ==
        trade_signature);
  CHECK(to_hex(nostr::schnorr_sign(proof_digest, identity.secret, bytes32{})) ==
        identity_signature);
  CHECK(nostr::schnorr_verify(signature_of(trade_signature), digest_of(message), trade.pub));
  CHECK(nostr::schnorr_verify(signature_of(identity_signature), proof_digest, identity.pub));
}

TEST_CASE("conformance/01-02: one changed member breaks both signatures", "[01-02]") {
  auto message = samples::take_sell();
  message.request_id = 43;
  const auto trade = samples::trade_key();
  const auto proof = sha256(as_bytes(identity_proof_text(trade.pub, to_canonical_json(message))));
  CHECK_FALSE(nostr::schnorr_verify(signature_of(trade_signature), digest_of(message), trade.pub));
  CHECK_FALSE(
      nostr::schnorr_verify(signature_of(identity_signature), proof, samples::identity_key().pub));
}

TEST_CASE("message: the canonical form is read and written back without a change") {
  CHECK(samples::canonical(canonical) == canonical);
}
