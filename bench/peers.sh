#!/usr/bin/env bash
# Measures the engines of the library beside other rule engines on the very same rules and events, in
# one run, and prints one JSON row a measurement (standard output; also in build/dev/bench/peers/rows.jsonl),
# then the goals of the engine with what was measured (standard error).
#   bench/peers.sh --setup          copies the peers into the build folder and installs their packages there
#   bench/peers.sh [--rules "1 1000 10000"] [--events N] [--budget-ms N] [--shapes "ranges arrays …"|all|none]
#                  [--peers json-logic-engine:compiled,…] [--start] [--callgrind] [--write-table FILE]
#   --rules      sizes of the workload many-rules; 100000 makes its files in some minutes, once
#   --events     distinct events that are timed in turn; 100000 unless said
#   --shapes     other shapes (bench/shapes.h, sigma); none unless said
#   --start      also start-up times, and saves of `rulec dev` (P9, P10)
#   --callgrind  also instructions of a decision, counted: the same in every run
# Peers: RULEC_PEERS, else ../shared/peers beside the source tree. Without node, peers or their packages
# a line says `peer missing`, and what does not need them goes on.
. "$(dirname "$0")/../scripts/common.sh"

rules='1 1000 10000'
events=100000
budget=1000
shapes=none
peers=json-logic-engine:compiled,json-logic-js,zen-engine
setup=no start=no callgrind=no table=
while [ $# -gt 0 ]; do
  case $1 in
    --setup) setup=yes ;;
    --start) start=yes ;;
    --callgrind) callgrind=yes ;;
    --rules | --events | --budget-ms | --shapes | --peers | --write-table)
      [ $# -ge 2 ] || fail 2 "$1 needs a value"
      case $1 in
        --rules) rules=$2 ;;
        --events) events=$2 ;;
        --budget-ms) budget=$2 ;;
        --shapes) shapes=$2 ;;
        --peers) peers=$2 ;;
        --write-table) table=$2 ;;
      esac
      shift
      ;;
    -h | --help)
      sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
      exit 0
      ;;
    *) fail 2 "unknown argument '$1'; --help lists them" ;;
  esac
  shift
done
[ "$shapes" != none ] || shapes=
[ "$shapes" != all ] || shapes='ranges equality nesting arrays strings context5k context50k sigma'

cd "$ROOT"
source=${RULEC_PEERS:-$ROOT/../shared/peers}
work=build/dev/bench/peers
copy=$work/engines
mkdir -p $work

# missing WHY: says so; the rest goes on.
missing() { say "peer missing: $1" >&2; }

has_node=no
if ! command -v node >/dev/null; then
  missing 'node is not installed'
elif [ ! -f "$source/gen.mjs" ]; then
  missing "no peers in $source (RULEC_PEERS names their folder)"
else
  has_node=yes
fi
if [ $setup = yes ]; then
  [ $has_node = yes ] || exit 1
  # What is shared stays as it is: packages are installed in a copy.
  mkdir -p $copy
  (cd "$source" && tar cf - --exclude=node_modules --exclude=data .) | tar xf - -C $copy
  (cd $copy && npm ci --no-audit --no-fund)
  exit 0
fi
has_packages=no
if [ $has_node = yes ]; then
  if [ -d $copy/node_modules ]; then has_packages=yes; else missing 'bench/peers.sh --setup installs their packages'; fi
fi

scripts/setup core
cmake --preset dev -DRULEC_BENCH=ON >/dev/null
targets=(bench_batch bench_compile bench_engine bench_load bench_threads)
[ $start = no ] || targets+=(rulec bench_start bench_dev_saves)
cmake --build --preset dev --target "${targets[@]}" >&2
bench=build/dev/bench
rows=$work/rows.jsonl
: >$rows
status=0
# row COMMAND…: its rows go out and are kept; a failure does not end the run but fails it.
row() { "$@" | tee -a $rows || status=1; }

printf '{"measure":"machine","cpu":"%s","cores":%d,"commit":"%s"}\n' \
  "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(jobs)" \
  "$(git rev-parse HEAD 2>/dev/null || echo unknown)" | tee -a $rows

# workload NAME RULES EVENTS: a folder with its files, made once.
workload() {
  local folder=$work/$1-$2
  if [ ! -f "$folder/workload.json" ]; then
    say "making $folder" >&2
    node "$source/gen.mjs" --workload "$1" --rules "$2" --events "$3" --out "$folder" >/dev/null
  fi
  echo "$folder"
}

if [ $has_node = yes ]; then
  # Events do not depend on the rules, so many are made beside one rule; the generator's own answers
  # are for the first ones alone, since its evaluator takes its time.
  many=$work/events-$events/events.jsonl
  [ -f "$many" ] || node "$source/gen.mjs" --workload many-rules --rules 1 --events "$events" --out "$work/events-$events" >/dev/null
  for count in $rules; do
    checked=1000
    [ "$count" -le 10000 ] || checked=50
    folder=$(workload many-rules "$count" $checked)
    # Ours and theirs alternate by rounds, so that both see the same machine.
    for round in 1 2; do
      answers=fired
      [ $round = 2 ] || answers=fired,decision
      row $bench/bench_engine "$folder" --events "$many" --budget-ms "$budget" --checked $checked --answers $answers \
        --engines bytecode,index,auto --write-bundle "$work/$count.rbx"
      if [ $has_packages = yes ] && [ "$count" -le 10000 ]; then
        row node "$copy/bench.mjs" --workload many-rules --rules "$count" --events 1000 --engine "$peers" \
          --budget-ms "$budget" 2>/dev/null
      fi
    done
    row $bench/bench_engine "$folder" --events "$many" --budget-ms "$budget" --checked $checked --no-schema
    row $bench/bench_load "$work/$count.rbx" 7
    row $bench/bench_compile "$folder" 7
    if [ "$count" = 1000 ]; then
      row $bench/bench_threads "$folder" 25 "$many"
      row $bench/bench_batch "$folder" 7 "$many"
    fi
  done

  # Nested events of 1,024 bytes, and a table with the hit policy `first`.
  row $bench/bench_engine "$(workload single-rule 1 65)" --budget-ms "$budget"
  row $bench/bench_engine "$(workload nested-rules 1000 65)" --budget-ms "$budget"
  for count in 1000 10000; do
    folder=$(workload decision-table $count 64)
    row $bench/bench_engine "$folder" --budget-ms "$budget"
    if [ $has_packages = yes ]; then
      row node "$copy/bench.mjs" --workload decision-table --rules $count --engine "$peers" --budget-ms "$budget" 2>/dev/null
    fi
  done
fi

corpora=$(corpora_folder)
for shape in $shapes; do
  if [ "$shape" = sigma ] && [ -z "$corpora" ]; then
    say 'corpora missing: no Sigma rules' >&2
    continue
  fi
  row $bench/bench_engine --shape "$shape" --corpora "$corpora" --rules 1000 --count 1000 --budget-ms "$budget"
done

if [ $start = yes ]; then
  row $bench/bench_start 'rulec version' 41 build/dev/tools/rulec/rulec version
  row $bench/bench_start 'rulec lint of 10 rules' 41 build/dev/tools/rulec/rulec -C rules-examples/checkout lint
  row $bench/bench_dev_saves build/dev/tools/rulec/rulec 10000 100
fi

# Instructions of a decision: two runs of different length, so that the start drops out.
if [ $callgrind = yes ] && [ $has_node = yes ]; then
  log=$work/callgrind.log
  instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" >/dev/null 2>$log || fail 1 "$(cat $log)"
    awk '/Collected *:/ { print $NF }' $log
  }
  for count in $rules; do
    [ "$count" -le 10000 ] || continue
    for engine in bytecode index auto; do
      few=1000
      command=("$bench/bench_engine" "$work/many-rules-$count" --engines "$engine" --policies all)
      "${command[@]}" --decisions 1 >/dev/null 2>&1 || continue
      short=$(instructions "${command[@]}" --decisions $few)
      long=$(instructions "${command[@]}" --decisions $((2 * few)))
      printf '{"measure":"instructions","engine":"rulec:%s","rules":%d,"per_decision":%d}\n' \
        $engine "$count" $(((long - short) / few)) | tee -a $rows
    done
  done
fi

[ $has_node = no ] || node "$source/compare.mjs" <(jq -c 'select(.hit_policy != "first" or .workload == "decision-table") | select(.engine)' $rows) >&2 || status=1
goals=$(jq -rsf bench/goals.jq $rows)
printf '%s\n' "$goals" >&2
[ -z "$table" ] || printf '%s\n' "$goals" >"$table"
exit $status
