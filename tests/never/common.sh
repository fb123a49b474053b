# shellcheck shell=bash
# Sourced by the scripts of this folder: the program under test, a scratch folder, counting. The
# program is the first argument of each script.
set -euo pipefail
export LC_ALL=C

export RULEC
RULEC=$(cd "$(dirname "${1:?the rulec program}")" && pwd)/$(basename "$1")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# shellcheck source=tests/support/counting.sh
. "$(dirname "${BASH_SOURCE[0]}")/../support/counting.sh"
# skip_all REASON: a loud skip of the whole script.
skip_all() {
  printf 'SKIPPED: never/%s: %s\n0 passed, 0 failed, 1 skipped\n' "$(basename "$0" .sh)" "$1"
  exit 0
}

# write PATH: standard input into a file below the scratch folder.
write() {
  mkdir -p "$(dirname "$scratch/$1")"
  cat >"$scratch/$1"
}

# A small good project in FOLDER (below the scratch folder).
make_project() {
  write "$1/rulec.yaml" <<'YAML'
rulec: 1
name: shop
version: 1.0.0
entry_points:
  checkout:
    context_schema: schemas/checkout.context.json
    updates: { cart.note: { type: string } }
YAML
  write "$1/schemas/checkout.context.json" <<'JSON'
{ "type": "object", "required": ["cart"],
  "properties": {
    "user": { "type": "object", "properties": { "email": { "type": "string" }, "age": { "type": "integer" } } },
    "cart": { "type": "object", "required": ["total"],
      "properties": { "total": { "type": "number" }, "note": { "type": "string" } } } } }
JSON
  write "$1/rules/terms.rule.json" <<'JSON'
{ "id": "terms", "entry_point": "checkout", "condition": { ">": [{ "var": "cart.total" }, 10] },
  "actions": [ { "type": "display_message", "message": "Please read the terms." },
               { "type": "update", "target": "cart.note", "operation": "set", "value": "seen" } ] }
JSON
  write "$1/tests/terms.test.json" <<'JSON'
{ "entry_point": "checkout",
  "cases": [ { "name": "above", "context": { "cart": { "total": 11 } }, "expect": { "fires": ["terms"] } },
             { "name": "at the limit", "context": { "cart": { "total": 10 } }, "expect": { "fires": false } } ] }
JSON
  write "$1/contexts/big.json" <<'JSON'
{ "cart": { "total": 50 } }
JSON
}
