// SPDX-License-Identifier: MIT
//
// The regression runner: `fuzz_regression TARGET DIRECTORY [DIRECTORY]` passes every file of the
// target's corpus and, where there is one, of its regressions to the target. It fails when the
// corpus holds no file, so that a corpus that went astray is noticed.
#include "tests/fuzz/input.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <vector>

#define FUZZ_TARGET(name) extern "C" int fuzz_##name(const uint8_t* data, size_t size);
#include "fuzz_targets.inc"
#undef FUZZ_TARGET

namespace {

using entry = int (*)(const uint8_t*, size_t);

const std::map<std::string, entry>& targets() {
  static const std::map<std::string, entry> all{
#define FUZZ_TARGET(name) {#name, fuzz_##name},
#include "fuzz_targets.inc"
#undef FUZZ_TARGET
  };
  return all;
}

std::vector<uint8_t> content_of(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// Runs every file of a directory; the last line on stdout names the one that ended the process.
size_t run_directory(entry target, const std::filesystem::path& directory) {
  size_t count = 0;
  if (!std::filesystem::is_directory(directory))
    return count;
  for (const auto& file : std::filesystem::directory_iterator(directory)) {
    std::cout << file.path().string() << std::endl;
    const auto data = content_of(file.path());
    target(data.data(), data.size());
    ++count;
  }
  return count;
}

} // namespace

int main(int argc, char** argv) {
  if (argc < 3 || !targets().contains(argv[1])) {
    std::cerr << "usage: fuzz_regression TARGET CORPUS [REGRESSIONS]; targets:\n";
    for (const auto& [name, unused] : targets())
      std::cerr << "  " << name << "\n";
    return 2;
  }
  const auto target = targets().at(argv[1]);
  const auto inputs = run_directory(target, argv[2]);
  const auto regressions = argc > 3 ? run_directory(target, argv[3]) : 0;
  std::cout << argv[1] << ": " << inputs << " inputs, " << regressions << " regressions\n";
  return inputs > 0 ? 0 : 1;
}
