#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The size ratchet. Wanted: 300 lines for a source, 150 for a header; never more
# than 500 and 250. What is larger than wanted stands in sizes.txt with its size
# and the reason, and may shrink but not grow.
source "$(dirname "$0")/sources.sh"

mapfile -t files < <(sources)
list="${TIDY_SIZES:-$tidy_here/sizes.txt}"
sizes="$(mktemp)"
trap 'rm -f "$sizes"' EXIT
for file in "${files[@]}"; do
  printf '%s %s\n' "$(wc -l <"$file")" "$file"
done | sort -n >"$sizes"

awk -v list="$list" '
  BEGIN {
    while ((getline line < list) > 0) {
      if (line ~ /^(#|$)/) continue
      split(line, field, " ")
      listed[field[1]] = field[2]
      if (field[3] == "") print list ": " field[1] ": a reason is missing"
    }
  }
  {
    wanted = $2 ~ /\.hpp$/ ? 150 : 300
    limit = $2 ~ /\.hpp$/ ? 250 : 500
    there[$2] = 1
    if ($1 > limit) print $2 ": " $1 " lines, never more than " limit
    else if ($1 > wanted && !($2 in listed)) print $2 ": " $1 " lines, wanted " wanted ": split it"
    else if ($1 > wanted && $1 > listed[$2]) print $2 ": " $1 " lines, grew beyond " listed[$2]
    else if ($1 <= wanted && $2 in listed) print $2 ": " $1 " lines: take it off the list"
  }
  END { for (file in listed) if (!(file in there)) print list ": " file " is gone: take it off the list" }
' "$sizes" | sort | finish "sizes (see tests/tidy/sizes.txt)"

awk -v list="$list" '{ size[NR] = $1; name[NR] = $2 } END {
  print "tidy: " NR " files, median " size[int((NR + 1) / 2)] " lines, 90% at most " size[int(NR * 0.9)]
  for (i = NR; i > NR - 5 && i > 0; --i) print "tidy: largest: " size[i] " " name[i]
}' "$sizes"
