# SPDX-License-Identifier: MIT
#
# Shared by the rules beside it: the tree that is judged and how a rule reports.
# Sourced, not run. TIDY_ROOT names another tree (rules_bite.sh does that).
set -euo pipefail
export LC_ALL=C

tidy_here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "${TIDY_ROOT:-$tidy_here/../..}"

# Every file under version control; outside of a
# checkout every file but what is built or installed.
all_files() {
  if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git ls-files --cached
  else
    find . \( -name .git -o -name build -o -name node_modules \) -prune -o -type f -print |
      sed 's#^\./##'
  fi | sort | while IFS= read -r file; do
    if [ -f "$file" ]; then printf '%s\n' "$file"; fi
  done
}

# The C++ files.
sources() { all_files | grep -E '\.(cpp|hpp)$' || true; }

# finish <what is wrong with a line of the input>: fails when there is a line.
finish() {
  local found
  found="$(cat)"
  if [ -n "$found" ]; then
    printf '%s\n' "$found" | sed "s#^#tidy: #"
    echo "tidy: $1" >&2
    exit 1
  fi
}
