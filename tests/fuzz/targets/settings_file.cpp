// SPDX-License-Identifier: MIT
//
// The settings file: whatever it holds, the reader gives settings or says what is wrong, never
// both and never neither. The file is one in memory.
#include "actors/config/settings.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/target.hpp"

#include <sys/mman.h>
#include <unistd.h>

using namespace mostro;

namespace {

/// An anonymous file with its path.
class memory_file {
public:
  memory_file() : descriptor_(memfd_create("settings", MFD_CLOEXEC)) {
    fuzz::must(descriptor_ >= 0, "there is a file in memory");
  }
  memory_file(const memory_file&) = delete;
  memory_file& operator=(const memory_file&) = delete;
  ~memory_file() { close(descriptor_); }

  void fill(byte_view content) const {
    fuzz::must(ftruncate(descriptor_, 0) == 0 && pwrite(descriptor_, content.data(), content.size(),
                                                        0) == static_cast<ssize_t>(content.size()),
               "the file in memory is written");
  }
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

private:
  int descriptor_;
};

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const memory_file file;
  file.fill({data, size});
  const std::string key(64, '1');
  for (const auto& from_environment : {std::string{}, key}) {
    const auto read = read_settings(file.path(), from_environment);
    fuzz::must(read.value.has_value() == read.problems.empty(), "settings, or what is wrong");
    if (!read.value)
      continue;
    const auto& policy = read.value->policy;
    fuzz::must(policy.fee >= 0 && policy.fee <= 1, "a fee is a share");
    fuzz::must(policy.min_payment_amount <= policy.max_order_amount, "the limits leave room");
    fuzz::must(policy.waiting_timeout.count > 0, "a waiting time is positive");
    fuzz::must(!read.value->nostr.relays.empty(), "there is a relay");
  }
  return 0;
}
