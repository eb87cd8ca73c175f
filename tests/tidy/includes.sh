#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Who may include whom: include_table.awk over every C++ file.
source "$(dirname "$0")/sources.sh"

mapfile -t files < <(sources)
awk -f "$tidy_here/include_table.awk" "${files[@]}" | sort |
  finish "the include table of docs/architecture.md is broken"
echo "tidy: ${#files[@]} C++ files keep to the include table"
