#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Builds the fuzz targets with clang and runs them one after the other: tests/fuzz/run.sh [--seconds N] [target...]
# New inputs are kept beside the build, findings in findings/ there. Prints one line per target and fails
# when there is a finding. MOSTRO_FUZZ_BUILD names the build directory (default: build/fuzz).
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
build="${MOSTRO_FUZZ_BUILD:-$root/build/fuzz}"
seconds=60
if [ "${1:-}" = "--seconds" ]; then
  seconds="$2"
  shift 2
fi
targets=("$@")
if [ ${#targets[@]} = 0 ]; then
  for source in "$root"/tests/fuzz/targets/*.cpp; do targets+=("$(basename "$source" .cpp)"); done
fi

(cd "$root" && cmake --preset fuzz -B "$build" >/dev/null && cmake --build "$build" --target "${targets[@]/#/fuzz_}")

last() { grep -oE "$1: [0-9]+" "$2" | tail -1 | cut -d' ' -f2; }
total=0
printf '%-18s %12s %9s %8s %9s %9s\n' target executions exec/s edges features findings
for target in "${targets[@]}"; do
  work="$build/corpus/$target"
  findings="$build/findings/$target"
  mkdir -p "$work" "$findings"
  seeds=("$root/tests/fuzz/corpus/$target")
  [ -d "$root/tests/fuzz/regressions/$target" ] && seeds+=("$root/tests/fuzz/regressions/$target")
  log="$build/$target.log"
  "$build/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -print_final_stats=1 -timeout=60 -rss_limit_mb=3000 \
    -artifact_prefix="$findings/" "$work" "${seeds[@]}" >"$log" 2>&1 || true
  executions=$(awk '/stat::number_of_executed_units/{print $2}' "$log")
  found=$(find "$findings" -type f | wc -l)
  total=$((total + found))
  printf '%-18s %12s %9s %8s %9s %9s\n' "$target" "${executions:-0}" "$((${executions:-0} / seconds))" \
    "$(last cov "$log")" "$(last ft "$log")" "$found"
done
[ "$total" = 0 ]
