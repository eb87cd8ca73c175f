// SPDX-License-Identifier: MIT
#include "messages/error.hpp"

namespace mostro {

const char* to_string(errc code) {
  switch (code) {
    case errc::malformed:
      return "malformed";
    case errc::invalid:
      return "invalid";
    case errc::bad_signature:
      return "bad-signature";
    case errc::not_for_us:
      return "not-for-us";
    case errc::too_large:
      return "too-large";
    case errc::out_of_range:
      return "out-of-range";
    case errc::not_found:
      return "not-found";
    case errc::conflict:
      return "conflict";
    case errc::damaged:
      return "damaged";
    case errc::unavailable:
      return "unavailable";
    case errc::timed_out:
      return "timed-out";
    case errc::io:
      return "io";
  }
  return "unknown";
}

std::string to_string(const error& e) { return std::string{to_string(e.code)} + ": " + e.text; }

} // namespace mostro
