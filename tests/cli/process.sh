#!/usr/bin/env bash
# What only a real process shows: memory that runs out, streams that are closed, full or left by
# their reader. Each ends with a code and an exit status, never a crash or an exception's text.
#   process.sh PROGRAM
set -u
program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1

passed=0
failed=0
# check NAME STATUS WANTED OUTPUT TEXT: exit status and a text that the output must hold.
check() {
  if [ "$2" = "$3" ] && [[ $4 == *"$5"* ]]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED: %s: exit %d, not %d with %s\n%s\n' "$1" "$2" "$3" "$5" "$4"
  fi
}

{
  printf '{"rules":['
  for i in $(seq 30000); do
    [ "$i" = 1 ] || printf ','
    printf '{"id":"r%d","entry_point":"e","condition":{"==":[{"var":"a"},%d]}}' "$i" "$i"
  done
  printf ']}'
} >big.rule.json
output=$( (ulimit -v 60000 && "$program" lint big.rule.json) 2>&1)
check 'no memory left' $? 3 "$output" 'RC0019'

output=$("$program" version 2>&1 >/dev/full)
check 'standard output is full' $? 3 "$output" 'RC0018'
output=$("$program" version 2>&1 >&-)
check 'standard output is closed' $? 3 "$output" 'RC0018'
"$program" lnt 2>/dev/full
check 'standard error is full' $? 2 '' ''
"$program" lnt 2>&-
check 'standard error is closed' $? 2 '' ''
output=$("$program" eval --expr '{"var":"a"}' --context - 2>&1 <&-)
check 'standard input is closed' $? 3 "$output" 'RC0012'
output=$("$program" lint - 2>&1 <"$folder")
check 'standard input is a folder' $? 3 "$output" 'RC0012'

# A reader that has seen enough is no failure, and the writer ends by itself.
for i in $(seq 20000); do echo '{"expr":{"+":[1,2]}}'; done >lines
output=$(timeout 60 "$program" eval --stream <lines 2>&1 | head -n 1; exit "${PIPESTATUS[0]}")
check 'the reader leaves' $? 0 "$output" '3'

printf '%d passed, %d failed\n' $passed $failed
[ $failed = 0 ]
