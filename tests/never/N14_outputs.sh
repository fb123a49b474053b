#!/usr/bin/env bash
# N14: exit status 0 never comes with an error, and a partial file never stands under its final name.
# Every command is run with a full, a closed and a small output, and compile is killed at its rename.
#   N14_outputs.sh PROGRAM
. "$(dirname "$0")/common.sh"

make_project shop
cd "$scratch/shop"
"$RULEC" compile -o "$scratch/good.rbx" >/dev/null || bad 'compile works at all'

# refused WHAT STATUS: a run whose answer was lost did not end with 0.
refused() {
  if [ "$2" = 0 ]; then bad "$1: ended with 0"; else ok; fi
}

commands=(
  'lint --format json' 'test' 'config show' 'version' 'help' 'help exit-codes' 'lint --help'
  'schema rule' 'explain RC2003' 'eval checkout --context contexts/big.json'
  'eval checkout --context contexts/big.json --explain' "inspect $scratch/good.rbx" 'compile --emit ast --stop-after parse'
  'serve' 'lnt'
)
for command in "${commands[@]}"; do
  status=0
  # shellcheck disable=SC2086 # words of a command line of ours
  "$RULEC" $command >/dev/full 2>/dev/null </dev/null || status=$?
  refused "$command >/dev/full" $status
  status=0
  # shellcheck disable=SC2086
  "$RULEC" $command >&- 2>/dev/null </dev/null || status=$?
  refused "$command with stdout closed" $status
done
# Both streams lost: still no 0.
status=0
"$RULEC" lint --format json >/dev/full 2>/dev/full </dev/null || status=$?
refused 'lint with both streams full' $status

# unharmed WHAT FILE: FILE is absent, or the good bundle.
unharmed() {
  if [ ! -e "$2" ] || cmp -s "$2" "$scratch/good.rbx"; then ok; else bad "$1: a partial file under its name"; fi
}
# A disk that is full after 512 bytes, and after none.
for blocks in 0 1; do
  rm -rf "$scratch/small" && mkdir "$scratch/small"
  status=0
  (
    ulimit -f $blocks
    trap '' XFSZ
    "$RULEC" compile -o "$scratch/small/shop.rbx" >/dev/null 2>&1
  ) || status=$?
  refused "compile with room for $blocks blocks" $status
  unharmed "compile with room for $blocks blocks" "$scratch/small/shop.rbx"
done
# A folder that cannot be written (root may; a file in place of the folder stops everybody).
: >"$scratch/no_folder"
status=0
"$RULEC" compile -o "$scratch/no_folder/shop.rbx" >/dev/null 2>&1 || status=$?
refused 'compile below a file' $status

# Killed at the rename, and a rename that fails: the old bundle stays, whole.
if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
  for fault in signal=KILL error=EIO error=ENOSPC; do
    mkdir -p "$scratch/kill"
    cp "$scratch/good.rbx" "$scratch/kill/shop.rbx"
    sed -i 's/version: 1.0.0/version: 1.0.1/' rulec.yaml
    status=0
    { strace -f -qq -o /dev/null -e trace=rename,renameat,renameat2 \
      -e inject=rename,renameat,renameat2:$fault \
      "$RULEC" compile -o "$scratch/kill/shop.rbx" >/dev/null 2>&1; } 2>/dev/null || status=$?
    sed -i 's/version: 1.0.1/version: 1.0.0/' rulec.yaml
    refused "compile with $fault at the rename" $status
    if cmp -s "$scratch/kill/shop.rbx" "$scratch/good.rbx"; then ok; else bad "compile with $fault at the rename: the old file is gone"; fi
    status=0
    { strace -f -qq -o /dev/null -e trace=fsync,fdatasync -e inject=fsync,fdatasync:$fault \
      "$RULEC" compile -o "$scratch/kill/shop.rbx" >/dev/null 2>&1; } 2>/dev/null || status=$?
    refused "compile with $fault at the fsync" $status
    if cmp -s "$scratch/kill/shop.rbx" "$scratch/good.rbx"; then ok; else bad "compile with $fault at the fsync: the old file is gone"; fi
  done
  # A folder that cannot be flushed, at each step of a conversion: the rule stands once, whole.
  for nth in 1 2 3 4; do
    cp -r "$scratch/shop" "$scratch/twin$nth"
    status=0
    (
      cd "$scratch/twin$nth"
      strace -f -qq -o /dev/null -e trace=fsync -e inject=fsync:error=EIO:when=$nth \
        "$RULEC" fmt --to eff rules/terms.rule.json >/dev/null 2>&1
    ) || status=$?
    [ $nth = 4 ] || refused "fmt --to with EIO at flush $nth" $status
    if [ "$(find "$scratch/twin$nth/rules" -type f | wc -l)" = 1 ] &&
      grep -q 'Please read the terms' "$scratch/twin$nth"/rules/terms.*; then
      ok
    else
      bad "fmt --to with EIO at flush $nth" "$(ls -la "$scratch/twin$nth/rules")"
    fi
  done
else
  printf 'SKIPPED: never/N14_outputs: strace may not trace here, so no kill at the rename\n'
fi

finish
