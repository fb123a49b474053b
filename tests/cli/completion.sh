#!/usr/bin/env bash
# The completion scripts in the shells themselves: bash, zsh and fish, without a terminal and at one;
# names with blanks, quotes and command substitutions; broken projects; --install.
#   completion.sh PROGRAM
# shellcheck disable=SC2016 # commands that must not be expanded are the point
. "$(dirname "$0")/common.sh"
here=$(cd "$(dirname "$0")" && pwd)
needs bash zsh fish git
cd "$scratch"
mkdir zsh
rulec completion bash >rulec.bash
rulec completion zsh >zsh/_rulec
rulec completion fish >rulec.fish

# --- the scripts are sound by themselves
if bash -n rulec.bash; then ok; else bad 'bash reads its script'; fi
if zsh -n zsh/_rulec; then ok; else bad 'zsh reads its script'; fi
if fish --no-execute rulec.fish; then ok; else bad 'fish reads its script'; fi
if ! command -v shellcheck >/dev/null || shellcheck rulec.bash >checked; then ok; else bad 'shellcheck' "$(cat checked)"; fi

# --- a project with names that a shell could take for something else
mkdir -p odd/rules 'odd/sub folder'
cat >odd/rulec.yaml <<'YAML'
rulec: 1
name: odd
version: 1.0.0
environments: { production: {}, eu.staging: {} }
YAML
cat >odd/rules/odd.rule.json <<'JSON'
{ "rules": [
  { "id": "Free shipping", "name": "nothing\tto\npay", "entry_point": "checkout", "condition": true },
  { "id": "it's \"5 %\" off", "entry_point": "checkout", "condition": true },
  { "id": "$(touch sprung)", "entry_point": "checkout", "condition": true },
  { "id": "`touch sprung`;touch sprung", "entry_point": "checkout", "condition": true },
  { "id": "a:b=c", "entry_point": "checkout", "condition": true },
  { "id": "größe", "entry_point": "checkout", "condition": true },
  { "id": "two\nlines", "entry_point": "checkout", "condition": true },
  { "id": "plain", "entry_point": "returns", "condition": true,
    "tests": [ { "name": "$(touch sprung) is a test", "context": {}, "expect": { "fires": true } } ] }
] }
JSON
cd odd
git init -q -b main .
git add rules
git commit -q -m start
git tag v1.0

# What each shell offers for LINE, one a line.
in_bash() { bash "$here/completion_bash.sh" ../rulec.bash "${2-=:}" "$1"; }
in_zsh() { zsh -f "$here/completion_zsh.zsh" "$scratch/zsh" "$1" | grep -v '^> ' | sed '/^$/d'; }
in_fish() { fish --no-config -c 'source ../rulec.fish; complete -C "$argv[1]"' -- "$1" | cut -f1; }
sorted() { sort | tr '\n' '|'; }

# offers LINE WANTED…: exactly these in all three shells. bash and fish put what stands before the
# value in front where the word has it.
offers() {
  local line=$1 wanted
  shift
  wanted=$(printf '%s\n' "$@" | sorted)
  same "bash: $line" "$(in_bash "$line" | sorted)" "$wanted"
  same "zsh: $line" "$(in_zsh "$line" | sorted)" "$wanted"
  same "fish: $line" "$(in_fish "$line" | sed 's/^--[a-z-]*=\(.\)/\1/' | sorted)" "$wanted"
}
# offers_nothing LINE
offers_nothing() {
  same "bash: $1" "$(in_bash "$1")" ''
  same "zsh: $1" "$(in_zsh "$1")" ''
  same "fish: $1" "$(in_fish "$1")" ''
}

offers 'rulec li' lint
offers 'rulec comp' compile completion
offers 'rulec run --stre' --stream
offers 'rulec lint --fix-' --fix-suggested
offers 'rulec config sh' show
offers 'rulec config show --or' --origin
offers 'rulec key ' new list trust rotate export
offers 'rulec completion ' bash zsh fish
offers 'rulec lint --fail-level ' error warning hint
offers 'rulec lint --fail-level=w' warning
offers 'rulec --color=al' always
offers 'rulec --color never lint --sta' --staged --statistics
offers 'rulec build --stop-after num' number-terms
offers 'rulec test --coverage=co' cobertura
offers 'rulec help exit' exit-codes
offers 'rulec verify --env ' production eu.staging
offers 'rulec eval ' checkout returns
offers 'rulec eval --set a=1 --now 2026-01-01 -v ret' returns
offers 'rulec -C . eval ret' returns
offers 'rulec lint --since v' v1.0
offers 'rulec lint --since ma' main
offers 'rulec explain unknown-fie' unknown-field
offers 'rulec explain RC2003' RC2003
offers 'rulec explain pla' plain
offers 'rulec bench ret' returns
# Behind `--` there are no flags, and no values of flags.
offers_nothing 'rulec lint -- --fi'
offers_nothing 'rulec completion -- --inst'
offers 'rulec eval -- ret' returns
# What nobody knows.
offers_nothing 'rulec nope '
offers_nothing 'rulec nope --fi'
offers_nothing 'rulec eval --now '
offers_nothing 'rulec config show nothing '
# Values behind commas.
same 'bash: behind a comma' "$(in_bash 'rulec build --emit ir,by')" ir,bytecode
same 'bash: behind = and a comma' "$(in_bash 'rulec build --emit=ir,by')" ir,bytecode
same 'zsh: behind a comma' "$(in_zsh 'rulec build --emit ir,by')" bytecode
same 'fish: behind a comma' "$(in_fish 'rulec build --emit ir,by')" ir,bytecode
same 'fish: codes behind a comma' "$(in_fish 'rulec lint --select RC2003,unknown-fie')" RC2003,unknown-field
# bash where = and : cut no words.
same 'bash: = cuts no words' "$(in_bash 'rulec lint --fail-level=w' '')" --fail-level=warning
same 'bash: : cuts no words' "$(in_bash 'rulec explain a:' '')" a:b=c
same 'bash: : cuts words' "$(in_bash 'rulec explain a:')" b=c
same 'bash: : and = cut words' "$(in_bash 'rulec explain a:b=')" c

# --- nothing that is written anywhere is run
for line in 'rulec explain $(touch sprung)' 'rulec explain `touch sprung`' 'rulec $(touch sprung) ' \
  'rulec -C $(touch sprung) eval ' 'rulec -C "`touch sprung`" eval ' 'rulec test -k $(to' \
  'rulec lint --select=$(touch sprung),RC' 'rulec explain ${x:=$(touch sprung)}' \
  'rulec explain a[$(touch sprung)]' 'rulec explain <(touch sprung)' 'rulec test --for '; do
  in_bash "$line" >/dev/null 2>&1 || true
  in_zsh "$line" >/dev/null 2>&1 || true
  in_fish "$line" >/dev/null 2>&1 || true
  if [ ! -e sprung ]; then ok; else bad "run by: $line"; rm -f sprung; fi
done

# --- at a terminal: what is put into the line is the name and nothing else
# typed SHELL LINE WANTED: the line after Tab, read by that shell, has WANTED as its last word.
at_terminal() {
  if [ "$1" = bash ]; then
    zsh -f "$here/completion_pty.zsh" "$scratch/rulec.bash" "$2"
  else
    zsh -f "$here/completion_zsh.zsh" "$scratch/zsh" "$2" | sed -n 's/^> //p'
  fi
}
last_word() { # SHELL LINE: read without running anything but `printf`
  "$1" -fc 'set -- '"${2#rulec }"'; printf "%s" "${@:$#}"'
}
typed() {
  local line
  line=$(at_terminal "$1" "$2")
  same "$1, typed: $2" "$(last_word "$1" "$line" 2>&1)" "$3"
}
for shell in bash zsh; do
  typed $shell 'rulec test --for Fr' 'Free shipping'
  typed $shell "rulec test --for 'Fr" 'Free shipping'
  typed $shell 'rulec test --for "Fr' 'Free shipping'
  typed $shell 'rulec test --for Free\ s' 'Free shipping'
  typed $shell 'rulec test --for it' "it's \"5 %\" off"
  typed $shell "rulec test --for 'it" "it's \"5 %\" off"
  typed $shell 'rulec test --for "it' "it's \"5 %\" off"
  typed $shell 'rulec test --for \$' '$(touch sprung)'
  typed $shell "rulec test --for '\$" '$(touch sprung)'
  typed $shell 'rulec test --for \`' '`touch sprung`;touch sprung'
  typed $shell "rulec test --for '\`" '`touch sprung`;touch sprung'
  typed $shell 'rulec test --for gr' größe
  typed $shell 'rulec explain a:' a:b=c
  typed $shell 'rulec lint --fail-level=w' --fail-level=warning
  typed $shell 'rulec lint rul' "$([ $shell = bash ] && echo rule || echo rule)"
  typed $shell 'rulec -C sub' 'sub folder/'
  typed $shell "rulec test -k '\$(to" '$(touch sprung) is a test'
done
if [ ! -e sprung ]; then ok; else bad 'something at a terminal was run'; fi

# --- the hidden command: silent, always 0, whatever is asked
silent() {
  local status=0 said
  said=$(rulec "$@" 2>&1) || status=$?
  same "silent: $*" "$status|$said" '0|'
}
silent __complete
silent __complete nothing
silent __complete rules more
silent -C /nowhere __complete rules
holds 'names come with what they are' "$(rulec __complete environments)" $'production\tenvironment'
lacks 'a name of two lines cannot be offered' "$(rulec __complete rules)" two
printf '{ "rules": [' >rules/broken.rule.json
holds 'a broken file takes no other with it' "$(rulec __complete rules 2>&1)" 'Free shipping'
lacks 'and says nothing' "$(rulec __complete tests 2>&1)" error
printf 'rulec: [1\n' >rulec.yaml
lacks 'a broken configuration says nothing' "$(rulec __complete rules 2>&1)" error
silent __complete environments
rm rulec.yaml rules/broken.rule.json
mkfifo rules/pipe.rule.json
holds 'a pipe is not waited for' "$(timeout 20 rulec __complete rules 2>&1)" 'Free shipping'
rm rules/pipe.rule.json
if ! git status --porcelain --untracked-files=all | grep -qv rulec.yaml; then ok; else bad 'nothing was written' "$(git status --short)"; fi

# --- the shells find what --install wrote
cd "$scratch"
said=$(rulec completion fish --install)
holds 'it says what it wrote' "$said" "wrote  $HOME/.config/fish/completions/rulec.fish"
holds 'and how to undo it' "$said" "undo: rm $HOME/.config/fish/completions/rulec.fish"
holds 'and what comes next' "$said" 'next: '
same 'fish finds it by itself' "$(fish -c 'complete -C "rulec lin"' | cut -f1)" lint
holds 'again changes nothing' "$(rulec completion fish --install)" unchanged
lacks 'and there is nothing to undo' "$(rulec completion fish --install)" undo:
said=$(rulec completion zsh --install)
same 'zsh finds it in its folder' "$(in_zsh_home() { cp "$HOME/.local/share/zsh/site-functions/_rulec" zsh/ && in_zsh 'rulec lin'; }; in_zsh_home)" lint
holds 'zsh has to be told of the folder' "$said" "fpath=($HOME/.local/share/zsh/site-functions \$fpath)"
said=$(XDG_DATA_HOME="$scratch/my data" rulec completion bash --install)
same 'XDG_DATA_HOME' "$(sed -n 1p "my data/bash-completion/completions/rulec")" "$(sed -n 1p rulec.bash)"
holds 'a path with blanks can be pasted' "$said" "undo: rm '$scratch/my data/bash-completion/completions/rulec'"
XDG_DATA_HOME=relative rulec completion bash --install >/dev/null
if [ ! -e relative ] && cmp -s "$HOME/.local/share/bash-completion/completions/rulec" rulec.bash; then ok; else bad 'a relative XDG_DATA_HOME does not count'; fi
BASH_COMPLETION_USER_DIR="$scratch/own" rulec completion bash --install -q
if [ -e own/completions/rulec ]; then ok; else bad 'BASH_COMPLETION_USER_DIR'; fi
XDG_DATA_HOME="$scratch/dry" rulec completion bash --install -n >/dev/null
if [ ! -e dry ]; then ok; else bad '-n writes nothing'; fi
# Not ours to overwrite: another file, a link, a folder.
target=$HOME/.config/fish/completions/rulec.fish
refused() { # WHAT
  local status=0 said
  said=$(rulec completion fish --install 2>&1) || status=$?
  same "$1: refused" $status 1
  holds "$1: why" "$said" RC0017
}
printf 'complete -c rulec -a mine\n' >"$target"
refused 'a file of somebody else'
same 'it stays' "$(cat "$target")" 'complete -c rulec -a mine'
ln -sf /dev/null "$target"
refused 'a link'
rm "$target"
mkdir "$target"
refused 'a folder'
rmdir "$target"
# One of an older rulec is.
{ sed -n 1p rulec.fish && echo '# older'; } >"$target"
holds 'an older script is renewed' "$(rulec completion fish --install)" wrote
if cmp -s "$target" rulec.fish; then ok; else bad 'it is the new one'; fi
status=0
said=$(env -u HOME rulec completion fish --install 2>&1) || status=$?
same 'no home' $status 2

# --- how long it takes: a goal of 30 ms, far below what fails here
started=$(date +%s%N)
for _ in 1 2 3 4 5 6 7 8 9 10; do rulec -C odd __complete rules >/dev/null; done
each=$((($(date +%s%N) - started) / 10000000))
printf 'rulec __complete rules: %d ms\n' $each
if [ $each -lt 300 ]; then ok; else bad "rulec __complete takes $each ms"; fi

finish
