#!/usr/bin/env bash
# Measures rulec beside the peers' engines on the same files, start-up and compile times, and prints
# one JSON row a measurement (standard output), a table of the engines (standard error).
#   bench/run.sh [--rules "1 1000 10000"] [--budget-ms 2000] [--engines json-logic-engine:compiled,…]
# Peers: RULEC_PEERS, else ../shared/peers beside the source tree; they need node and their packages
# (npm ci there, or in a copy of it named by RULEC_PEERS). Without node or peers the rows of rulec on
# a workload are missing too, since the peers write the workload; that is said and the rest goes on.
. "$(dirname "$0")/../scripts/common.sh"

rules='1 1000 10000'
budget=2000
engines=json-logic-engine:compiled,json-logic-engine
while [ $# -gt 0 ]; do
  case $1 in
    --rules | --budget-ms | --engines)
      [ $# -ge 2 ] || fail 2 "$1 needs a value"
      case $1 in --rules) rules=$2 ;; --budget-ms) budget=$2 ;; --engines) engines=$2 ;; esac
      shift
      ;;
    *) fail 2 "unknown argument '$1'" ;;
  esac
  shift
done

cd "$ROOT"
scripts/setup core
cmake --preset dev -DRULEC_BENCH=ON >/dev/null
cmake --build --preset dev --target rulec bench_compile bench_decide bench_format bench_load bench_messages bench_start bench_dev_saves >&2
# Needs a package of the group `test`; without it that row is missing.
cmake --build --preset dev --target bench_scan >&2 || say 'bench_scan is not built: libsimdjson-dev is missing' >&2
bench=build/dev/bench
rulec=build/dev/tools/rulec/rulec
work=build/dev/bench/work
mkdir -p $work

printf '{"measure":"machine","cpu":"%s","cores":%d,"commit":"%s"}\n' \
  "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(jobs)" \
  "$(git rev-parse HEAD 2>/dev/null || echo unknown)"

# Start-up: nothing to do, and a small project.
$bench/bench_start 'true' 41 true
$bench/bench_start 'rulec version' 41 $rulec version
$bench/bench_start 'rulec lint of 10 rules' 41 $rulec -C rules-examples/checkout lint

# From a save to another decision.
$bench/bench_dev_saves $rulec 1000 1000

# What actions and templates add to a decision.
$bench/bench_messages --budget-ms "$budget"

peers=${RULEC_PEERS:-$ROOT/../shared/peers}
if ! command -v node >/dev/null || [ ! -f "$peers/gen.mjs" ]; then
  say 'peer missing: no node, or no peers in RULEC_PEERS or ../shared/peers' >&2
  exit 0
fi

status=0
rows=$work/rows.jsonl
: >$rows
for count in $rules; do
  folder=$work/many-rules-$count
  [ -f "$folder/workload.json" ] ||
    node "$peers/gen.mjs" --workload many-rules --rules "$count" --events 1000 --seed 7 --out "$folder" >/dev/null
  $bench/bench_format "$folder" || status=1
  if [ -x $bench/bench_scan ]; then $bench/bench_scan "$folder" || status=1; fi
  $bench/bench_compile "$folder" || status=1
  mkdir -p "$folder/project/rules"
  $bench/bench_decide "$folder" --budget-ms "$budget" --write-rules "$folder/project/rules/all.rule.json" |
    tee -a $rows || status=1
  $bench/bench_start "rulec compile of $count rules" 5 $rulec -C "$folder/project" compile -o out.rbx || status=1
  $bench/bench_load "$folder/project/out.rbx" || status=1
  if [ -d "$peers/node_modules" ]; then
    node "$peers/bench.mjs" --workload many-rules --rules "$count" --events 1000 --seed 7 \
      --engine "$engines" --budget-ms "$budget" --out $work/peer.jsonl 2>/dev/null || status=1
    tee -a $rows <$work/peer.jsonl
  else
    say "peer missing: run npm ci in a copy of the peers and name it in RULEC_PEERS" >&2
  fi
done

node "$peers/compare.mjs" $rows >&2 || status=1
exit $status
