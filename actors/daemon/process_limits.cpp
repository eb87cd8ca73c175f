// SPDX-License-Identifier: MIT
#include "actors/daemon/process_limits.hpp"

#include "actors/log.hpp"

#include <algorithm>
#include <sys/resource.h>

namespace mostro {

uint64_t raise_open_files() {
  // Tables of some libraries grow with the limit, and it may be a billion.
  constexpr rlim_t most = 65536;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return 0;
  const auto wanted = std::min(limit.rlim_max, most);
  if (limit.rlim_cur < wanted) {
    limit.rlim_cur = wanted;
    static_cast<void>(setrlimit(RLIMIT_NOFILE, &limit));
    static_cast<void>(getrlimit(RLIMIT_NOFILE, &limit));
  }
  if (limit.rlim_cur < enough_open_files)
    log::warn("few-open-files", "limit={} mend=\"LimitNOFILE={} in the unit, or ulimit -n\"",
              limit.rlim_cur, 4 * enough_open_files);
  return limit.rlim_cur;
}

} // namespace mostro
