#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The whole crash matrix: tests/crash/run.sh BUILD_DIRECTORY [options of
# mostro-crash-matrix]. Progress on standard error, the table on standard output.
set -euo pipefail
build="${1:?usage: tests/crash/run.sh BUILD_DIRECTORY [options]}"
shift
exec "$build/tests/crash/mostro-crash-matrix" --all "$@"
