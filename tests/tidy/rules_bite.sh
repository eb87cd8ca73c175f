#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The rules beside this file find what they are there for: each is shown a small
# tree with one offence, and the same tree without it.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
TIDY_ROOT="$(mktemp -d)"
export TIDY_ROOT TIDY_SIZES="$TIDY_ROOT/sizes.txt"
trap 'rm -rf "$TIDY_ROOT"' EXIT
tried=0

# put <file> <text>: a file with its SPDX line.
put() {
  mkdir -p "$TIDY_ROOT/$(dirname "$1")"
  printf '// SPDX-License-Identifier: MIT\n%b\n' "$2" >"$TIDY_ROOT/$1"
}

passes() {
  if ! "$here/$1.sh" >"$TIDY_ROOT/output.log" 2>&1; then
    echo "tidy: $1 complains without reason:" >&2
    cat "$TIDY_ROOT/output.log" >&2
    exit 1
  fi
}

# offends <rule> <file> <text>: the rule must name the file, and pass without it.
offends() {
  put "$2" "$3"
  if "$here/$1.sh" >"$TIDY_ROOT/output.log" 2>&1 || ! grep -q "$2" "$TIDY_ROOT/output.log"; then
    echo "tidy: $1 does not see what is wrong with $2: $3" >&2
    exit 1
  fi
  rm "$TIDY_ROOT/$2"
  passes "$1"
  tried=$((tried + 1))
}

lines() { yes '//' | head -n "$1" | sed 's#$#\\n#' | tr -d '\n'; }

: >"$TIDY_SIZES"
put actors/order/order_machine.cpp '#include "messages/order.hpp"'
put messages/order.hpp '#include <string>'
put tests/order_test.cpp 'TEST_CASE("a name") {}'
for rule in includes sizes heads names open_ends paths; do passes "$rule"; done

offends includes messages/a.cpp '#include <caf/all.hpp>'
offends includes messages/a.cpp '#include <unistd.h>'
offends includes messages/a.cpp '#include "storage/database.hpp"'
offends includes messages/a.hpp '#include <rapidjson/document.h>'
offends includes storage/a.cpp '#include <lmdb.h>'
offends includes storage/a.cpp '#include <caf/all.hpp>'
offends includes storage/a.cpp '#include "records.pb.h"'
offends includes storage/a.cpp '#include "actors/log.hpp"'
offends includes lnd-proto/a.cpp '#include <grpcpp/grpcpp.h>'
offends includes lnd-proto/a.cpp '#include "lightning.pb.h"'
offends includes actors/order/a.cpp '#include <lmdb.h>'
offends includes actors/order/a.cpp '#include "lightning.pb.h"'
offends includes actors/order/a.cpp '#include "actors/escrow/escrow_actor.hpp"'
offends includes actors/order/a.cpp '#include "tests/support/a.hpp"'
offends includes actors/http/a.cpp '#include <libwebsockets.h>'
offends includes actors/interfaces/a.hpp '#include "actors/order/order_actor.hpp"'
offends includes actors/order/a_rules.cpp '#include <random>'
offends includes actors/order/a_machine.cpp 'auto t = std::chrono::system_clock::now();'
offends includes actors/order/a_mapper.cpp '#include "actors/log.hpp"'
offends includes actors/relay/a_session.cpp '#include "actors/interfaces/relay.hpp"'
put actors/relay/a.hpp '#include <caf/all.hpp>'
offends includes actors/relay/a_session.cpp '#include "actors/relay/a.hpp"'

offends sizes messages/a.cpp "$(lines 320)"
offends sizes messages/a.hpp "$(lines 170)"
printf 'messages/b.cpp 310 a reason\n' >"$TIDY_SIZES"
put messages/b.cpp "$(lines 310 | sed 's#^//\\n##; s#//\\n$##')"
passes sizes
offends sizes messages/a.cpp "$(lines 320)"
put messages/b.cpp "$(lines 315)"
if "$here/sizes.sh" >/dev/null 2>&1; then
  echo "tidy: sizes does not see a listed file grow" >&2
  exit 1
fi
put messages/b.cpp ''
if "$here/sizes.sh" >/dev/null 2>&1; then
  echo "tidy: sizes keeps a file on the list that is small" >&2
  exit 1
fi
: >"$TIDY_SIZES"

offends names messages/text_util.cpp ''
offends names actors/order/helpers.hpp ''
offends names tests/a_test.cpp 'TEST_CASE("one; two") {}'
offends names tests/a_test.cpp 'TEST_CASE(\n    "one; two",\n    "[tag]") {}'
# Put together here, so that this file itself does not offend.
offends open_ends storage/a.cpp "// TO""DO: later"
offends paths docs/a.md "see /""home/somebody/notes"

printf 'int x;\n' >"$TIDY_ROOT/messages/a.cpp"
if "$here/heads.sh" >/dev/null 2>&1; then
  echo "tidy: heads does not see a missing SPDX line" >&2
  exit 1
fi
echo "tidy: the rules saw $((tried + 3)) offences"
