#!/usr/bin/env bash
# N07: no rule writes outside the allow-list of its entry point. From outside: each spelling of a path
# that is not allowed stops the compilation with RC2008, and no bundle is written. The check at run
# time, for bytecode that no compiler made, is in tests/unit/runtime.
#   N07_updates.sh PROGRAM
. "$(dirname "$0")/common.sh"

# try TARGET OPERATION VALUE: a rule that writes there, where only cart.note and list.* may be written.
try() {
  rm -rf "$scratch/p"
  write p/rulec.yaml <<'YAML'
rulec: 1
name: p
version: 1.0.0
entry_points:
  shop: { updates: { cart.note: {}, "list.*": {} } }
YAML
  write p/rules/a.rule.json <<JSON
{ "id": "a", "entry_point": "shop",
  "actions": [ { "type": "update", "target": "$1", "operation": "$2", "value": $3 } ] }
JSON
  status=0
  said=$("$RULEC" -C "$scratch/p" compile -o "$scratch/p/out.rbx" --format concise 2>&1) || status=$?
}

for target in cart cart.notes cart.note.text cart.total user user.note Cart.note list list.0.x \
  note __proto__ cart.__proto__ constructor.prototype.x 'cart\\u0000.note' 'cart.note ' ' cart.note' \
  cart..note .cart.note cart.note. '' '*' 'cart.*' '**' 'c\\u0430rt.note'; do
  try "$target" set 1
  if [ $status = 1 ] && grep -qE 'RC(2008|2015|2007|1011)' <<<"$said" && [ ! -e "$scratch/p/out.rbx" ]; then
    ok
  else
    bad "set of '$target' was to be refused (status $status)" "$said"
  fi
done
# A parent that holds an allowed member is no way in.
for operation in merge set remove append increment; do
  try cart $operation '{ "note": 1, "total": 0 }'
  if [ $status = 1 ] && grep -q RC2008 <<<"$said"; then ok; else bad "$operation of the parent 'cart' was to be refused (status $status)" "$said"; fi
done
for target in cart.note list.0 list.name; do
  try $target set 1
  if [ $status = 0 ]; then ok; else bad "set of '$target' is allowed (status $status)" "$said"; fi
done

finish
