#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
#
# Lists the mutants of C++ files, one small change each, and applies one of them.
#   mutate.py list [--sample N] [--seed S] FILE...   one line each: number, file, line, kind, change
#   mutate.py apply NUMBER FILE...                   changes the file in place
# The order of mutants depends on the files' contents only, so a number names the same change.
import argparse
import random
import re
import sys

# What stands in the text, what replaces it. Comparisons need spaces: no templates, no arrows.
SWAPS = [
    ("relational", r" <= ", " < "),
    ("relational", r" >= ", " > "),
    ("relational", r" < ", " <= "),
    ("relational", r" > ", " >= "),
    ("relational", r" == ", " != "),
    ("relational", r" != ", " == "),
    ("boolean", r" && ", " || "),
    ("boolean", r" \|\| ", " && "),
]
NOT_CODE = re.compile(r"^\s*(//|#|using |namespace |template|static_assert|expects\()")
CONDITION = re.compile(r"^(\s*(?:\} )?(?:else )?if \()((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)(\).*)$")
STATEMENT = re.compile(r"^\s+(?!return|using|auto |const |throw|break|continue|case |default)"
                       r"[A-Za-z_][\w:.>()\[\]*-]*(?:\.push_back|\.emplace_back|\.emplace|\.insert|"
                       r"\.erase|\.reset|\.clear)?(?:\(.*\)| \+?= .+);\s*$")
NUMBER = re.compile(r"(?<![\w.'\"])\d+(?![\w.'\"])")
REFUSAL = re.compile(r"refusal::(\w+)")


def swapped_refusal(name):
    return "invalid_order_status" if name == "not_allowed_by_status" else "not_allowed_by_status"


def without_strings(line):
    """The line with the contents of literals blanked, so that columns stay."""
    line = re.sub(r'"(?:\\.|[^"\\])*"', lambda m: '"' + "_" * (len(m.group()) - 2) + '"', line)
    return line.split("//")[0]


def mutants_of_line(line):
    code = without_strings(line)
    if NOT_CODE.match(code) or not code.strip():
        return
    for kind, pattern, replacement in SWAPS:
        for m in re.finditer(pattern, code):
            yield kind, line[:m.start()] + replacement + line[m.end():]
    found = CONDITION.match(code)
    # A declaration inside the condition cannot be negated as it stands.
    if found and not re.match(r"(auto|const)\b", found.group(2)):
        a, b = found.span(2)
        yield "condition", line[:a] + "!(" + line[a:b] + ")" + line[b:]
    if STATEMENT.match(code) and code.count("(") == code.count(")"):
        yield "statement", re.match(r"\s*", line).group() + ";"
    for m in NUMBER.finditer(code):
        for other in (int(m.group()) + 1, int(m.group()) - 1):
            if other >= 0:
                yield "constant", line[:m.start()] + str(other) + line[m.end():]
    for m in REFUSAL.finditer(code):
        yield "refusal", line[:m.start(1)] + swapped_refusal(m.group(1)) + line[m.end(1):]


def all_mutants(files):
    for name in files:
        with open(name, encoding="utf-8") as source:
            lines = source.read().split("\n")
        for number, line in enumerate(lines):
            for kind, changed in mutants_of_line(line):
                yield name, number, kind, line, changed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["list", "apply"])
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("rest", nargs="+")
    wanted = parser.parse_args()
    if wanted.what == "apply":
        number, files = int(wanted.rest[0]), wanted.rest[1:]
        name, at, _, _, changed = list(all_mutants(files))[number]
        with open(name, encoding="utf-8") as source:
            lines = source.read().split("\n")
        lines[at] = changed
        with open(name, "w", encoding="utf-8") as target:
            target.write("\n".join(lines))
        print(name)
        return 0
    numbered = list(enumerate(all_mutants(wanted.rest)))
    if 0 < wanted.sample < len(numbered):
        numbered = sorted(random.Random(wanted.seed).sample(numbered, wanted.sample))
    for number, (name, at, kind, line, changed) in numbered:
        print(f"{number}\t{name}:{at + 1}\t{kind}\t{line.strip()}\t=>\t{changed.strip()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
