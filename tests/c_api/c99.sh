#!/usr/bin/env bash
# The example programs, as C99 with the shared and the static library: what they print is what
# `rulec eval` says. The headers alone, as C and as C++.
#   c99.sh SOURCE_TREE BUILD_FOLDER
. "$(dirname "$0")/common.sh"

for header in rulec explain; do
  printf '#include <rulec/%s.h>\nint main(void) { return RULEC_API_VERSION - 1; }\n' $header >"$work/header.c"
  cp "$work/header.c" "$work/header.cpp"
  try "$header.h as C99" cc "${c99[@]}" -fsyntax-only "$work/header.c"
  try "$header.h as C17" cc "${c99[@]}" -std=c17 -fsyntax-only "$work/header.c"
  try "$header.h as C++11" c++ -std=c++11 -pedantic -Wall -Wextra -Werror "-I$source_tree/include" \
    -fsyntax-only "$work/header.cpp"
done

bundle "$work/shop.rbx"
bundle "$work/stripped.rbx" --strip
now=1767225600000
for kind in shared static; do
  try "decide.c, $kind" with_$kind "$work/decide" "$source_tree/examples/c/decide.c" rulec
  try "explain.c, $kind" with_$kind "$work/explain" "$source_tree/examples/c/explain.c" rulec_explain

  for context in "$project"/contexts/*.json; do
    name=$(basename "$context")
    "$rulec" --isolated eval checkout_terms --bundle "$work/shop.rbx" --context "$context" \
      --now 2026-01-01T00:00:00Z --json >"$work/eval.json" || true
    jq -cS '.decision // .problem' "$work/eval.json" >"$work/wanted"
    "$work/decide" "$work/shop.rbx" checkout_terms "$context" $now >"$work/said" || true
    head -n 1 "$work/said" | jq -cS . >"$work/got"
    same "decision of $name, $kind" "$work/wanted" "$work/got"
    jq -r '(.decision.rules_executed // [])[] | "fired " + .rule_id' "$work/eval.json" >"$work/wanted"
    tail -n +2 "$work/said" >"$work/got"
    same "fired rules of $name, $kind" "$work/wanted" "$work/got"

    "$rulec" --isolated eval checkout_terms --bundle "$work/shop.rbx" --context "$context" \
      --now 1970-01-01T00:00:00Z --json --explain >"$work/eval.json" || true
    jq -cS '{decision, explain}' "$work/eval.json" >"$work/wanted"
    "$work/explain" "$work/shop.rbx" checkout_terms "$(cat "$context")" >"$work/said" || true
    jq -cS '{decision, explain}' "$work/said" >"$work/got"
    same "explanation of $name, $kind" "$work/wanted" "$work/got"
  done

  status=0
  "$work/decide" "$work/shop.rbx" nowhere "$context" >"$work/said" || status=$?
  if [ $status = 1 ] && grep -q '"code":"RC6111"' "$work/said"; then ok; else bad "a refusal, $kind" "$(cat "$work/said")"; fi
  status=0
  "$work/explain" "$work/stripped.rbx" checkout_terms '{}' 2>"$work/said" || status=$?
  if [ $status = 2 ] && grep -q 'compiled with --strip' "$work/said"; then ok; else bad "a stripped bundle, $kind" "$(cat "$work/said")"; fi
done
finish
