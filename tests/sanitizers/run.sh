#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Builds everything under sanitizers and runs the tests:
#   tests/sanitizers/run.sh asan [ctest arguments]   AddressSanitizer, UndefinedBehaviorSanitizer, leaks
#   tests/sanitizers/run.sh tsan [ctest arguments]   ThreadSanitizer
# ThreadSanitizer must see CAF's own synchronisation: its core is built from Debian's source package of the
# same version, into the build directory. MOSTRO_SANITIZER_BUILD names the build directory (default: build/KIND).
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
kind="${1:-}"
case "$kind" in
  asan | tsan) shift ;;
  *) sed -n '4,9p' "$0" && exit 2 ;;
esac
build="${MOSTRO_SANITIZER_BUILD:-$root/build/$kind}"

# Fetches and builds libcaf_core as $build/caf/lib/libcaf_core.so.0.17.6.
build_caf() {
  local version=0.17.6 caf="$build/caf"
  [ -e "$caf/lib/libcaf_core.so.$version" ] && return
  rm -rf "$caf"
  mkdir -p "$caf/apt/lists/partial" "$caf/apt/parts"
  printf '%s\n' 'Types: deb-src' 'URIs: http://deb.debian.org/debian' 'Suites: bookworm' 'Components: main' \
    'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg' >"$caf/apt/parts/source.sources"
  local apt=(apt-get -o "Dir::Etc::sourceparts=$caf/apt/parts" -o Dir::Etc::sourcelist=/dev/null
    -o "Dir::State::lists=$caf/apt/lists" -o APT::Sandbox::User=root -o APT::Get::List-Cleanup=0)
  "${apt[@]}" -qq update
  # The original archive is enough; what Debian adds concerns packaging.
  local uri
  read -r uri _ < <("${apt[@]}" source --print-uris actor-framework | grep -F .orig.tar)
  (cd "$caf" && curl -fsSL -o caf.tar.gz "${uri//\'/}" && tar xzf caf.tar.gz)
  cmake -S "$caf/actor-framework-$version" -B "$caf" -G Ninja -DCMAKE_BUILD_TYPE=None \
    -DCMAKE_CXX_FLAGS="-O1 -g1 -fsanitize=thread" -DCAF_NO_IO=yes -DCAF_NO_OPENSSL=yes -DCAF_NO_OPENCL=yes \
    -DCAF_NO_PYTHON=yes -DCAF_NO_TOOLS=yes -DCAF_NO_EXAMPLES=yes -DCAF_NO_UNIT_TESTS=yes >"$caf/cmake.log"
  cmake --build "$caf" --target libcaf_core_shared >"$caf/build.log" || { tail -20 "$caf/build.log"; exit 1; }
}

cd "$root"
mkdir -p "$build"
here="$root/tests/sanitizers"
export ASAN_OPTIONS="detect_stack_use_after_return=1:strict_string_checks=1:check_initialization_order=1"
export UBSAN_OPTIONS="print_stacktrace=1:halt_on_error=1"
export LSAN_OPTIONS="suppressions=$here/lsan.suppressions:print_suppressions=0"
export TSAN_OPTIONS="suppressions=$here/tsan.suppressions:second_deadlock_stack=1:halt_on_error=0:exitcode=66"
if [ "$kind" = tsan ]; then
  build_caf
  export LD_LIBRARY_PATH="$build/caf/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
fi
cmake --preset "$kind" -B "$build"
cmake --build "$build"
ctest --test-dir "$build" --output-on-failure "$@"
