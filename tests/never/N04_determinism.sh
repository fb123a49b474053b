#!/usr/bin/env bash
# N04: the same rules give the same bundle and the same package, and the same bundle, context and now
# the same decision, whatever the locale, the time zone, the clock, the order in which files are made
# and named, the folder, the clone and its depth, the home folder, the umask, and, but for the digest
# that decisions carry, the optimisation level. Threads are tested in tests/diff.
#   N04_determinism.sh PROGRAM
. "$(dirname "$0")/common.sh"

# Rules that a locale or a time zone could get at: numbers as text and back, case, order of texts,
# dates around the change to summer time; and a few for the optimiser.
write shop/rulec.yaml <<'YAML'
rulec: 1
name: shop
version: 1.0.0
entry_points:
  checkout: { updates: { "seen.*": {} } }
YAML
write shop/rules/numbers.rule.json <<'JSON'
{ "rules": [
  { "id": "numbers", "entry_point": "checkout", "priority": 9,
    "condition": { "and": [{ "===": [{ "cat": [1.5, " ", 1234567.25] }, "1.5 1234567.25"] }, { "==": ["1.5", { "var": "n" }] }] },
    "actions": [ { "type": "update", "target": "seen.sum", "operation": "set", "value": { "expr": { "+": [{ "var": "n" }, 0.25] } } },
                 { "type": "update", "target": "seen.rounded", "operation": "set", "value": { "expr": { "round": [{ "decimal": "2.345" }, 2] } } },
                 { "type": "update", "target": "seen.text", "operation": "set", "value": { "expr": { "to_string": { "var": "n" } } } } ] },
  { "id": "after", "entry_point": "checkout", "priority": 8, "condition": { "exists": ["seen", "sum"] },
    "actions": [ { "type": "display_message", "message": "seen" } ] } ] }
JSON
write shop/rules/letters.rule.json <<'JSON'
{ "id": "letters", "entry_point": "checkout", "priority": 7,
  "condition": { "or": [{ "!": { "!": { "var": "off" } } }, { "===": [{ "upper": "title" }, "TITLE"] }] },
  "actions": [ { "type": "update", "target": "seen.lower", "operation": "set", "value": { "expr": { "lower": { "var": "name" } } } },
               { "type": "update", "target": "seen.sorted", "operation": "set", "value": { "expr": { "sort": { "var": "names" } } } },
               { "type": "update", "target": "seen.bucket", "operation": "set", "value": { "expr": { "bucket": [{ "var": "name" }, "s", 1000] } } } ] }
JSON
write shop/rules/dates.rule.json <<'JSON'
{ "rules": [
  { "id": "dates", "entry_point": "checkout", "active_from": "2026-03-08", "active_until": "2026-03-29",
    "condition": { "<": [{ "var": "since" }, { "now": [] }] },
    "actions": [ { "type": "update", "target": "seen.today", "operation": "set", "value": { "expr": { "today": [] } } },
                 { "type": "update", "target": "seen.hours", "operation": "set", "value": { "expr": { "date_diff": [{ "now": [] }, "2026-03-07T12:00:00Z", "hours"] } } },
                 { "type": "update", "target": "seen.day", "operation": "set", "value": { "expr": { "date_part": [{ "now": [] }, "weekday"] } } } ] },
  { "id": "last", "entry_point": "checkout", "priority": -1, "stop_processing": true },
  { "id": "unreached", "entry_point": "checkout", "priority": -2, "condition": { "/": [1, { "var": "n" }] } } ] }
JSON
write shop/context.json <<'JSON'
{ "n": 1.5, "off": 0, "name": "ISTANBUL Iİıi", "names": ["z", "ä", "Z", "a", "ö", "I", "ı"], "since": "2026-03-08T01:59:59.999Z" }
JSON
now=2026-03-08T06:30:00Z
cd "$scratch/shop"

# The program in the environment under test.
with=()
rulec() { env "${with[@]}" "$RULEC" "$@"; }

# same WHAT FILE FILE
same() {
  if cmp -s "$2" "$3"; then ok; else bad "$1" "$(diff "$2" "$3" | cut -c1-300)"; fi
}
# decide OUT ARGUMENTS…: a decision that must come.
decide() {
  local out=$1
  shift
  rulec eval checkout --context context.json --now "$now" --json "$@" >"$out" || bad "eval $* works at all"
}
without_digest() { sed -E 's/"digest":"sha256:[0-9a-f]{64}"/"digest":""/' "$1"; }

rulec compile -o "$scratch/first.rbx" >/dev/null || bad 'compile works at all'
package() { rulec package --no-sign --allow-dirty -o "$1" >/dev/null 2>&1; }
package "$scratch/first.rpack" || bad 'package works at all'
decide "$scratch/first.json" --bundle "$scratch/first.rbx"
if grep -q '"rule_id":"after"' "$scratch/first.json" && grep -q '"hours":18' "$scratch/first.json"; then ok; else bad 'the rules fire' "$(cat "$scratch/first.json")"; fi

# check WHAT: bundle, package and decisions, from sources and from the bundle, once more in this
# environment.
check() {
  rulec compile -o "$scratch/again.rbx" >/dev/null || bad "$1: compile"
  same "$1: the bundle" "$scratch/first.rbx" "$scratch/again.rbx"
  package "$scratch/again.rpack" || bad "$1: package"
  same "$1: the package" "$scratch/first.rpack" "$scratch/again.rpack"
  decide "$scratch/again.json" --bundle "$scratch/again.rbx"
  same "$1: the decision of the bundle" "$scratch/first.json" "$scratch/again.json"
  decide "$scratch/again.json"
  same "$1: the decision of the sources" "$scratch/first.json" "$scratch/again.json"
}

# Locales: those of the machine, else made here; one that is not to be had is said.
mkdir "$scratch/locales"
for locale in C C.UTF-8 tr_TR.UTF-8 de_DE.UTF-8; do
  if [ $locale != C ] && ! locale -a | grep -qix "${locale/UTF-8/utf8}"; then
    localedef -i "${locale%.*}" -f UTF-8 "$scratch/locales/$locale" >/dev/null 2>&1 || true
    if [ "$(LOCPATH=$scratch/locales LC_ALL=$locale locale -k LC_CTYPE 2>/dev/null | grep -c 'charmap="UTF-8"')" != 1 ]; then
      printf 'SKIPPED: the locale %s is not installed and cannot be made\n' $locale
      continue
    fi
    with=("LOCPATH=$scratch/locales")
  fi
  with+=("LC_ALL=$locale")
  check "locale $locale"
  with=()
done

for zone in UTC America/New_York Asia/Kolkata Pacific/Kiritimati; do
  with=("TZ=$zone")
  check "time zone $zone"
done
with=()

# Homes, masks, clocks.
mkdir -p "$scratch/home/.config/rulec"
with=("HOME=$scratch/home" USER=nobody LOGNAME=nobody HOSTNAME=elsewhere)
check 'another home'
with=()
for mask in 022 077; do
  mask_before=$(umask)
  umask $mask
  check "umask $mask"
  umask "$mask_before"
done
if command -v faketime >/dev/null; then
  for clock in '1970-01-02' '2036-11-22 12:00:00'; do
    with=(faketime "$clock")
    check "the clock at $clock"
    with=()
  done
fi

# Files in another order, and from another folder.
for order in 'numbers letters dates' 'dates numbers letters' 'letters dates numbers'; do
  files=()
  for name in $order; do files+=("rules/$name.rule.json"); done
  rulec compile "${files[@]}" -o "$scratch/order.rbx" >/dev/null || bad "compile $order"
  same "files in the order $order" "$scratch/first.rbx" "$scratch/order.rbx"
done
(cd / && rulec -C "$scratch/shop" compile -o "$scratch/elsewhere.rbx" >/dev/null) || bad 'compile from another folder'
same 'from another folder' "$scratch/first.rbx" "$scratch/elsewhere.rbx"
cp -r "$scratch/shop" "$scratch/copy"
touch -d 2001-02-03 "$scratch/copy"/rules/*
rulec -C "$scratch/copy" compile -o "$scratch/copy.rbx" >/dev/null || bad 'compile a copy'
same 'a copy with other times' "$scratch/first.rbx" "$scratch/copy.rbx"

mkdir -p "$scratch/late/rules"
for name in rules/letters.rule.json rules/dates.rule.json context.json rulec.yaml rules/numbers.rule.json; do
  cp "$scratch/shop/$name" "$scratch/late/$name"
done
(cd "$scratch/late" && rulec compile -o "$scratch/late.rbx" >/dev/null) || bad 'compile files made in another order'
same 'files made in another order' "$scratch/first.rbx" "$scratch/late.rbx"

# Clones, whole and shallow, signed with a fixed time: what is signed names the commit and no place.
export HOME=$scratch/home GIT_CONFIG_NOSYSTEM=1
git_here() { git -c user.name=nobody -c user.email=nobody@example.com -c init.defaultBranch=main "$@"; }
cp -r "$scratch/copy" "$scratch/origin"
(cd "$scratch/origin" && git_here init -q && git_here add -A && git_here commit -q -m one &&
  git_here commit -q --allow-empty -m two) || bad 'a git repository'
git clone -q "$scratch/origin" "$scratch/whole"
git clone -q --depth 1 "file://$scratch/origin" "$scratch/shallow"
openssl genpkey -algorithm ed25519 -out "$scratch/ci.key" 2>/dev/null
chmod 600 "$scratch/ci.key"
for clone in origin whole shallow; do
  (cd "$scratch/$clone" && rulec compile -o "$scratch/$clone.rbx" >/dev/null &&
    rulec package --no-sign -o "$scratch/$clone.rpack" >/dev/null 2>&1 &&
    SOURCE_DATE_EPOCH=1772355600 rulec package --sign "$scratch/ci.key" -o "$scratch/$clone.signed.rpack" >/dev/null 2>&1) ||
    bad "compile and package in the clone $clone"
  same "the bundle of the clone $clone" "$scratch/first.rbx" "$scratch/$clone.rbx"
  same "the package of the clone $clone" "$scratch/first.rpack" "$scratch/$clone.rpack"
  same "the signed package of the clone $clone" "$scratch/origin.signed.rpack" "$scratch/$clone.signed.rpack"
done

# Levels: other bytes of the bundle, the same decision.
for level in 0 1 2; do
  rulec compile -O$level -o "$scratch/level.rbx" >/dev/null || bad "compile -O$level"
  decide "$scratch/level.json" --bundle "$scratch/level.rbx"
  without_digest "$scratch/first.json" >"$scratch/expected"
  without_digest "$scratch/level.json" >"$scratch/got"
  same "-O$level" "$scratch/expected" "$scratch/got"
done

finish
