#!/usr/bin/env bash
# The pager at a real terminal (script(1) gives one): started when an answer is longer than the
# screen, not otherwise; its words are no shell's; leaving it early is no failure.
#   pager.sh PROGRAM
# shellcheck disable=SC2016 # commands that must not be expanded are the point
. "$(dirname "$0")/common.sh"
needs script stty
cd "$scratch"
cat >bin/kept <<'SH'
#!/bin/sh
{ echo "arguments: $*"; echo "LESS=$LESS"; cat; } >"$KEPT"
SH
cat >bin/leaves <<'SH'
#!/bin/sh
head -n 1 >"$KEPT"
SH
chmod +x bin/kept bin/leaves
export KEPT="$scratch/kept" TERM=xterm
unset PAGER RULEC_PAGER LESS NO_COLOR

# at_terminal ROWS COMMAND: what the terminal got; the exit status too.
at_terminal() {
  rm -f "$KEPT"
  status=0
  said=$(script -qec "stty rows $1 cols 80; $2" /dev/null </dev/null) || status=$?
}
export RULEC_PAGER='kept -a  b;$(touch sprung)'
at_terminal 10 'rulec help lint'
same 'status' $status 0
lacks 'the terminal gets nothing itself' "$said" 'usage:'
holds 'the pager gets all of it' "$(cat kept 2>/dev/null)" 'usage: rulec lint'
holds 'its words are words' "$(cat kept)" 'arguments: -a b;$(touch sprung)'
holds 'less is told to keep colours' "$(cat kept)" 'LESS=FRX'
if [ ! -e sprung ]; then ok; else bad 'something was run by a shell'; fi
LESS=S at_terminal 10 'rulec help lint'
holds 'LESS of the person stays' "$(cat kept)" 'LESS=S'
at_terminal 200 'rulec help exit-codes'
holds 'what fits is printed' "$said" 'Exit codes'
if [ ! -e kept ]; then ok; else bad 'a pager for a short answer'; fi
at_terminal 10 'rulec help lint --no-pager'
holds '--no-pager' "$said" 'usage:'
at_terminal 10 'rulec help lint | cat'
holds 'a pipe is no terminal' "$said" 'usage:'
at_terminal 10 'rulec explain nothing_like_it'
same 'exit codes stay' $status 2
holds 'failures are not paged' "$said" RC0050
RULEC_PAGER=leaves at_terminal 10 'rulec help rulec.yaml'
same 'leaving early is no failure' $status 0
RULEC_PAGER=/nowhere/at/all at_terminal 10 'rulec help lint'
same 'a pager that is not there' $status 0
holds 'the answer is printed then' "$said" 'usage:'
RULEC_PAGER='' PAGER=kept at_terminal 10 'rulec help lint'
holds 'an empty RULEC_PAGER is none' "$said" 'usage:'

finish
