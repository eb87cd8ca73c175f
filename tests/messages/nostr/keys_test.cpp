// SPDX-License-Identifier: MIT
//
// Keys, signatures and their spellings, against BIP-340, NIP-19 and the vectors
// of spec 01.
#include "messages/bech32.hpp"
#include "messages/hash.hpp"
#include "messages/nostr/keys.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::nostr;

namespace {

constexpr std::string_view mnemonic =
    "leader monkey parrot ring guide accident before fence cannon height naive bean";

secret_key secret_of(std::string_view hex) { return secret_key{bytes32_from_hex(hex).value()}; }
public_key pub_of(std::string_view hex) { return public_key::from_hex(hex).value(); }

const std::string group_order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
const std::string order_minus_one =
    "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140";
const std::string npub = "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg";
const std::string npub_hex = "7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e";
const std::string nsec = "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5";
const std::string nsec_hex = "67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ffa";

} // namespace

TEST_CASE("conformance/01-50: the mnemonic of the spec derives the listed keys", "[01-50]") {
  struct expected {
    std::string secret;
    std::string pub;
  };
  const std::vector<expected> table{
      {"df5ba9d72ec62e9d39a095f1b86936fe10abfc7d56700caa1652a463a40d19b1",
       "b4bf6548df043786641d4b63e748eda4b55fce21beae991512d23487c7bd8950"},
      {"977b9da8056e6a83a991cb31ac507b0a618fbbee355e36e107e0e348686ab833",
       "1c71f0a29c9d14198781f36897c6d6c08e2c4f905ba69fc5f8e67d375d705a8a"},
      {"03c78114b80a2db782bb86be47c8062388d78a0585dfa79b8594e105740758c3",
       "5011d0e7a57ae27627ab76962537072c6809ef3b9e24c2e3db4e672c61624eef"},
  };
  for (uint32_t i = 0; i < table.size(); ++i) {
    const auto key = derive_key(mnemonic, i);
    REQUIRE(key);
    CHECK(to_hex(key->secret.reveal()) == table[i].secret);
    CHECK(key->pub.hex() == table[i].pub);
  }
  CHECK_FALSE(derive_key(mnemonic, 0x80000000));
}

TEST_CASE("conformance/01-02: the signatures of the spec's vector are made and verified",
          "[01-02]") {
  const std::string message =
      R"({"order":{"version":2,"request_id":42,"trade_index":1,)"
      R"("id":"308e1272-d5f4-47e6-bd97-3504baea9c23","action":"take-sell","payload":null}})";
  const auto trade = derive_key(mnemonic, 1).value();
  const auto identity = derive_key(mnemonic, 0).value();
  const auto digest = sha256(as_bytes(message));
  CHECK(to_hex(digest) == "590b83ccb047508c6a22ba3f099e779622be2b5d10e84cbae8e76d4ec466f942");
  const auto sig = schnorr_sign(digest, trade.secret, {});
  CHECK(to_hex(sig) == "4cd67cb067ac8797b2a1bc55db060706e803e9cd3d3b08b63093c3b7b37b4441"
                       "52dca884aa5c3fcc3bf90d47c46a5bfbc4a1caa351b0af8041939b4a7aee71bc");
  CHECK(schnorr_verify(sig, digest, trade.pub));

  const auto proof =
      sha256(as_bytes("mostro-transport-v2-identity:" + trade.pub.hex() + ":" + message));
  CHECK(to_hex(proof) == "a92da6ffc3e2ce48e4f10d02eac56069afc66dd655a3edc4b359ff654f76fcf3");
  const auto identity_sig = schnorr_sign(proof, identity.secret, {});
  CHECK(to_hex(identity_sig) == "1c4b915e5e03e448f317b1ad309108e1058ea140988c3d3ef30d8a5a35c921c1"
                                "898de5d7eeecf47376925e0dd0d01e3dc1ff5570c043dc54d19358a0d6f24e4b");
  CHECK(schnorr_verify(identity_sig, proof, identity.pub));

  auto other = message;
  other[20] ^= 1;
  CHECK_FALSE(schnorr_verify(sig, sha256(as_bytes(other)), trade.pub));
}

TEST_CASE("keys: signing agrees with the vectors of BIP-340") {
  struct vector {
    std::string secret, pub, aux, digest, sig;
  };
  const std::vector<vector> table{
      {"0000000000000000000000000000000000000000000000000000000000000003",
       "F9308A019258C31049344F85F89D5229B531C845836F99B08601F113BCE036F9",
       "0000000000000000000000000000000000000000000000000000000000000000",
       "0000000000000000000000000000000000000000000000000000000000000000",
       "E907831F80848D1069A5371B402410364BDF1C5F8307B0084C55F1CE2DCA8215"
       "25F66A4A85EA8B71E482A74F382D2CE5EBEEE8FDB2172F477DF4900D310536C0"},
      {"B7E151628AED2A6ABF7158809CF4F3C762E7160F38B4DA56A784D9045190CFEF",
       "DFF1D77F2A671C5F36183726DB2341BE58FEAE1DA2DECED843240F7B502BA659",
       "0000000000000000000000000000000000000000000000000000000000000001",
       "243F6A8885A308D313198A2E03707344A4093822299F31D0082EFA98EC4E6C89",
       "6896BD60EEAE296DB48A229FF71DFE071BDE413E6D43F917DC8DCF8C78DE3341"
       "8906D11AC976ABCCB20B091292BFF4EA897EFCB639EA871CFA95F6DE339E4B0A"},
  };
  for (const auto& v : table) {
    const auto pair = key_pair_from(secret_of(v.secret)).value();
    const auto digest = bytes32_from_hex(v.digest).value();
    CHECK(pair.pub == pub_of(v.pub));
    const auto sig = schnorr_sign(digest, pair.secret, bytes32_from_hex(v.aux).value());
    CHECK(sig == bytes64_from_hex(v.sig).value());
    CHECK(schnorr_verify(sig, digest, pair.pub));
  }
}

TEST_CASE("keys: a signature verifies for its own digest and key only") {
  const auto pair = key_pair_from(secret_of(nsec_hex)).value();
  const auto digest = sha256(as_bytes("text"));
  const auto sig = schnorr_sign(digest, pair.secret, sha256(as_bytes("aux")));
  CHECK(schnorr_verify(sig, digest, pair.pub));
  CHECK_FALSE(schnorr_verify(sig, sha256(as_bytes("Text")), pair.pub));
  CHECK_FALSE(schnorr_verify(sig, digest, derive_key(mnemonic, 0)->pub));
  CHECK_FALSE(schnorr_verify({}, digest, pair.pub));
  CHECK_FALSE(schnorr_verify(sig, digest, public_key{}));
  for (const size_t i : {0U, 31U, 32U, 63U}) {
    auto bad = sig;
    bad[i] ^= 1;
    CHECK_FALSE(schnorr_verify(bad, digest, pair.pub));
  }
}

TEST_CASE("keys: secrets outside 1 to n-1 are no keys") {
  CHECK_FALSE(key_pair_from(secret_key{}));
  CHECK_FALSE(key_pair_from(secret_of(group_order)));
  CHECK_FALSE(key_pair_from(secret_of(std::string(64, 'f'))));
  CHECK(key_pair_from(secret_of(order_minus_one)));
  CHECK_THROWS_AS(schnorr_sign({}, secret_key{}, {}), bug);
}

TEST_CASE("keys: ECDH is the same from both sides") {
  const auto a = derive_key(mnemonic, 1).value();
  const auto b = derive_key(mnemonic, 2).value();
  CHECK(ecdh_x(a.secret, b.pub).value() == ecdh_x(b.secret, a.pub).value());
  CHECK_FALSE(ecdh_x(a.secret, public_key{}));
  CHECK_FALSE(ecdh_x(secret_key{}, b.pub));
}

TEST_CASE("nip19: the spellings of the NIP come out and go in") {
  CHECK(to_npub(pub_of(npub_hex)) == npub);
  CHECK(to_nsec(secret_of(nsec_hex)) == nsec);
  CHECK(parse_public_key(npub).value() == pub_of(npub_hex));
  CHECK(parse_secret_key(nsec)->secret == secret_of(nsec_hex));
  CHECK(parse_secret_key(nsec)->pub == pub_of(npub_hex));
}

TEST_CASE("nip19: hex of either case is as good as the spelling") {
  CHECK(parse_public_key(npub_hex).value() == pub_of(npub_hex));
  CHECK(parse_secret_key(nsec_hex)->secret == secret_of(nsec_hex));
  auto upper = npub_hex;
  for (char& c : upper)
    c = static_cast<char>(std::toupper(c));
  CHECK(parse_public_key(upper).value() == pub_of(npub_hex));
}

TEST_CASE("nip19: a wrong checksum, prefix or length is refused") {
  for (size_t i = 0; i < npub.size(); ++i) {
    auto bad = npub;
    bad[i] = bad[i] == 'q' ? 'p' : 'q';
    CHECK_FALSE(parse_public_key(bad));
  }
  CHECK_FALSE(parse_public_key(nsec));
  CHECK_FALSE(parse_secret_key(npub));
  CHECK_FALSE(parse_public_key(""));
  CHECK_FALSE(parse_public_key(npub_hex.substr(2)));
  CHECK_FALSE(parse_secret_key(nsec_hex + "00"));
  const auto short_key = bech32::regroup(bytes(31, 1), 8, 5, true).value();
  CHECK_FALSE(parse_public_key(bech32::encode("npub", short_key)));
  const auto long_key = bech32::regroup(bytes(33, 1), 8, 5, true).value();
  CHECK_FALSE(parse_public_key(bech32::encode("npub", long_key)));
}

TEST_CASE("nip19: a secret out of range is refused and no error repeats a secret") {
  CHECK_FALSE(parse_secret_key(group_order));
  CHECK_FALSE(parse_secret_key(to_nsec(secret_key{})));
  auto typo = nsec;
  typo.back() = 'q';
  const auto text = to_string(parse_secret_key(typo).why());
  CHECK(text.find(nsec.substr(5, 20)) == std::string::npos);
  CHECK(to_string(parse_secret_key(nsec_hex + "0").why()).find(nsec_hex) == std::string::npos);
}
