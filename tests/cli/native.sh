#!/usr/bin/env bash
# Machine code with the real program, its child and real files: bundles that carry it, who allows it,
# the same bytes again, and nothing lost without librulec_jit.so.
#   native.sh PROGRAM
. "$(dirname "$0")/common.sh"
export XDG_CONFIG_HOME=$scratch/config XDG_STATE_HOME=$scratch/state
unset RULEC_TRUST RULEC_ENV RULEC_JIT_LIBRARY
cd "$scratch"
rulec init shop >/dev/null
cd shop

# --- without the library
export RULEC_JIT_LIBRARY=/nowhere/librulec_jit.so
status=0
said=$(rulec compile --native -o none.rbx 2>&1) || status=$?
same 'no library, no machine code' $status 3
holds 'the error' "$said" 'error[RC5401] native-unavailable: no machine code can be made: librulec_jit.so is not installed'
holds 'a way on' "$said" 'leave --native out'
if [ -e none.rbx ]; then bad 'a bundle was written all the same'; else ok; fi
rulec compile -o plain.rbx >/dev/null
# Digests differ where code does.
without_digests() { sed 's/sha256:[0-9a-f]*/DIGEST/'; }
plain=$(rulec eval checkout_terms --bundle plain.rbx --context contexts/uk_cart.json 2>&1 | without_digests)
same 'it decides without' "$(rulec eval checkout_terms --engine native --context contexts/uk_cart.json 2>/dev/null | without_digests)" "$plain"
unset RULEC_JIT_LIBRARY

if ! [ -e "$(dirname "$program")/librulec_jit.so" ]; then
  echo 'SKIPPED: cli/native: this build has no librulec_jit.so: machine code was not made'
  [ "${CI:-}" != true ] || bad 'librulec_jit.so was not built'
  finish
  exit
fi

# --- made, and the same bytes again
said=$(rulec compile --native -o native.rbx)
holds 'what it was made for' "$said" 'native   '
lacks 'there is some' "$said" 'native   none'
holds 'as a document' "$(rulec compile --native -o again.rbx --json)" '"native":[{"triple":'
holds 'beside it' "$(cat native.rbx.build.json)" '"native": ['
if cmp -s native.rbx again.rbx; then ok; else bad 'other bytes'; fi
cp -r ../shop ../other
(cd ../other && umask 077 && HOME=/nowhere TZ=Asia/Tokyo rulec compile --native -o third.rbx >/dev/null)
if cmp -s native.rbx ../other/third.rbx; then ok; else bad 'other bytes in another folder'; fi
holds 'its section' "$(rulec inspect native.rbx --sections)" 'native'
rulec compile --native -O0 -o o0.rbx >/dev/null

# --- tests and timing
same 'cases by machine code' "$(rulec test --engine native 2>&1 | sed 's/ in [0-9.]* .*//')" "$(rulec test --engine bytecode 2>&1 | sed 's/ in [0-9.]* .*//')"
holds 'by all engines' "$(rulec test --engine all 2>&1)" ' 0 failed'
status=0
said=$(rulec bench checkout_terms --engine native,auto,bytecode --time 20ms 2>&1) || status=$?
same 'timed' $status 0
lacks 'and it is machine code' "$said" 'gains nothing'
holds 'its row' "$said" '  native '

# --- who allows it
hint='hint[RC5016]'
decide() { rulec eval checkout_terms --context contexts/uk_cart.json "$@" 2>&1 | without_digests; }
# left WHAT REASON ARGUMENTS…: the hint with the reason, and the decision.
left() {
  local what=$1 reason=$2
  shift 2
  said=$(decide "$@")
  holds "$what: the hint" "$said" "$hint"
  holds "$what: the reason" "$said" "$reason"
  same "$what: the decision" "$(sed -n '/^{/,$p' <<<"$said")" "$plain"
}
used() {
  local what=$1
  shift
  same "$what" "$(decide "$@")" "$plain"
}
left 'nobody allows it' 'neither the trust file nor' --bundle native.rbx
used 'the flag' --bundle native.rbx --allow-native
used 'the flag, that engine' --bundle native.rbx --allow-native --engine native
used 'at another level' --bundle o0.rbx --allow-native
export RULEC_JIT_LIBRARY=/nowhere/librulec_jit.so
left 'no library' 'librulec_jit.so is not installed' --bundle native.rbx --allow-native
unset RULEC_JIT_LIBRARY

rulec key new ci --no-passphrase >/dev/null
rulec key trust ci.pub --role release --identity ci@shop --environments '*' >/dev/null
rulec sign native.rbx --key ci.key >/dev/null
trust=$XDG_CONFIG_HOME/rulec/trust.json
left 'signed alone' 'neither the trust file nor' --bundle native.rbx
# trust_with ENVIRONMENTS: a later trust file with them.
serial=$(sed -n 's/.*"serial": *\([0-9]*\).*/\1/p' "$trust" | head -n 1)
trust_with() {
  serial=$((serial + 1))
  key=$(rulec key export ci | sed '/-----/d' | base64 -d | tail -c 32 | base64)
  printf '{"trust_version":1,"serial":%d,"keys":[{"identity":"ci@shop","public_key":"%s","roles":["release"],"rulesets":["*"],"environments":["*"]}],"environments":{%s}}\n' \
    "$serial" "$key" "$1" >"$trust"
}
trust_with '"live":{"type":"production","signatures":"required","allow_native":true},"test":{"type":"staging","signatures":"required"},"dev":{"type":"development","signatures":"optional","allow_native":true}'
used 'signed, and allowed where it is' --bundle native.rbx --env live
left 'signed, and not allowed' 'neither the trust file nor' --bundle native.rbx --env test
left 'allowed, and not signed' 'neither the trust file nor' --bundle again.rbx --env dev

finish
