#!/usr/bin/env bash
# Every project of rules-examples is formatted, lints without a finding, passes its tests and the whole gate of
# `rulec check`, compiles twice to the same bytes, and every command line of its README works.
#   examples.sh PROGRAM SOURCE_TREE
set -euo pipefail
export LC_ALL=C

rulec=$(cd "$(dirname "${1:?the rulec program}")" && pwd)/$(basename "$1")
cd "${2:?the source tree}"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

passed=0
failed=0
# works NAME COMMAND…: ends with 0.
works() {
  local name=$1 said
  shift
  if said=$("$@" 2>&1); then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED: %s\n%s\n' "$name" "$said"
  fi
}
clean() { "$rulec" -C "$1" lint --format json --fail-level hint; }
same_bytes() {
  "$rulec" -C "$1" compile -o "$scratch/a.rbx" && "$rulec" -C "$1" compile -o "$scratch/b.rbx" &&
    cmp "$scratch/a.rbx" "$scratch/b.rbx"
}
# Cases that --write makes are the same twice, are good test files, and pass.
keeps_synthetic() {
  local copy
  for copy in one two; do
    rm -rf "${scratch:?}/$copy"
    cp -r "$1" "$scratch/$copy"
    "$rulec" -C "$scratch/$copy" test --synthetic=30 --write
  done
  diff -r "$scratch/one/tests" "$scratch/two/tests" && clean "$scratch/one" &&
    "$rulec" -C "$scratch/one" test --coverage
}

# decides PROJECT CONTEXT: the context is one that some entry point decides on.
decides() {
  local entry_point
  # shellcheck disable=SC2013 # names without blanks
  for entry_point in $(sed -n '/^entry_points:/,/^[a-z]/s/^  \([a-z_]*\):.*/\1/p' "$1/rulec.yaml"); do
    if "$rulec" -C "$1" eval "$entry_point" --context "$2" --now 2026-03-01; then return 0; fi
  done
  return 1
}

for project in rules-examples/*/; do
  project=${project%/}
  works "$project: lint" clean "$project"
  works "$project: fmt" "$rulec" -C "$project" fmt --check .
  works "$project: test" "$rulec" -C "$project" test
  works "$project: check" "$rulec" -C "$project" check
  works "$project: bench" "$rulec" -C "$project" bench --time 20ms
  works "$project: coverage with synthetic cases" "$rulec" -C "$project" test --synthetic --min 95
  works "$project: synthetic cases" keeps_synthetic "$project"
  works "$project: compile" same_bytes "$project"
  for context in "$project"/contexts/*.json; do
    works "$context" decides "$project" "contexts/$(basename "$context")"
  done
  while IFS= read -r line; do
    words=()
    eval "words=(${line#rulec })"
    works "$project/README.md: $line" "$rulec" "${words[@]}"
  done < <(grep '^rulec ' "$project/README.md")
done

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
