// SPDX-License-Identifier: MIT
//
// Why something could not be done, as a value. Refusals told to traders are
// refusal.hpp; bugs are expects.hpp; everything else is an error of this kind.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace mostro {

/// The class of a failure; the text of `error` says what exactly.
enum class errc : uint8_t {
  malformed,     ///< The bytes do not parse.
  invalid,       ///< They parse but break a rule.
  bad_signature, ///< A signature, MAC or proof does not verify.
  not_for_us,    ///< Encrypted to somebody else.
  too_large,     ///< Beyond a limit of ours.
  out_of_range,  ///< Arithmetic would overflow or leave its range.
  not_found,
  conflict, ///< The stored state is not what the writer assumed.
  damaged,  ///< A database or file is corrupt or from a newer version.
  unavailable,
  timed_out,
  io,
};

/// Returns the kebab-case name of an error class, for logs.
const char* to_string(errc code);

/// A failure with a text meant for logs and operators, never for traders.
struct error {
  errc code = errc::invalid;
  std::string text;
};

/// Makes an error.
inline error fail(errc code, std::string text) { return error{code, std::move(text)}; }

/// Renders "code: text".
std::string to_string(const error& e);

} // namespace mostro
