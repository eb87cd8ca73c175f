// SPDX-License-Identifier: MIT
//
// Floats as serde_json writes them: signatures cover these bytes,
// so one different character is a broken signature (spec 01 §1.3).
#include "messages/mostro/canonical_writer.hpp"

#include "messages/expects.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace mostro::canonical {
namespace {

/// A finite number's shortest digits and the place of its decimal point:
/// value = 0.d1d2d3… × 10^point.
struct decimal {
  bool negative = false;
  std::string digits;
  int point = 0;
};

decimal decimal_of(double value) {
  std::array<char, 64> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(),
                                          std::fabs(value), std::chars_format::scientific);
  expects(error == std::errc{}, "a double does not fit its buffer");
  const std::string_view text(buffer.data(), static_cast<size_t>(end - buffer.data()));
  const auto mark = text.find('e');
  decimal out{.negative = std::signbit(value), .digits = {}, .point = 0};
  for (char c : text.substr(0, mark))
    if (c != '.')
      out.digits += c;
  const auto* exponent = text.data() + mark + (text[mark + 1] == '+' ? 2 : 1);
  int power = 0;
  std::from_chars(exponent, text.data() + text.size(), power);
  out.point = power + 1;
  return out;
}

/// Writes digits without exponent; whole numbers get no fraction.
std::string positional(const decimal& d) {
  const auto length = static_cast<int>(d.digits.size());
  if (d.point <= 0)
    return "0." + std::string(static_cast<size_t>(-d.point), '0') + d.digits;
  if (length <= d.point)
    return d.digits + std::string(static_cast<size_t>(d.point - length), '0');
  const auto whole = static_cast<size_t>(d.point);
  return d.digits.substr(0, whole) + "." + d.digits.substr(whole);
}

} // namespace

void write_double(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  const auto d = decimal_of(value);
  if (d.negative)
    out += '-';
  if (value == 0) {
    out += "0.0";
  } else if (d.point > 16 || d.point <= -5) {
    out += d.digits.substr(0, 1);
    if (d.digits.size() > 1)
      out += "." + d.digits.substr(1);
    out += "e" + std::to_string(d.point - 1);
  } else {
    const auto text = positional(d);
    out += text;
    if (text.find('.') == std::string::npos)
      out += ".0";
  }
}

std::string plain_decimal(double value) {
  expects(std::isfinite(value), "a float to show is not finite");
  if (value == 0)
    return "0";
  const auto d = decimal_of(value);
  return (d.negative ? "-" : "") + positional(d);
}

object_writer& object_writer::start(std::string_view name) {
  if (!first_)
    out_ += ',';
  first_ = false;
  json::write_string(out_, name);
  out_ += ':';
  return *this;
}

} // namespace mostro::canonical
