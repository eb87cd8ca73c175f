// SPDX-License-Identifier: MIT
//
// The page of memory that the crash matrix shares with the daemon it kills: which
// boundary of the database's commits is the last one, and which ones were passed.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace mostro::crash {

/// A boundary of one LMDB commit, in the order in which a commit passes them.
enum class disk_point : uint32_t {
  commit_begins, ///< Nothing of the transaction is in the file.
  page_written,  ///< One write call of data pages returned; there are several.
  pages_written, ///< All data pages are handed to the kernel, none is synced.
  pages_synced,  ///< They are on the disk; the meta page still names the old tree.
  meta_written,  ///< The meta page names the new tree.
  commit_ended,  ///< The caller is about to hear of it.
};

constexpr uint32_t bit_of(disk_point p) { return 1u << static_cast<uint32_t>(p); }
/// One boundary before, one in the middle and one after each commit.
constexpr uint32_t usual_disk_points = bit_of(disk_point::commit_begins) |
                                       bit_of(disk_point::pages_written) |
                                       bit_of(disk_point::commit_ended);
constexpr uint32_t all_disk_points = 0x3f;

/// Lies in a file that both sides map. All zero is "count and do not kill".
struct disk_control {
  std::atomic<uint32_t> counted;   ///< Bits of the points that count.
  std::atomic<uint32_t> countdown; ///< Kill at the point that takes it to 0; 0: never.
  std::atomic<uint64_t> passed;    ///< Points passed since the file was made.
  std::atomic<uint32_t> commits;   ///< Commits begun since it was armed.
  std::atomic<uint32_t> killed;    ///< 1 when the kill came; the three fields below tell where.
  std::atomic<uint32_t> point;
  std::atomic<uint32_t> at_commit;
  std::atomic<uint32_t> tables; ///< Bit n: sub-database `names[n]` was written to.
  std::array<std::array<char, 24>, 32> names;
};

/// The environment variable that names the file.
constexpr const char* control_variable = "MOSTRO_CRASH_CONTROL";

} // namespace mostro::crash
