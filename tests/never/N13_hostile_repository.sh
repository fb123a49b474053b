#!/usr/bin/env bash
# N13: lint, fmt, test, compile, eval and completion on a hostile repository run no program, open no socket and write
# nothing but their named outputs. The repository names programs wherever git and rulec could look;
# strace sees what the process does.
#   N13_hostile_repository.sh PROGRAM
# shellcheck disable=SC2016 # commands that must not be expanded are the point
. "$(dirname "$0")/common.sh"

command -v strace >/dev/null || skip_all 'strace is missing (scripts/setup test)'
strace -o /dev/null true 2>/dev/null || skip_all 'strace may not trace here'

make_project hostile
cd "$scratch/hostile"
git init -q .
git config user.email nobody@example.com
git config user.name nobody
git add -A
git commit -q -m start

# --- programs named in every place
trap_program="$scratch/trap"
printf '#!/bin/sh\ntouch "%s/sprung"\n' "$scratch" >"$trap_program"
chmod +x "$trap_program"
git config core.fsmonitor "$trap_program"
git config core.pager "$trap_program"
git config core.editor "$trap_program"
git config core.sshCommand "$trap_program"
git config diff.external "$trap_program"
git config filter.evil.clean "$trap_program"
git config filter.evil.smudge "$trap_program"
git config filter.evil.process "$trap_program"
git config alias.status "!$trap_program"
printf '* filter=evil diff=evil\n' >.gitattributes
for hook in pre-commit post-checkout post-index-change fsmonitor-watchman; do
  cp "$trap_program" .git/hooks/$hook
done
# --- links and names that lead out, and rules that hold commands
ln -s /etc/passwd rules/passwd.rule.json
ln -s "$scratch" rules/outside
mkdir -p 'rules/$(touch sprung)'
write 'hostile/rules/$(touch sprung)/a;touch sprung.rule.json' <<'JSON'
{ "id": "shell", "entry_point": "checkout", "condition": { "==": [{ "var": "cart.note" }, "`touch sprung`"] },
  "actions": [ { "type": "display_message", "message": "$(touch sprung) {{ cart.note }}" } ] }
JSON
write hostile/rules/schema_url.rule.json <<'JSON'
{ "$schema": "http://127.0.0.1:9/rule.schema.json", "id": "remote", "entry_point": "checkout" }
JSON
sed -i 's/"type": "object", "required"/"$schema": "http:\/\/127.0.0.1:9\/x", "type": "object", "required"/' schemas/checkout.context.json
git -c core.fsmonitor= -c filter.evil.clean=cat -c filter.evil.process= -c core.hooksPath=/dev/null add rules/schema_url.rule.json 2>/dev/null || true
rm -f "$scratch/sprung"

# traced WHAT ALLOWED ARGUMENTS…: the program's system calls stay inside the list; ALLOWED is a
# pattern of paths that may be written, or nothing.
traced() {
  local what=$1 allowed=$2 log="$scratch/trace" status=0 found
  shift 2
  rm -f "$log"
  PAGER=$trap_program EDITOR=$trap_program RULEC_PAGER=$trap_program \
    strace -f -qq -e trace=execve,execveat,fork,vfork,socket,connect,bind,open,openat,creat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,link,linkat,symlink,symlinkat,chmod,fchmodat,truncate \
    -o "$log" "$RULEC" "$@" </dev/null >"$scratch/said" 2>&1 || status=$?
  if [ $status -gt 3 ]; then bad "$what: status $status" "$(cat "$scratch/said")"; else ok; fi
  # The first execve is the program itself.
  found=$(grep -E 'execve|execveat|v?fork\(|socket\(|connect\(|bind\(' "$log" | tail -n +2 | grep -v ENOENT || true)
  if [ -n "$found" ]; then bad "$what: runs a program or opens a socket" "$found"; else ok; fi
  found=$(grep -E 'O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|creat\(|rename|unlink|mkdir|[^a-z]link|symlink|chmod|truncate' "$log" |
    grep -vE '/dev/(null|tty)' || true)
  if [ -n "$allowed" ]; then found=$(grep -vE "$allowed" <<<"$found" || true); fi
  if [ -n "$found" ]; then bad "$what: writes outside its outputs" "$found"; else ok; fi
  if [ -e "$scratch/sprung" ] || [ -n "$(find . -name sprung -print -quit)" ]; then
    bad "$what: a program of the repository ran"
    rm -f "$scratch/sprung"
  else
    ok
  fi
}

traced 'lint' '' lint
traced 'lint --since' '' lint --since HEAD
traced 'lint --staged' '' lint --staged
# An .editorconfig whose globs would take for ever, and one above the project.
{
  printf '[*'
  printf '{a,b}%.0s' $(seq 60)
  printf ']\n[%s]\nindent_size = 9\n[*]\nmax_line_length = $(touch sprung)\n' "$(printf '*a%.0s' $(seq 400))"
} >.editorconfig
traced 'fmt --check' '' fmt --check
traced 'fmt --diff' '' fmt --diff
traced 'fmt --check --staged' '' fmt --check --staged
traced 'fmt --diff --since' '' fmt --diff --since HEAD
cp -r rules "$scratch/kept"
traced 'fmt' "$scratch/hostile/(rules|tests)[/\"]" fmt
if cmp -s /etc/passwd rules/passwd.rule.json; then ok; else bad 'fmt wrote through a link out of the project'; fi
rm -rf rules
mv "$scratch/kept" rules
rm .editorconfig
traced 'test' '' test
traced 'eval' '' eval checkout --context contexts/big.json
traced 'eval --explain' '' eval checkout --context contexts/big.json --explain
traced 'config show' '' config show
for kind in rules entry-points environments codes tests topics revisions keys; do
  traced "__complete $kind" '' __complete $kind
done
mkdir "$scratch/out"
traced 'compile' "$scratch/out/" compile -o "$scratch/out/shop.rbx"

# What was read through links out of the project would be shown in findings.
if "$RULEC" lint 2>&1 | grep -q 'root:'; then bad 'lint shows a file from outside the project'; else ok; fi

finish
