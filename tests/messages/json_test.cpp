// SPDX-License-Identifier: MIT
//
// The JSON layer: escapes, limits and strictness.
#include "messages/json.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace std::string_literals;

namespace {

std::string escaped(std::string_view text) {
  std::string out;
  json::write_string(out, text);
  return out;
}

errc code_of(std::string_view text) { return json::document::parse(text).why().code; }

} // namespace

TEST_CASE("json: strings are escaped as JSON.stringify escapes them") {
  CHECK(escaped("\"\\\b\f\n\r\t") == R"("\"\\\b\f\n\r\t")");
  CHECK(escaped("\x01\x0b\x0e\x1f\x00"s) == R"("\u0001\u000b\u000e\u001f\u0000")");
  CHECK(escaped("/\x7f\u00e9\u2028\u2029\U0001f984") == "\"/\x7f\u00e9\u2028\u2029\U0001f984\"");
  CHECK(escaped("") == "\"\"");
}

TEST_CASE("json: every ASCII string comes back through the parser") {
  std::string all;
  for (int c = 0; c < 128; ++c)
    all += static_cast<char>(c);
  const auto parsed = json::document::parse(escaped(all));
  REQUIRE(parsed);
  CHECK(parsed->root().text() == all);
}

TEST_CASE("json: values are read as what they are and as nothing else") {
  const auto parsed = json::document::parse(
      R"({"n":null,"t":true,"s":"x\u00e9","i":-7,"u":18446744073709551615,"f":15.0,"a":[1,"b"]})");
  REQUIRE(parsed);
  const auto root = parsed->root();
  CHECK(root.is_object());
  CHECK(root.size() == 7);
  CHECK(root.name_at(3) == "i");
  CHECK(root.member_at(3).integer() == -7);
  CHECK(root.find("n")->is_null());
  CHECK(root.find("t")->boolean() == true);
  CHECK(root.find("s")->text() == "x\u00e9");
  CHECK_FALSE(root.find("i")->unsigned_integer());
  CHECK(root.find("u")->unsigned_integer() == 18446744073709551615U);
  CHECK_FALSE(root.find("u")->integer());
  CHECK_FALSE(root.find("f")->integer());
  CHECK_FALSE(root.find("f")->unsigned_integer());
  CHECK_FALSE(root.find("s")->integer());
  CHECK_FALSE(root.find("i")->text());
  CHECK_FALSE(root.find("n")->boolean());
  CHECK_FALSE(root.find("missing"));
  const auto array = *root.find("a");
  CHECK(array.is_array());
  CHECK(array.size() == 2);
  CHECK(array.at(1).text() == "b");
  CHECK_FALSE(array.find("b"));
  CHECK_THROWS_AS(array.at(2), bug);
  CHECK_THROWS_AS(array.name_at(0), bug);
}

TEST_CASE("json: texts that are not JSON are malformed") {
  for (const auto* text : {
           "",
           " ",
           "{",
           "[1,]",
           "{\"a\":1,}",
           "01",
           "1 2",
           "[] x",
           "'a'",
           "nul",
           "1e999",
           "\"\x01\"",
           "\"\\x\"",
           "\xef\xbb\xbf{}",
           "\"\xff\"",
           "\"\xc0\xaf\"",
           "\"\xed\xa0\x80\"",
           "\"\xf4\x90\x80\x80\"",
           "\"\xe2\x82\"",
           "\"\\ud800\"",
           "\"\\udc00\"",
           "\"\\ud800\\u0041\"",
       })
    CHECK(code_of(text) == errc::malformed);
}

TEST_CASE("json: a NUL byte does not end the text early") {
  CHECK(code_of("{}\0x"s) == errc::malformed);
  CHECK(code_of("{}\0"s) == errc::malformed);
}

TEST_CASE("json: numbers are read as the nearest double") {
  CHECK(json::document::parse("0.1")->root().number() == 0.1);
  CHECK(json::document::parse("123456789012345.67")->root().number() == 123456789012345.67);
  CHECK(json::document::parse("7")->root().number() == 7.0);
  CHECK_FALSE(json::document::parse("\"7\"")->root().number());
}

TEST_CASE("json: a zero is a zero however it is written") {
  for (auto zero : {"0e222", "-0.0E-5", "0e1", "0E0000040", "0.0000000000000000000000000",
                    "0.00000000000000000000000000000000000000000000", "0", "-0", "0.0", "0.00"})
    CHECK(json::document::parse(zero)->root().number() == 0.0);
  CHECK(json::document::parse("0")->root().integer() == 0);
  CHECK(json::document::parse("-0")->root().integer() == 0);
  CHECK_FALSE(json::document::parse("0.0")->root().integer());
  for (auto broken : {"0e222 and no JSON", "0.0000000000000000000000000000.00000000000000000000450",
                      "00", "0.", "0e", "-", "+0", ".0"})
    CHECK(code_of(broken) == errc::malformed);
}

TEST_CASE("json: integers keep every digit up to 64 bits, beyond them they are doubles") {
  CHECK(json::document::parse("9223372036854775807")->root().integer() == INT64_MAX);
  CHECK(json::document::parse("-9223372036854775808")->root().integer() == INT64_MIN);
  CHECK(json::document::parse("18446744073709551615")->root().unsigned_integer() == UINT64_MAX);
  CHECK_FALSE(json::document::parse("18446744073709551615")->root().integer());
  CHECK_FALSE(json::document::parse("-1")->root().unsigned_integer());
  const auto beyond = json::document::parse("18446744073709551616");
  CHECK_FALSE(beyond->root().unsigned_integer());
  CHECK(beyond->root().number() == 18446744073709551616.0);
  CHECK(json::document::parse("10e2")->root().number() == 1000.0);
  CHECK_FALSE(json::document::parse("10e2")->root().integer());
}

TEST_CASE("json: a number that no double can hold is malformed") {
  for (auto text : {"1e309", "-1e400", "1e-400", "[1,1e99999999999999999999]"})
    CHECK(code_of(text) == errc::malformed);
}

TEST_CASE("json: a member that occurs twice is malformed at any depth") {
  CHECK(code_of(R"({"a":1,"b":2,"a":3})") == errc::malformed);
  CHECK(code_of(R"([{"x":{"a":1,"\u0061":2}}])") == errc::malformed);
  CHECK(json::document::parse(R"([{"a":1},{"a":2}])"));
}

TEST_CASE("json: texts beyond the limits are refused without being parsed") {
  CHECK(code_of(std::string(65537, ' ')) == errc::too_large);
  CHECK(code_of(std::string(33, '[') + std::string(33, ']')) == errc::too_large);
  CHECK(json::document::parse(std::string(32, '[') + std::string(32, ']')));
  CHECK(
      json::document::parse("\"" + std::string(100, '[') + "\\\"" + std::string(100, '{') + "\""));
}

TEST_CASE("json: a megabyte of brackets does not crash, whatever the limits") {
  const std::string text(1'000'000, '[');
  CHECK(code_of(text) == errc::too_large);
  CHECK(json::document::parse(text, {2'000'000, 32}).why().code == errc::too_large);
  CHECK(json::document::parse(text, {2'000'000, 2'000'000}).why().code == errc::malformed);
}
