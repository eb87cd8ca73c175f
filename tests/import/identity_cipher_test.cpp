// SPDX-License-Identifier: MIT
//
// Identities that old releases stored encrypted under a password (spec 05 §8.6).
#include "actors/import/identity_cipher.hpp"

#include "actors/import/import_run.hpp"
#include "storage/database.hpp"
#include "tests/import/import_fixture.hpp"

#include <argon2.h>
#include <openssl/evp.h>

using namespace mostro;
using namespace mostro::import_test;
using namespace mostro::importing;

namespace {

const secret<std::string> password{"correct horse"};

/// What the reference wrote: base64(nonce, salt, ciphertext and tag).
std::string sealed(const std::string& key, uint8_t salt_byte) {
  bytes salt(16, salt_byte), nonce(12, 7), text(key.size()), tag(16);
  bytes32 under{};
  auto& word = password.reveal();
  REQUIRE(argon2id_hash_raw(2, 19456, 2, word.data(), word.size(), salt.data(), salt.size(),
                            under.data(), under.size()) == ARGON2_OK);
  auto* cipher = EVP_CIPHER_CTX_new();
  int size = 0;
  auto plain = as_bytes(key);
  EVP_EncryptInit_ex(cipher, EVP_chacha20_poly1305(), nullptr, under.data(), nonce.data());
  EVP_EncryptUpdate(cipher, text.data(), &size, plain.data(), static_cast<int>(plain.size()));
  EVP_EncryptFinal_ex(cipher, text.data() + size, &size);
  EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, 16, tag.data());
  EVP_CIPHER_CTX_free(cipher);
  bytes all = nonce;
  for (auto* part : {&salt, &text, &tag})
    all.insert(all.end(), part->begin(), part->end());
  return to_base64(all);
}

std::map<std::string, std::string> sealed_identities() {
  return taken({{"master_seller_pubkey", "'" + sealed(hex_of('b'), 1) + "'"},
                {"master_buyer_pubkey", "'" + sealed(hex_of('d'), 2) + "'"}});
}

import_report run(workplace& at, const secret<std::string>& with) {
  return import_database(at.settings, {at.file(), with, now});
}

} // namespace

TEST_CASE("conformance/05-M3: encrypted identities are opened with the password, refused with "
          "another or none",
          "[05-M3]") {
  workplace at;
  run_sql(at.file(), old_schema + order_sql(blob("31"), "active", sealed_identities()));
  SECTION("the right one") {
    REQUIRE(run(at, password).done);
    auto db = storage::database::open({at.result()});
    auto order = *(*db)->find_order(id_of(0x31));
    REQUIRE(order);
    CHECK(order->maker.identity.hex() == hex_of('b'));
    CHECK(trade_of(*order)->taker.identity.hex() == hex_of('d'));
  }
  SECTION("another, or none") {
    auto wrong = GENERATE(std::string{"wrong"}, std::string{});
    auto report = run(at, secret<std::string>{wrong});
    CHECK_FALSE(report.done);
    CHECK(report.text.find(id_of(0x31).text()) != std::string::npos);
    CHECK_FALSE(fs::exists(at.result()));
  }
}

TEST_CASE("import: a finished order is imported without identity when there is no password") {
  workplace at;
  run_sql(at.file(), old_schema + order_sql(blob("32"), "canceled", sealed_identities()));
  REQUIRE(run(at, {}).done);
  auto db = storage::database::open({at.result()});
  auto order = *(*db)->find_order(id_of(0x32));
  REQUIRE(order);
  CHECK(order->maker.is_private());
}

TEST_CASE("import: an encrypted identity that was changed does not open") {
  auto stored = sealed(hex_of('b'), 1);
  CHECK(stored.size() == 144);
  CHECK(*open_identity_key(stored, password) == hex_of('b'));
  auto position = GENERATE(0u, 20u, 60u, 140u);
  stored[position] = stored[position] == 'A' ? 'B' : 'A';
  CHECK_FALSE(open_identity_key(stored, password));
}
