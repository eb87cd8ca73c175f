#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Names: no dumping grounds among the files, no test that ctest would cut in two.
source "$(dirname "$0")/sources.sh"

{
  all_files | grep -iE '(^|[/_.-])(util|utils|utility|helper|helpers|common|misc|manager)([/_.-]|$)' |
    sed 's#$#: says nothing about what is inside#' || true

  # A `;` in a test name makes ctest read two names. The name may stand on the next line.
  mapfile -t files < <(sources | grep '_test\.cpp$')
  if [ "${#files[@]}" -gt 0 ]; then
    awk '
      FNR == 1 { open = 0 }
      /(TEST_CASE|SCENARIO|TEST_CASE_METHOD)\(/ { open = 1; head = ""; line = FNR }
      open {
        head = head $0
        if (head ~ /\)[ \t]*\{/ || FNR - line > 4) {
          if (match(head, /"([^"\\]|\\.)*"/) && index(substr(head, RSTART, RLENGTH), ";"))
            print FILENAME ":" line ": a test name with a semicolon"
          open = 0
        }
      }
    ' "${files[@]}"
  fi
} | finish "names"
