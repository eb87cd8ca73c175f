#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Every test that docs/security.md names for a claim exists.
set -euo pipefail
cd "$(dirname "$0")/../.."
# Names in the sources may be broken over lines: compare without line breaks and quotes.
sources=$(grep -rh -A3 'TEST_CASE' tests --include='*.cpp' | tr -d '\n' | sed 's/" *"//g')
missing=0
while IFS= read -r name; do
  if [[ "$sources" != *"\"$name\""* ]]; then
    echo "tidy: docs/security.md names a test that does not exist: $name"
    missing=1
  fi
done < <(grep -o '`[a-z0-9/ -]*: [^`]*`' docs/security.md | tr -d '`')
[ "$missing" = 0 ] && echo "tidy: every claim of docs/security.md has its test"
exit "$missing"
