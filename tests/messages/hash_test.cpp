// SPDX-License-Identifier: MIT
//
// Hashes against FIPS 180 and RFC 4231 vectors.
#include "messages/hash.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace mostro;

TEST_CASE("hash: SHA-256 agrees with FIPS 180") {
  CHECK(to_hex(sha256({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(to_hex(sha256(as_bytes("abc"))) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(to_hex(sha256(as_bytes(std::string(1'000'000, 'a')))) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("hash: sha256d is SHA-256 of SHA-256") {
  CHECK(to_hex(sha256d(as_bytes("hello"))) ==
        "9595c9df90075148eb06860365df33584b75bff782a510c6cd4883a419833d50");
}

TEST_CASE("hash: HMAC-SHA256 agrees with RFC 4231") {
  CHECK(to_hex(hmac_sha256(bytes(20, 0x0b), as_bytes("Hi There"))) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(to_hex(hmac_sha256(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(to_hex(hmac_sha256(bytes(131, 0xaa),
                           as_bytes("Test Using Larger Than Block-Size Key - Hash Key First"))) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("hash: HMAC-SHA512 agrees with RFC 4231") {
  CHECK(to_hex(hmac_sha512(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))) ==
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
        "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
}

TEST_CASE("hash: an empty HMAC key is a key and not the key of the last call") {
  const auto expected = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad";
  CHECK(to_hex(hmac_sha256({}, {})) == expected);
  static_cast<void>(hmac_sha256(as_bytes("another"), as_bytes("text")));
  CHECK(to_hex(hmac_sha256({}, {})) == expected);
}

TEST_CASE("hash: threads do not disturb each other") {
  const auto expected = hmac_sha256(as_bytes("key"), as_bytes("data"));
  std::vector<std::thread> threads;
  std::array<int, 4> same{};
  for (auto& count : same)
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i)
        count += hmac_sha256(as_bytes("key"), as_bytes("data")) == expected;
    });
  for (auto& t : threads)
    t.join();
  CHECK(same == std::array<int, 4>{200, 200, 200, 200});
}

TEST_CASE("hash: the constant-time comparison tells sizes and every byte apart") {
  CHECK(equal_in_constant_time({}, {}));
  CHECK(equal_in_constant_time(as_bytes("abc"), as_bytes("abc")));
  CHECK_FALSE(equal_in_constant_time(as_bytes("abc"), as_bytes("abcd")));
  CHECK_FALSE(equal_in_constant_time(as_bytes("abc"), as_bytes("xbc")));
  CHECK_FALSE(equal_in_constant_time(as_bytes("abc"), as_bytes("abx")));
}
