#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The numbered cases of the behaviour specification: cases.txt names them all, a test
# carries its case as a tag ([03-16]), not_applicable.txt says why a case has no test.
#
#   run.sh <test program>...          runs every tagged test and prints the sum
#   run.sh --listed <test program>... only checks that each case has a test or a reason
#
# Ends with 0 when no case failed and none is missing.
set -u
here=$(cd "$(dirname "$0")" && pwd)
only_listed=no
if [ "${1:-}" = --listed ]; then
  only_listed=yes
  shift
fi
results=$(mktemp) || exit 1
trap 'rm -f "$results"' EXIT

# One line per tagged test: the case, and whether it passed.
for program in "$@"; do
  if [ "$only_listed" = yes ]; then
    "$program" --list-tests 'conformance/*' | grep -oE '\[0[1-5]-[A-Z]?[0-9]+\]' |
      tr -d '[]' | sed 's/$/ true/' >> "$results"
    continue
  fi
  "$program" -r xml 'conformance/*' 2> /dev/null | awk '
    /<TestCase / { tags = ""; if (match($0, /tags="[^"]*"/)) tags = substr($0, RSTART, RLENGTH); good = "false" }
    /<OverallResult / { good = /success="true"/ ? "true" : "false" }
    /<\/TestCase>/ {
      while (match(tags, /\[0[1-5]-[A-Z]?[0-9]+\]/)) {
        print substr(tags, RSTART + 1, RLENGTH - 2), good
        tags = substr(tags, RSTART + RLENGTH)
      }
    }' >> "$results"
  # A program that crashed leaves its tests without an end: they count as missing.
done

awk -v reasons="$here/not_applicable.txt" -v listed="$only_listed" '
  FILENAME == reasons { if ($1 !~ /^#/ && NF) { id = $1; $1 = ""; why[id] = substr($0, 2) } next }
  FILENAME ~ /cases\.txt$/ { cases[++n] = $1; known[$1] = 1; next }
  { sub(/-0+/, "-", $1); seen[$1] = 1; if ($2 != "true") bad[$1] = 1 }
  END {
    for (id in seen) if (!(id in known)) { print "unknown case: " id; failed++ }
    for (id in why) if (!(id in known)) { print "unknown case in not_applicable.txt: " id; failed++ }
    for (i = 1; i <= n; i++) {
      id = cases[i]
      if (id in bad) { print "failed: " id; failed++ }
      else if (id in seen) passed++
      else if (id in why) { print "not applicable: " id " (" why[id] ")"; skipped++ }
      else { print "no test: " id; failed++ }
    }
    printf "conformance%s: %d passed, %d failed, %d not applicable\n",
      listed == "yes" ? " (listed only)" : "", passed, failed, skipped
    exit failed > 0
  }' "$here/not_applicable.txt" "$here/cases.txt" "$results"
