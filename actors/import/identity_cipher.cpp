// SPDX-License-Identifier: MIT
#include "actors/import/identity_cipher.hpp"

#include "actors/import/plan_mapper.hpp"

#include <algorithm>
#include <argon2.h>
#include <atomic>
#include <memory>
#include <mutex>
#include <openssl/evp.h>
#include <thread>

namespace mostro::importing {

namespace {

constexpr uint32_t passes = 2;
constexpr uint32_t memory_kib = 19456;
constexpr uint32_t lanes = 2;

struct context_free {
  void operator()(EVP_CIPHER_CTX* c) const { EVP_CIPHER_CTX_free(c); }
};
using cipher_context = std::unique_ptr<EVP_CIPHER_CTX, context_free>;

result<secret<bytes32>> key_from(const secret<std::string>& password,
                                 const std::array<uint8_t, 16>& salt) {
  bytes32 out{};
  auto& text = password.reveal();
  int done = argon2id_hash_raw(passes, memory_kib, lanes, text.data(), text.size(), salt.data(),
                               salt.size(), out.data(), out.size());
  if (done != ARGON2_OK)
    return fail(errc::io, std::string{"Argon2id: "} + argon2_error_message(done));
  return secret<bytes32>{out};
}

/// A value to open and where its result goes.
struct sealed_column {
  column_row* row;
  const char* column;
};

std::vector<sealed_column> sealed_columns(std::vector<column_row>& orders) {
  std::vector<sealed_column> out;
  for (auto& row : orders)
    for (auto* column : {"master_buyer_pubkey", "master_seller_pubkey"})
      if (auto stored = text_of(row, column);
          stored && needs_identities(row) && !is_plain_key(*stored))
        out.push_back({&row, column});
  return out;
}

status open_one(const sealed_column& what, const secret<std::string>& password) {
  auto key = open_identity_key(*text_of(*what.row, what.column), password);
  if (!key)
    return fail(key.why().code,
                name_of_row("order", *what.row) + ": " + what.column + ": " + key.why().text);
  what.row->columns.find(what.column)->second = *key;
  return done();
}

} // namespace

result<std::string> open_identity_key(std::string_view stored,
                                      const secret<std::string>& password) {
  auto parts = split_encrypted_key(stored);
  if (!parts)
    return parts.why();
  auto key = key_from(password, parts->salt);
  if (!key)
    return key.why();
  cipher_context cipher{EVP_CIPHER_CTX_new()};
  std::string out(parts->sealed.size(), '\0');
  int size = 0;
  auto* to = reinterpret_cast<uint8_t*>(out.data());
  bool opened = EVP_DecryptInit_ex(cipher.get(), EVP_chacha20_poly1305(), nullptr,
                                   key->reveal().data(), parts->nonce.data()) == 1 &&
                EVP_DecryptUpdate(cipher.get(), to, &size, parts->sealed.data(),
                                  static_cast<int>(parts->sealed.size())) == 1 &&
                EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG,
                                    static_cast<int>(parts->tag.size()), parts->tag.data()) == 1 &&
                EVP_DecryptFinal_ex(cipher.get(), to + size, &size) == 1;
  if (!opened)
    return fail(errc::bad_signature, "the password does not open it");
  if (!is_plain_key(out))
    return fail(errc::malformed, "what was encrypted is no key");
  return out;
}

status open_identities(std::vector<column_row>& orders, const secret<std::string>& password) {
  auto work = sealed_columns(orders);
  if (work.empty())
    return done();
  if (auto probe = open_one(work.front(), password); !probe)
    return probe;
  std::atomic<size_t> next = 1;
  std::mutex guard;
  status outcome = done();
  auto run = [&] {
    for (auto at = next++; at < work.size(); at = next++)
      if (auto opened = open_one(work[at], password); !opened) {
        std::lock_guard hold{guard};
        outcome = opened;
        next = work.size();
      }
  };
  std::vector<std::jthread> threads;
  for (unsigned i = std::max(1u, std::thread::hardware_concurrency()); i > 0; --i)
    threads.emplace_back(run);
  threads.clear(); // Joins.
  return outcome;
}

} // namespace mostro::importing
