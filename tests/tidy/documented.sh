#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# What operators look up is written down: every setting that is read (docs/settings.md
# and the template in deploy/) and every event id of the log (docs/operator.md).
source "$(dirname "$0")/sources.sh"

{
  grep -hoE 'in\.(text|texts|integer|number|flag|know)\(("[a-z_.]+"|table), "[a-z_]+"|existing_file\(in, directory, "[a-z_]+"|read_(key|codes)\(in, table, "[a-z_]+"' \
    actors/config/*settings.cpp | grep -oE '"[a-z_]+"$' | tr -d '"' | sort -u |
    while IFS= read -r key; do
      grep -q "\`$key\`" docs/settings.md || echo "docs/settings.md: the setting $key is missing"
      grep -qE "^(# ?)?$key = " deploy/settings.toml ||
        echo "deploy/settings.toml: the setting $key is missing"
    done

  # Calls of the log, alarms of the order machine, notes of a relay session.
  all_files | grep -E '^actors/.*\.cpp$' | tr '\n' '\0' | xargs -0 cat | tr -d '\n' |
    grep -oE '(log::(debug|info|warn|error|critical)\(|raise_alarm\{|tell_log\{|log::at\([^;]*, ) *"[a-z]+(-[a-z]+)+"' |
    grep -oE '"[a-z-]+"$' | tr -d '"' | sort -u |
    while IFS= read -r event; do
      grep -q "\`$event\`" docs/operator.md || echo "docs/operator.md: the log event $event is missing"
    done
} | finish "write it down"
