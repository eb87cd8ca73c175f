#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Mutation testing of the pure machines: changes one place, builds what depends on it, runs the
# tests that should notice. A copy of the committed tree is changed, never the tree itself.
#   tests/mutation/run.sh [--sample N] [--seed S] [--files "a.cpp b.cpp"] [--tests "test_core ..."]
#                         [--filter CATCH_FILTER] [--work DIR] [--timeout SECONDS]
# Prints a table; DIR/results.tsv has one line per mutant, DIR/survivors.txt the survivors.
set -euo pipefail
root=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
sample=0 seed=1 files="" tests="test_core test_model" filter="" limit=300
work=${TMPDIR:-/tmp}/mostro-mutation
while (($#)); do
  case $1 in
    --sample) sample=$2 ;;
    --seed) seed=$2 ;;
    --files) files=$2 ;;
    --tests) tests=$2 ;;
    --filter) filter=$2 ;;
    --work) work=$2 ;;
    --timeout) limit=$2 ;;
    *) sed -n '3,9p' "$0" && exit 2 ;;
  esac
  shift 2
done
tree=$work/tree build=$work/build
mkdir -p "$tree"
git -C "$root" archive HEAD | tar -x -C "$tree" # the times are the commit's: little is rebuilt
cd "$tree"
if [[ -z $files ]]; then
  files=$(echo actors/order/*_machine.cpp actors/order/*_rules.cpp \
    actors/dev_fee/dev_fee_machine.cpp actors/escrow/payout_slots_rules.cpp)
fi
read -ra sources <<<"$files"
read -ra targets <<<"$tests"
cmake --preset debug -B "$build" -DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=mold >"$work/cmake.log"
ninja -C "$build" "${targets[@]}" >"$work/build.log" || { tail -20 "$work/build.log"; exit 1; }
mutate=$root/tests/mutation/mutate.py
python3 "$mutate" list --sample "$sample" --seed "$seed" "${sources[@]}" >"$work/mutants.tsv"
: >"$work/results.tsv"
export CCACHE_DISABLE=1

# Prints killed, survived or not-compiling for the mutant that the tree holds now.
judge() {
  timeout "$limit" ninja -C "$build" "${targets[@]}" >"$work/mutant.log" 2>&1 ||
    { echo not-compiling; return; }
  local test
  for test in "${targets[@]}"; do
    timeout "$limit" "$build/tests/$test" --abort ${filter:+"$filter"} \
      >"$work/mutant.log" 2>&1 || { echo killed; return; }
  done
  echo survived
}

while IFS=$'\t' read -r number place rest; do
  name=${place%:*}
  cp -p "$name" "$work/original"
  python3 "$mutate" apply "$number" "${sources[@]}" >/dev/null
  verdict=$(judge)
  cp "$work/original" "$name"
  printf '%s\t%s\t%s\t%s\n' "$verdict" "$number" "$place" "$rest" | tee -a "$work/results.tsv"
done <"$work/mutants.tsv"

grep '^survived' "$work/results.tsv" >"$work/survivors.txt" || true
awk -F'\t' '
  { split($3, place, ":"); n = place[1]; files[n] = 1; count[n, $1]++; total[$1]++ }
  END {
    printf "%-45s %7s %9s %14s\n", "file", "killed", "survived", "not compiling"
    for (n in files)
      printf "%-45s %7d %9d %14d\n", n, count[n, "killed"], count[n, "survived"],
        count[n, "not-compiling"] | "sort"
    close("sort")
    built = total["killed"] + total["survived"]
    printf "%-45s %7d %9d %14d  score %.1f %%\n", "all", total["killed"], total["survived"],
      total["not-compiling"], built ? 100 * total["killed"] / built : 0
  }' "$work/results.tsv"
