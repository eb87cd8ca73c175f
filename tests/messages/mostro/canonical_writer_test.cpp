// SPDX-License-Identifier: MIT
//
// The bytes of strings and floats, on which signatures depend.
#include "messages/mostro/canonical_writer.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace mostro::canonical;

namespace {
std::string quoted(std::string_view text) {
  std::string out;
  write(out, text);
  return out;
}
std::string number(double value) {
  std::string out;
  write_double(out, value);
  return out;
}
} // namespace

TEST_CASE("canonical: short escapes where they exist, lower-case hex elsewhere") {
  CHECK(quoted("\"\\\b\f\n\r\t") == R"("\"\\\b\f\n\r\t")");
  CHECK(quoted(std::string_view("\0\x01\x1f", 3)) == R"("\u0000\u0001\u001f")");
}

TEST_CASE("canonical: slash, DEL, U+2028 and non-ASCII stay raw") {
  CHECK(quoted("/\x7f\u2028\u2029é🧉") == "\"/\x7f\u2028\u2029é🧉\"");
}

TEST_CASE("canonical: floats are the shortest that read back, always with a fraction") {
  CHECK(number(0) == "0.0");
  CHECK(number(-0.0) == "-0.0");
  CHECK(number(4) == "4.0");
  CHECK(number(4.5) == "4.5");
  CHECK(number(-2.25) == "-2.25");
  CHECK(number(4.166666666666667) == "4.166666666666667");
  CHECK(number(0.1 + 0.2) == "0.30000000000000004");
  CHECK(number(100) == "100.0");
  CHECK(number(1234567890123456.0) == "1234567890123456.0");
  CHECK(number(0.00001) == "0.00001");
}

TEST_CASE("canonical: floats use the exponent form only when huge or tiny") {
  CHECK(number(1e15) == "1000000000000000.0");
  CHECK(number(1e16) == "1e16");
  CHECK(number(1.5e300) == "1.5e300");
  CHECK(number(0.000001) == "1e-6");
  CHECK(number(1.25e-7) == "1.25e-7");
}

TEST_CASE("canonical: a float that is no number becomes null") {
  CHECK(number(std::nan("")) == "null");
  CHECK(number(std::numeric_limits<double>::infinity()) == "null");
}

TEST_CASE("canonical: the plain decimal of tags has no forced fraction and no exponent") {
  CHECK(plain_decimal(0) == "0");
  CHECK(plain_decimal(4) == "4");
  CHECK(plain_decimal(2.5) == "2.5");
  CHECK(plain_decimal(0.006) == "0.006");
  CHECK(plain_decimal(-0.5) == "-0.5");
  CHECK(plain_decimal(1e21) == "1000000000000000000000");
  CHECK(plain_decimal(1e-7) == "0.0000001");
}
