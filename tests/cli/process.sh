#!/usr/bin/env bash
# What only a real process shows: memory that runs out is RC0019 out-of-memory and exit 3, never a
# crash or an exception's text.
#   process.sh PROGRAM
set -u
program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1

{
  printf '{"rules":['
  for i in $(seq 30000); do
    [ "$i" = 1 ] || printf ','
    printf '{"id":"r%d","entry_point":"e","condition":{"==":[{"var":"a"},%d]}}' "$i" "$i"
  done
  printf ']}'
} >big.rule.json

output=$( (ulimit -v 60000 && "$program" lint big.rule.json) 2>&1)
status=$?
if [ $status = 3 ] && [[ $output == *'RC0019'*'out-of-memory'* ]]; then
  echo "1 passed, 0 failed"
else
  printf 'FAILED: exit %d\n%s\n0 passed, 1 failed\n' $status "$output"
  exit 1
fi
