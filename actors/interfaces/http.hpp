// SPDX-License-Identifier: MIT
//
// Messages and handle of the HTTP thread. Local to the process, never stored.
#pragma once

#include <caf/all.hpp>

namespace mostro {

/// An HTTP answer sent by the HTTP thread.
struct http_answered {
  uint64_t tag = 0;
  long status = 0; ///< 0 when the transport failed.
  std::string body;
  std::string error_text;
};

} // namespace mostro

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(mostro::http_answered)
