#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Runs one end-to-end test file with Node.js. Needs MOSTROD and MOSTRO_DEVNET, the
# programs under test. Installs the pinned packages once. Ends with 77 when Node.js,
# npm or the packages are not to be had.
set -u
cd "$(dirname "$0")" || exit 1

skip() {
  echo "skipped: $*"
  exit 77
}

command -v node > /dev/null || skip "node is missing (apt install nodejs)"
command -v npm > /dev/null || skip "npm is missing (apt install npm)"
major=$(node -p 'process.versions.node.split(".")[0]')
[ "$major" -ge 20 ] || skip "node $major is too old, 20 or later is needed"

# One installation for all: the others wait; a stamp says for which lock file it was.
(
  flock 9 || exit 1
  cmp -s package-lock.json node_modules/.installed && exit 0
  npm ci --ignore-scripts --no-audit --no-fund --fetch-retries=1 --fetch-timeout=60000 &&
    cp package-lock.json node_modules/.installed
) 9> "${TMPDIR:-/tmp}/mostro-e2e-$(id -u).lock" || skip "npm ci failed: the registry is away?"

[ $# -gt 0 ] || exit 0
# The simulated nodes are reached by address, which Node.js frowns upon in TLS.
exec node --no-deprecation --test --test-force-exit --test-reporter=spec "$@"
