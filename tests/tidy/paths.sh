#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# No file names a folder that exists on one machine only.
source "$(dirname "$0")/sources.sh"

all_files | grep -vE '^tests/vectors/|^tests/tidy/(paths|rules_bite)\.sh$|package-lock\.json$' | tr '\n' '\0' |
  { xargs -0 -r grep -InE '(^|[^A-Za-z0-9_.}/:~$-])/(home|root|tmp|work|mnt|Users|scratch)/' /dev/null || true; } |
  finish "absolute paths of a machine"
