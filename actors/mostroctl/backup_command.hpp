// SPDX-License-Identifier: MIT
//
// `mostroctl backup`: what is asked of the daemon, and the copy from the files when no
// daemon runs.
#pragma once

#include "actors/mostroctl/command_line.hpp"

namespace mostro::ctl {

/// The directory as the daemon is told it: at a socket of this machine a path may be
/// relative to where the tool was started.
std::string directory_for_backup(const request& asked);

/// Copies the files of a daemon that does not run, at `now` (Unix seconds); `silence` is
/// why the daemon could not be asked, for when its files are in use all the same.
reply<admin::backup_view> back_up_without_daemon(const std::string& database,
                                                 const std::string& directory, int64_t now,
                                                 const call_failure& silence);

/// What a backup is, and what it is not.
std::string backup_text(const admin::backup_view& b);

} // namespace mostro::ctl
