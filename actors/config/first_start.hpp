// SPDX-License-Identifier: MIT
//
// What happens when there is no settings file yet (spec 05 §6): on a terminal the
// operator chooses between wizard and template, elsewhere the template is written.
#pragma once

#include "messages/result.hpp"

#include <filesystem>

namespace mostro {

/// How a start without settings goes on.
enum class first_start {
  go_on,            ///< The wizard made the settings: start with them.
  template_written, ///< The operator has to fill the template in: end with 0.
};

/// Makes the directory and the missing files. `interactive`: standard input is a
/// terminal. A key that the wizard puts into `.env` is also set in this process.
result<first_start> begin_without_settings(const std::filesystem::path& file, bool interactive);

} // namespace mostro
