#!/usr/bin/env bash
# What explanations cost while nobody asks for one: instructions of a decision, counted by Callgrind,
# on the engine and on one built without the question. Fails from 1 % on.
#   bench/observer.sh ENGINE_PROGRAM UNWATCHED_PROGRAM
set -euo pipefail

with=${1:?the program on the engine}
without=${2:?the program on the engine without observers}
few=300
many=3300
if ! command -v valgrind >/dev/null; then
  echo "SKIPPED: bench/observer: valgrind is not installed"
  exit 0
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# PROGRAM N: instructions of a whole run.
instructions() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$1" "$2" >/dev/null 2>"$log" || {
    cat "$log" >&2
    exit 1
  }
  awk '/Collected *:/ { print $NF }' "$log"
}

# The start drops out: two runs of different length are compared. Both counts are multiples of 3.
per_decision() {
  local short long
  short=$(instructions "$1" "$few")
  long=$(instructions "$1" "$many")
  awk -v short="$short" -v long="$long" -v n=$((many - few)) \
    'BEGIN { if (long <= short) exit 1; printf "%.1f", (long - short) / n }'
}

watched=$(per_decision "$with")
unwatched=$(per_decision "$without")
awk -v with="$watched" -v without="$unwatched" 'BEGIN {
  percent = 100 * (with - without) / without
  printf "instructions a decision: %s with the observer hook, %s without: %+.3f %%\n", with, without, percent
  exit percent < 1 && percent > -1 ? 0 : 1
}'
