#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Runs one test file against a real LND. Ends with 77 when lnd, lncli or btcd is not on
# PATH, or Node.js is missing: nothing here builds or fetches them.
set -u
for program in lnd lncli btcd; do
  command -v "$program" > /dev/null || {
    echo "skipped: $program is not on PATH"
    exit 77
  }
done
exec "$(dirname "$0")/run.sh" "real_lnd/$1"
