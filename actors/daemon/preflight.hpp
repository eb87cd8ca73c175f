// SPDX-License-Identifier: MIT
//
// What `--check-config` tries beside reading the settings: each relay is connected to,
// and LND is asked what the macaroon of the settings permits. Changes nothing anywhere.
#pragma once

#include "actors/config/settings.hpp"

#include <chrono>

namespace mostro {

/// The findings, one line each: who answered, and who did not with its mend.
struct preflight_report {
  std::vector<std::string> good;
  std::vector<std::string> problems;
};

/// Tries LND and every relay at the same time, for at most `patience` each.
preflight_report try_neighbours(const settings& s, std::chrono::milliseconds patience);

} // namespace mostro
