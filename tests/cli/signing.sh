#!/usr/bin/env bash
# Signing with real files, modes, programs and the real openssl: what an in-memory run cannot show.
#   signing.sh PROGRAM
set -u
program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
umask 022
export HOME=$folder/home XDG_CONFIG_HOME=$folder/config XDG_STATE_HOME=$folder/state
unset RULEC_TRUST RULEC_ENV CREDENTIALS_DIRECTORY
mkdir home

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
# run NAME WANTED TEXT ARGUMENTS…
run() {
  local name=$1 wanted=$2 text=$3 output
  shift 3
  output=$("$program" "$@" 2>&1 </dev/null)
  check "$name" $? "$wanted" "$output" "$text"
}

"$program" init shop >init.out && "$program" -C shop compile -o ../demo.rbx >compile.out || exit 1

# --- key files
run 'a key for a machine' 0 'key      ' key new ci --no-passphrase
check 'nobody else may read it' "$(stat -c %a ci.key)" 600 '' ''
check 'everybody may read the public one' "$(stat -c %a ci.pub)" 644 '' ''
run 'a key without any passphrase' 2 'needs a passphrase' key new bare
check 'nothing was written' "$([ -e bare.key ] && echo there)" '' '' ''
printf 'correct horse\n' >passphrase
run 'a key with a passphrase' 0 'ana.key' key new ana --passphrase-file passphrase
check 'it is encrypted' "$(head -n 1 ana.key)" '-----BEGIN ENCRYPTED PRIVATE KEY-----' '' ''
run 'a key is not overwritten' 1 RC0017 key new ci --no-passphrase
run 'a public key of the same name is not either' 1 RC0017 key new ana --no-passphrase
mkdir credentials && cp passphrase credentials/rulec-passphrase

# --- trust
run 'no trust file' 2 RC5200 verify demo.rbx
run 'a release key' 0 'serial 1' key trust ci.pub --role release --identity ci@shop --environments '*'
run 'a second one' 0 'serial 2' key trust ana.pub --role release,trust --identity ana@shop --environments '*'
trust=$XDG_CONFIG_HOME/rulec/trust.json
check 'its serial is remembered' "$(grep -c ': 2$' "$XDG_STATE_HOME/rulec/trusted.json")" 1 '' ''
run 'unsigned' 1 RC5100 verify demo.rbx

# --- signing
run 'signed' 0 '1 envelope' sign demo.rbx --key ci.key
run 'signed with a passphrase' 0 '2 envelopes' sign demo.rbx --key ana.key --passphrase-file passphrase
cp demo.rbx.dsse.jsonl kept
output=$(CREDENTIALS_DIRECTORY=$folder/credentials "$program" sign demo.rbx --key ana.key --environments staging 2>&1)
check 'the passphrase as a credential' $? 0 "$output" 'envelopes'
cp kept demo.rbx.dsse.jsonl
run 'the key is encrypted and nobody is asked' 2 RC5212 sign demo.rbx --key ana.key
printf 'wrong horse\n' >wrong
run 'another passphrase' 2 RC5212 sign demo.rbx --key ana.key --passphrase-file wrong
output=$(RULEC_PASSPHRASE='correct horse' PASSPHRASE='correct horse' "$program" sign demo.rbx --key ana.key 2>&1 </dev/null)
check 'no variable is a passphrase' $? 2 "$output" RC5212
run 'good' 0 'ok: shop 0.1.0' verify demo.rbx --env production
cp demo.rbx altered.rbx && cp demo.rbx.dsse.jsonl altered.rbx.dsse.jsonl
printf 'x' | dd of=altered.rbx bs=1 seek=1000 conv=notrunc 2>dd.out
run 'one byte of the bundle' 1 RC5114 verify altered.rbx --env production
cmp -s kept demo.rbx.dsse.jsonl
check 'what failed wrote nothing' $? 0 '' ''

# --- the machine's configuration of OpenSSL, which may load code
# (LeakSanitizer traces too, and there can be only one.)
if command -v strace >/dev/null && strace -o trace.out true 2>/dev/null; then
  printf 'openssl_conf = x\n' >openssl.cnf
  cp demo.rbx.dsse.jsonl kept.jsonl
  for command in 'sign demo.rbx --key ci.key' 'verify demo.rbx' 'key export ci.key'; do
    # shellcheck disable=SC2086 # a list of arguments
    output=$(ASAN_OPTIONS=detect_leaks=0 OPENSSL_CONF=$folder/openssl.cnf strace -f -e trace=openat,open -o trace.out "$program" $command 2>&1)
    check "traced: $command" $? 0 "$output" ''
    check "$command reads its key" "$(grep -c 'ci.key\|trust.json' trace.out | grep -vc '^0')" 1 '' ''
    check "$command does not read it" "$(grep -c 'openssl.cnf' trace.out)" 0 '' ''
  done
  cp kept.jsonl demo.rbx.dsse.jsonl
else
  echo 'SKIPPED: cli/signing: strace is not installed or may not trace: whether OPENSSL_CONF is read was not checked'
fi

# --- modes
for mode in 644 640 604 660 606; do
  chmod $mode ci.key
  run "a private key with the mode $mode" 2 RC5210 sign demo.rbx --key ci.key
done
chmod 600 ci.key
ln -s ci.key link.key
run 'a private key behind a link' 2 RC5210 sign demo.rbx --key link.key
mkfifo pipe.key
run 'a private key that is a pipe' 2 RC5210 sign demo.rbx --key pipe.key
if [ "$(id -u)" = 0 ]; then
  cp ci.key other.key && chmod 600 other.key && chown 1 other.key
  run 'a private key of another user' 2 RC5210 sign demo.rbx --key other.key
fi
for mode in 666 664 646; do
  chmod $mode "$trust"
  run "a trust file with the mode $mode" 2 RC5201 verify demo.rbx
done
chmod 644 "$trust"
chmod 777 "$XDG_CONFIG_HOME/rulec"
run 'a trust file in a folder of everybody' 2 RC5201 verify demo.rbx
chmod 755 "$XDG_CONFIG_HOME/rulec"
mkdir open && cp "$trust" open/ && chmod 777 open && ln -s open/trust.json linked.json
run 'a link into a folder of everybody' 2 RC5201 verify demo.rbx --policy linked.json
mkdir closed && cp "$trust" closed/ && ln -s ../closed/trust.json open/link.json
run 'a link that lies in a folder of everybody' 2 RC5201 verify demo.rbx --policy open/link.json
ln -s "$folder/closed" open/folder
run 'a linked folder in a folder of everybody' 2 RC5201 verify demo.rbx --policy open/folder/trust.json
mkdir open/below && cp "$trust" open/below/
run 'a folder below one of everybody' 2 RC5201 verify demo.rbx --policy open/below/trust.json
run 'by its whole path' 2 RC5201 verify demo.rbx --policy "$folder/open/below/trust.json"
chmod 1777 open
run 'a folder below a sticky one' 0 'ok:' verify demo.rbx --policy open/below/trust.json
run 'a sticky folder itself' 2 RC5201 verify demo.rbx --policy open/trust.json
if [ "$(id -u)" = 0 ]; then
  chown -h 1 open/folder
  run 'a linked folder of another user in a sticky one' 2 'another user' verify demo.rbx --policy open/folder/trust.json
  chown 1 open/below
  run 'a folder of another user in a sticky one' 2 'another user' verify demo.rbx --policy open/below/trust.json
fi
ln -s closed/trust.json closed.json
run 'a link between closed folders' 0 'ok:' verify demo.rbx --policy closed.json
sed 's/"serial": *2/"serial":1/' "$trust" >older && cp "$trust" newer && cat older >"$trust"
run 'an older trust file' 2 RC5203 verify demo.rbx
cat newer >"$trust"
printf 'torn' >"$XDG_STATE_HOME/rulec/trusted.json"
run 'what was seen before is damaged' 2 RC5201 verify demo.rbx
rm "$XDG_STATE_HOME/rulec/trusted.json"
run 'and learnt anew' 0 'ok:' verify demo.rbx
run 'a folder that has one' 0 'ok:' verify demo.rbx --trust "$XDG_CONFIG_HOME/rulec"
output=$(RULEC_TRUST=$folder/nowhere.json "$program" verify demo.rbx 2>&1)
check 'the one that was named is missing' $? 2 "$output" RC5200
cp "$trust" shop/trust.json
output=$(cd shop && XDG_CONFIG_HOME=$folder/none "$program" verify ../demo.rbx 2>&1)
check 'a rules repository trusts nobody' $? 2 "$output" RC5200

# --- helpers
helper() { printf '#!/bin/sh\n%s\n' "$2" >"$1" && chmod 755 "$1"; }
helper good 'cat >message.$$; openssl pkeyutl -sign -rawin -inkey '"$folder"'/ci.key -in message.$$; rm message.$$'
helper short 'cat >/dev/null; head -c 63 /dev/zero'
helper long 'cat >/dev/null; head -c 65 /dev/zero'
helper flood 'cat /dev/zero'
helper other 'cat >/dev/null; head -c 64 /dev/zero'
helper deaf 'exec <&-; head -c 64 /dev/zero'
helper failing 'cat >/dev/null; exit 7'
helper silent 'cat >/dev/null'
helper orphan 'cat >/dev/null; sleep 60 2>/dev/null & head -c 63 /dev/zero'
if command -v openssl >/dev/null; then
  run 'a helper signs' 0 'envelopes' sign demo.rbx --key "exec:$folder/good" --pub ci.pub
  run 'a helper that has another key' 3 RC5213 sign demo.rbx --key "exec:$folder/good" --pub ana.pub
  run 'what it signed is good' 0 'ok:' verify demo.rbx
else
  echo 'SKIPPED: cli/signing: openssl is not installed'
fi
cp demo.rbx.dsse.jsonl kept
output=$( (trap '' CHLD; exec "$program" sign demo.rbx --key "exec:$folder/short" --pub ci.pub) 2>&1 </dev/null)
check 'a helper under a parent that ignores SIGCHLD' $? 3 "$output" '63 bytes'
run '63 bytes' 3 '63 bytes' sign demo.rbx --key "exec:$folder/short" --pub ci.pub
run '65 bytes' 3 RC5213 sign demo.rbx --key "exec:$folder/long" --pub ci.pub
run 'bytes without end' 3 RC5213 sign demo.rbx --key "exec:$folder/flood" --pub ci.pub
run '64 bytes that are no signature' 3 'no signature by the key' sign demo.rbx --key "exec:$folder/other" --pub ci.pub
run 'a helper that does not listen' 3 'no signature by the key' sign demo.rbx --key "exec:$folder/deaf" --pub ci.pub
run 'a helper that fails' 3 'status 7' sign demo.rbx --key "exec:$folder/failing" --pub ci.pub
run 'a helper that says nothing' 3 '0 bytes' sign demo.rbx --key "exec:$folder/silent" --pub ci.pub
run 'a helper that leaves a process behind' 3 '63 bytes' sign demo.rbx --key "exec:$folder/orphan" --pub ci.pub
run 'a helper that is not there' 3 RC5213 sign demo.rbx --key "exec:$folder/nowhere" --pub ci.pub
run 'a helper by a relative path' 2 RC0004 sign demo.rbx --key exec:good --pub ci.pub
run 'a helper without a public key' 2 '--pub' sign demo.rbx --key "exec:$folder/good"
cmp -s kept demo.rbx.dsse.jsonl
check 'no failed helper wrote anything' $? 0 '' ''

# --- openssl
if command -v openssl >/dev/null; then
  openssl pkey -in ana.key -passin file:passphrase -pubout >theirs.pub
  cmp -s theirs.pub ana.pub
  check 'openssl reads our encrypted key' $? 0 '' ''
  openssl genpkey -algorithm ed25519 -out plain.key 2>openssl.out
  openssl pkcs8 -topk8 -scrypt -in plain.key -passout file:passphrase -out theirs.key
  chmod 600 theirs.key
  openssl pkey -in plain.key -pubout -out theirs.pub
  output=$("$program" key export theirs.key --passphrase-file passphrase)
  check 'we read an encrypted key of openssl' "$output" "$(cat theirs.pub)" '' ''
  openssl genpkey -algorithm x25519 -out x25519.key 2>openssl.out && chmod 600 x25519.key
  run 'a key of another kind' 2 RC5211 sign demo.rbx --key x25519.key
fi

# --- rotation
run 'a key for the successor' 0 'ben.key' key new ben --no-passphrase
run 'the successor' 0 'serial 3' key rotate --replace ci.pub --by ben.pub --reason 'laptop lost' --key ana.key --passphrase-file passphrase -o next.json
run 'by a key that may not' 0 '0 of 1' key rotate --replace ci.pub --by ben.pub --key ben.key -o stranger.json
run 'is not taken' 2 RC5204 key rotate stranger.json --accept
run 'a look at it' 0 'nothing is written' key rotate next.json --accept -n
run 'still the old one' 0 'serial 2' key list
run 'taken into force' 0 'in force' key rotate next.json --accept
run 'now the new one' 0 'serial 3' key list
run 'twice is no step' 2 RC5204 key rotate next.json --accept
run 'only by a successor from now on' 2 'key rotate' key trust ben.pub --role release --identity ben@shop
printf '%s\n' "$(head -n 1 demo.rbx.dsse.jsonl)" >by-ci && cp by-ci demo.rbx.dsse.jsonl
run 'what the lost key signed' 1 RC5105 verify demo.rbx
run 'signed anew' 0 'envelopes' sign demo.rbx --key ben.key
run 'and good' 0 'ok:' verify demo.rbx

printf '%d passed, %d failed\n' $passed $failed
[ $failed = 0 ]
