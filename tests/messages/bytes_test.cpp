// SPDX-License-Identifier: MIT
//
// Hex and base64, both ways, and everything that their parsers must refuse.
#include "messages/bytes.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

namespace {

bytes of(std::string_view text) {
  const auto view = as_bytes(text);
  return {view.begin(), view.end()};
}

} // namespace

TEST_CASE("bytes: hex is written in lower case and read in either case") {
  CHECK(to_hex(bytes{0x00, 0x0f, 0xa5, 0xff}) == "000fa5ff");
  CHECK(to_hex({}).empty());
  CHECK(bytes_from_hex("000fa5ff").value() == bytes{0x00, 0x0f, 0xa5, 0xff});
  CHECK(bytes_from_hex("000FA5fF").value() == bytes{0x00, 0x0f, 0xa5, 0xff});
  CHECK(bytes_from_hex("").value().empty());
}

TEST_CASE("bytes: hex of odd length or with foreign characters is refused") {
  for (const auto* text : {"0", "000", "0g", "g0", " 00", "0x00", "00 ", "\xc3\xa9"})
    CHECK_FALSE(bytes_from_hex(text));
}

TEST_CASE("bytes: fixed sizes take exactly their number of characters") {
  const std::string digits(128, 'a');
  CHECK(bytes32_from_hex(digits.substr(0, 64)).value()[31] == 0xaa);
  CHECK(bytes64_from_hex(digits).value()[63] == 0xaa);
  for (const size_t size : {0, 63, 65, 66})
    CHECK_FALSE(bytes32_from_hex(digits.substr(0, size)));
  for (const size_t size : {0, 64, 126, 127})
    CHECK_FALSE(bytes64_from_hex(digits.substr(0, size)));
  CHECK_FALSE(bytes32_from_hex(digits.substr(0, 63) + "x"));
}

TEST_CASE("bytes: base64 agrees with the vectors of RFC 4648") {
  const std::vector<std::pair<std::string, std::string>> vectors{
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
  };
  for (const auto& [plain, encoded] : vectors) {
    CHECK(to_base64(as_bytes(plain)) == encoded);
    CHECK(bytes_from_base64(encoded).value() == of(plain));
  }
  CHECK(to_base64(bytes{0xfb, 0xff, 0xbf}) == "+/+/");
}

TEST_CASE("bytes: base64 of every length comes back") {
  bytes data;
  for (int i = 0; i < 300; ++i) {
    CHECK(bytes_from_base64(to_base64(data)).value() == data);
    data.push_back(static_cast<uint8_t>(i * 37));
  }
}

TEST_CASE("bytes: lenient spellings of base64 are refused") {
  for (const auto* text : {
           "Zg", "Zg=", "Zg===", "=", "==", "====", "Z===", // padding missing or too much
           "Zh==", "Zm9=",                                  // set padding bits
           " Zg==", "Zg==\n", "Zm 9v", "Zm9v ",             // blanks
           "-_-_", "Zm9v=", "Zg==Zg==", "Z=g=", "Zm9\xff",  // alphabet and position
       })
    CHECK_FALSE(bytes_from_base64(text));
}
