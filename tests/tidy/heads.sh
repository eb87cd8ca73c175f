#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Every source and script names its licence in its first two lines.
source "$(dirname "$0")/sources.sh"

all_files | grep -E '\.(cpp|hpp|proto|cmake|sh|awk|mjs|ts|js|service|toml|yml)$|(^|/)(CMakeLists\.txt|Dockerfile)$|^deploy/[a-z]+$|^\.ci/' |
  tr '\n' '\0' | xargs -0 -r awk '
    FNR == 1 { files[++n] = FILENAME }
    /SPDX-License-Identifier: MIT/ { marked[FILENAME] = 1 }
    FNR == 2 { nextfile }
    END { for (i = 1; i <= n; ++i) if (!(files[i] in marked)) print files[i] ": does not begin with its SPDX line" }
  ' | finish "begin with // SPDX-License-Identifier: MIT"
