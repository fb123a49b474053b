#!/usr/bin/env bash
# N14: whatever writes a file leaves the old one or the new one, whole, when it is killed (SIGKILL)
# at any of its system calls that change files.
#   N14_kills.sh PROGRAM
. "$(dirname "$0")/common.sh"
if ! strace -o /dev/null true 2>/dev/null; then skip_all 'strace may not trace here'; fi

changing=write,fsync,rename,renameat,renameat2,fchmod,unlink,mkdir
export XDG_STATE_HOME=$scratch/state XDG_CONFIG_HOME=$scratch/config
make_project shop
cd "$scratch/shop"

# killed WHAT FILE COMMAND…: FILE before and after an undisturbed run are the two it may be, `none`
# where it was not there; then the command is killed at its first such call, its second, and so on
# until it ends by itself.
killed() {
  local what=$1 file=$2 old=$scratch/old new=$scratch/new k status kills=0
  shift 2
  rm -f "$old" "$new"
  if [ -e "$file" ]; then cp -p "$file" "$old"; fi
  "$@" >/dev/null 2>&1 || { bad "$what works at all"; return; }
  cp -p "$file" "$new"
  for ((k = 1; k <= 60; ++k)); do
    rm -f "$file"
    if [ -e "$old" ]; then cp -p "$old" "$file"; fi
    status=0
    { strace -f -qq -o /dev/null -e trace=$changing -e inject=$changing:signal=KILL:when=$k \
      "$@" >/dev/null 2>&1; } 2>/dev/null || status=$?
    if [ $status = 0 ]; then break; fi
    kills=$((kills + 1))
    if [ -e "$file" ]; then
      if { [ -e "$old" ] && cmp -s "$file" "$old"; } || cmp -s "$file" "$new"; then ok; else
        bad "$what killed at call $k: neither the old file nor the new one"
      fi
    elif [ -e "$old" ]; then
      bad "$what killed at call $k: the file is gone"
    else
      ok
    fi
  done
  if [ $status = 0 ] && [ $kills -ge 3 ]; then ok; else bad "$what: $kills kills, then status $status"; fi
}

killed 'compile' shop.rbx "$RULEC" compile -o shop.rbx
sed -i 's/version: 1.0.0/version: 1.0.1/' rulec.yaml
killed 'compile over a bundle' shop.rbx "$RULEC" compile -o shop.rbx
killed 'package' shop.rpack "$RULEC" package --no-sign --allow-dirty -o shop.rpack
sed -i 's/version: 1.0.1/version: 1.0.2/' rulec.yaml
killed 'package over a package' shop.rpack "$RULEC" package --no-sign --allow-dirty -o shop.rpack

# A key is made where there is none, so each try needs its folder empty.
new_key() { rm -f keys/ci.key keys/ci.pub && "$RULEC" key new ci --out keys --no-passphrase; }
mkdir keys
new_key >/dev/null 2>&1 || bad 'key new works at all'
for ((k = 1; k <= 40; ++k)); do
  rm -f keys/ci.key keys/ci.pub
  status=0
  { strace -f -qq -o /dev/null -e trace=$changing -e inject=$changing:signal=KILL:when=$k \
    "$RULEC" key new ci --out keys --no-passphrase >/dev/null 2>&1; } 2>/dev/null || status=$?
  if [ $status = 0 ]; then break; fi
  # Whole when it is there, and never readable by others.
  if [ ! -e keys/ci.key ] || { [ "$(stat -c %a keys/ci.key)" = 600 ] && grep -q 'END PRIVATE KEY' keys/ci.key; }; then
    ok
  else
    bad "key new killed at call $k: half a key, or one for everybody"
  fi
  if find keys -type f ! -perm 600 ! -name 'ci.pub*' | grep -q .; then bad "key new killed at call $k: a temporary file for everybody"; else ok; fi
done

# A second signature is added; the one that was there stays. Its time is that of the clock, so what
# is compared is the number of whole lines.
rm -f keys/*
new_key >/dev/null 2>&1 || bad 'key new works again'
"$RULEC" sign shop.rbx --key keys/ci.key >/dev/null 2>&1 || bad 'sign works at all'
cp shop.rbx.dsse.jsonl "$scratch/one"
for ((k = 1; k <= 40; ++k)); do
  cp "$scratch/one" shop.rbx.dsse.jsonl
  status=0
  { strace -f -qq -o /dev/null -e trace=$changing -e inject=$changing:signal=KILL:when=$k \
    "$RULEC" sign shop.rbx --key keys/ci.key >/dev/null 2>&1; } 2>/dev/null || status=$?
  if [ $status = 0 ]; then break; fi
  lines=$(wc -l <shop.rbx.dsse.jsonl)
  if [ "$(head -n 1 shop.rbx.dsse.jsonl)" = "$(cat "$scratch/one")" ] && [ "$lines" -le 2 ] &&
    [ "$(tail -c 1 shop.rbx.dsse.jsonl | od -An -tx1 | tr -d ' ')" = 0a ]; then ok; else
    bad "sign killed at call $k: the envelopes are torn"
  fi
done
if [ $k -gt 3 ]; then ok; else bad "sign: only $k calls"; fi

# Formatting does few calls of each kind, so each kind has its turn: its first call, its second, and
# so on. each_call CHECK PREPARE COMMAND…: CHECK says whether what is there is whole.
each_call() {
  local check=$1 prepare=$2 call k status kills=0
  shift 2
  for call in ${changing//,/ }; do
    for ((k = 1; k <= 20; ++k)); do
      "$prepare"
      status=0
      { strace -f -qq -o /dev/null -e trace="$call" -e inject="$call":signal=KILL:when=$k \
        "$@" >/dev/null 2>&1; } 2>/dev/null || status=$?
      if [ $status = 0 ]; then break; fi
      kills=$((kills + 1))
      if "$check"; then ok; else bad "$* killed at $call $k: not whole"; fi
    done
  done
  if [ $kills -ge 5 ]; then ok; else bad "$*: only $kills kills"; fi
}

# The old content or the new one, with the mode it had.
chmod 640 rules/terms.rule.json
cp -p rules/terms.rule.json "$scratch/old_rule"
"$RULEC" fmt rules/terms.rule.json >/dev/null 2>&1 || bad 'fmt works at all'
cp -p rules/terms.rule.json "$scratch/new_rule"
if cmp -s "$scratch/old_rule" "$scratch/new_rule"; then bad 'fmt changes the file'; else ok; fi
old_rule() { cp -p "$scratch/old_rule" rules/terms.rule.json; }
whole_rule() {
  [ "$(stat -c %a rules/terms.rule.json)" = 640 ] &&
    { cmp -s rules/terms.rule.json "$scratch/old_rule" || cmp -s rules/terms.rule.json "$scratch/new_rule"; }
}
each_call whole_rule old_rule "$RULEC" fmt rules/terms.rule.json

# What a link leads to is written, and the link stays.
printf '{"entry_point":"checkout","id":"linked"}\n' >target.json
ln -s ../target.json rules/linked.rule.json
"$RULEC" fmt rules/linked.rule.json >/dev/null 2>&1 || bad 'fmt works through a link'
if [ -L rules/linked.rule.json ] && head -n 1 target.json | grep -qx '{'; then ok; else
  bad 'fmt through a link: the link is gone, or its target is as before'
fi
rm rules/linked.rule.json

# Of a conversion one spelling at least is there at any time, and each is whole.
old_rule
"$RULEC" fmt --to eff rules/terms.rule.json >/dev/null 2>&1 || bad 'fmt --to works at all'
if [ -e rules/terms.rule.json ]; then bad 'fmt --to leaves both files'; else ok; fi
cp rules/terms.eff "$scratch/eff"
only_json() { rm -f rules/terms.eff && old_rule; }
some_spelling() {
  { [ ! -e rules/terms.eff ] || cmp -s rules/terms.eff "$scratch/eff"; } &&
    { [ ! -e rules/terms.rule.json ] || cmp -s rules/terms.rule.json "$scratch/old_rule"; } &&
    { [ -e rules/terms.eff ] || [ -e rules/terms.rule.json ]; }
}
each_call some_spelling only_json "$RULEC" fmt --to eff rules/terms.rule.json

finish
