# The goals of the engine beside what was measured: rows of bench/peers.sh in, a table out.
#   jq -rsf bench/goals.jq rows.jsonl
# Of several rows for one thing the best counts, since other work of the machine only adds. The
# ratio to a peer is that of the two fastest passes of this very run; be-tree is placed by the ratio
# to json-logic-engine (compiled, 1,000 rules) that the peers' README keeps.

def rows(f): [.[] | select(f)];
def best(f; g): [rows(f)[] | g | select(. != null)] | min;

# ns of an engine of ours: JSON text in, ids of fired rules out.
def ours($rules; $policy): best(.engine == "rulec:auto" and .workload == "many-rules" and .params.rules == $rules
  and .hit_policy == $policy and .answer == "fired" and .schema == true and .verified; .cpu_ns_per_event);
# Wall or CPU time, whichever speaks for them: helper threads cost CPU, neighbours cost wall time.
def peer($name; $workload; $rules): best(.engine == $name and .workload == $workload and .params.rules == $rules and .verified;
  [.ns_per_event, .cpu_ns_per_event | select(. != null)] | min);
def jle($rules): peer("json-logic-engine:compiled"; "many-rules"; $rules);
def be_tree($ratio): jle(1000) | if . == null then null else . * $ratio end;
def measure($name; f): best(.measure == $name; f);

def over($name; $them; $us): if $them == null or $us == null then empty
  else "\($name) ×\($them / $us | if . >= 10 then round else . * 10 | round / 10 end)" end;
def goal($id; $what; $goal; $milestone; $unit; $measured; others):
  { id: $id, what: $what, goal: $goal, milestone: $milestone, unit: $unit, measured: $measured,
    others: ([others | select(. != null)] | join(", ")) };

def text: if . == null then "" elif . >= 1000 then (round | tostring) elif . >= 10 then (. * 10 | round / 10 | tostring)
  else (. * 1000 | round / 1000 | tostring) end;
def verdict: if .measured == null then "not measured" elif .measured <= .goal then "reached"
  elif .measured <= .milestone then "milestone" else "not reached" end;

. as $all
| def at($rules; $policy): $all | ours($rules; $policy);
def threads(f): $all | measure("threads"; f);
[
  goal("P1"; "1 rule, text to all ids"; 200; 300; "ns"; at(1; "all");
    over("json-logic-engine"; ($all | jle(1)); at(1; "all"))),
  goal("P2"; "1,000 rules, all"; 300; 450; "ns"; at(1000; "all");
    (over("json-logic-engine"; ($all | jle(1000)); at(1000; "all")),
     over("json-logic-js"; ($all | peer("json-logic-js"; "many-rules"; 1000)); at(1000; "all")),
     over("zen"; ($all | peer("zen-engine"; "many-rules"; 1000)); at(1000; "all")),
     over("be-tree"; ($all | be_tree(0.159)); at(1000; "all")))),
  goal("P3"; "10,000 rules, all"; 700; 1600; "ns"; at(10000; "all");
    (over("json-logic-engine"; ($all | jle(10000)); at(10000; "all")),
     over("be-tree"; ($all | be_tree(2.36)); at(10000; "all")))),
  goal("P3"; "10,000 rules, first"; 300; 700; "ns"; at(10000; "first");
    over("zen table"; ($all | peer("zen-engine"; "decision-table"; 10000)); at(10000; "first"))),
  goal("P4"; "100,000 rules, all"; 4000; 9600; "ns"; at(100000; "all");
    over("be-tree"; ($all | be_tree(41.0)); at(100000; "all"))),
  goal("P4"; "100,000 rules, first"; 800; 2000; "ns"; at(100000; "first"); null),
  goal("P5"; "first: 100,000 rules against 1,000"; 15; 30; "×";
    (if at(100000; "first") == null or at(1000; "first") == null then null
     else at(100000; "first") / at(1000; "first") end); null),
  # Seconds for a gigabyte, so that less is better as everywhere here.
  goal("P6"; "NDJSON, 1,000 rules, one core"; 1.0; 2.0; "s/GB"; ($all | measure("batch"; .seconds_per_gb)); null),
  goal("P7"; "compile 10,000 rules"; 60; 120; "ms"; ($all | best(.measure == "compile" and .rules == 10000; .all_ms)); null),
  goal("P7"; "compile 100,000 rules"; 700; 1400; "ms"; ($all | best(.measure == "compile" and .rules == 100000; .all_ms)); null),
  goal("P8"; "load 100,000 rules, verified"; 40; 60; "ms"; ($all | best(.measure == "load" and .rules == 100000; .all_ms)); null),
  goal("P9"; "one-rule edit in 10,000, to a decision"; 20; 50; "ms"; ($all | best(.measure == "dev_saves" and .rules == 10000; .median_ms)); null),
  goal("P10"; "start: --version"; 12; 20; "ms"; ($all | best(.measure == "start" and .name == "rulec version"; .best_ms)); null),
  goal("P10"; "start: lint of 10 rules"; 15; 30; "ms"; ($all | best(.measure == "start" and .name == "rulec lint of 10 rules"; .best_ms)); null),
  goal("P11"; "heap calls a decision"; 0; 0; ""; threads(.heap_calls / .decisions); null),
  goal("P11"; "2 threads against 1, CPU time"; 1.03; 1.10; "×"; threads(.ratio); null),
  goal("P12"; "memory at 100,000 rules"; 200; 400; "B/rule";
    ($all | best(.engine == "rulec:auto" and .params.rules == 100000; .loaded_bytes_per_rule)); null)
]
| (["", "what", "measured", "goal", "milestone", "", "against, in this run"], ["---", "---", "---:", "---:", "---:", "---", "---"]),
  (.[] | [.id, .what, "\(.measured | text) \(.unit)", (.goal | tostring), (.milestone | tostring), verdict, .others])
| "| " + join(" | ") + " |"
