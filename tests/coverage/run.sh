#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Line and branch coverage of messages/, storage/ and actors/ by the whole test suite:
#   tests/coverage/run.sh [ctest arguments]
# MOSTRO_COVERAGE_BUILD names the build directory (default: build/coverage). Leaves report.txt and report.html there.
# Processes that are killed on purpose leave no counts, so tests/crash adds nothing. Generated code is left out, and so are
# the branches that only an exception takes out of a call, which the compiler adds to nearly every line.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
build="${MOSTRO_COVERAGE_BUILD:-$root/build/coverage}"
cd "$root"
cmake --preset coverage -B "$build"
cmake --build "$build"
find "$build" -name '*.gcda' -delete
ctest --test-dir "$build" --output-on-failure "$@" || failed=1
python3 -m venv "$build/venv"
"$build/venv/bin/pip" --quiet install gcovr==8.3
"$build/venv/bin/gcovr" --root "$root" --object-directory "$build" --filter messages/ --filter storage/ --filter actors/ \
  --exclude-throw-branches --exclude-unreachable-branches --gcov-ignore-parse-errors=negative_hits.warn \
  --merge-mode-functions=separate --txt "$build/report.txt" --html-details "$build/report.html" --print-summary "$build"
exit "${failed:-0}"
