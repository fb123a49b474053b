#!/usr/bin/env bash
# The hooks of .pre-commit-hooks.yaml through pre-commit itself, and the git hook that `rulec init
# --pre-commit` writes, on good and bad staged files.
#   pre_commit.sh PROGRAM SOURCE_TREE
. "$(dirname "$0")/common.sh"
source_tree=$(cd "${2:?the source tree}" && pwd)
needs git pre-commit
export PRE_COMMIT_HOME="$scratch/cache"
cd "$scratch"

# commit_of MESSAGE: tries to commit what is staged; status and what was said.
commit_of() {
  status=0
  said=$(git commit -m "$1" 2>&1) || status=$?
}
bad_rule() { sed 's/cart.total/cart.totl/' rules/terms.rule.json >new && mv new rules/terms.rule.json; }

# --- each hook runs for whatever a source may be called, and for what decides its result
patterns=$(rulec -C "$source_tree/rules-examples/checkout" config show --isolated |
  grep -oE '"(rules|templates|tests)/[^"]*\*[^"]*"' | tr -d '"' | sort -u)
holds 'the patterns are known' "$patterns" 'rules/**/*.effx'
fits() { # HOOK NAME
  local expression
  expression=$(sed -n "/^- id: $1\$/,/^- id:/s/^  files: '\(.*\)'/\1/p" "$source_tree/.pre-commit-hooks.yaml")
  [ -n "$expression" ] && grep -qE "$expression" <<<"$2"
}
for hook in rulec-fmt rulec-lint rulec-check; do
  for pattern in $patterns rulec.yaml; do
    name=${pattern//'**/'/}
    if fits $hook "shop/${name//'*'/a}"; then ok; else bad "$hook looks at $name"; fi
  done
  if fits $hook README.md; then bad "$hook looks at a text"; else ok; fi
done
for hook in rulec-fmt rulec-check; do
  if fits $hook .editorconfig; then ok; else bad "$hook looks at the layout"; fi
done

# --- a repository of hooks, and one that uses them
git init -q -b main hooks
cp "$source_tree/.pre-commit-hooks.yaml" hooks/
git -C hooks add -A
git -C hooks commit -q -m hooks
rulec init shop >/dev/null
cd shop
git init -q -b main .
cat >.pre-commit-config.yaml <<YAML
repos:
  - repo: $scratch/hooks
    rev: $(git -C ../hooks rev-parse HEAD)
    hooks: [{ id: rulec-fmt }, { id: rulec-lint }, { id: rulec-check }]
YAML
pre-commit install >/dev/null
git add -A
commit_of start
same 'a new project passes the hooks' $status 0
[ $status = 0 ] || printf '%s\n' "$said"
for hook in 'rulec fmt' 'rulec lint' 'rulec check'; do
  case $said in *"$hook..."*Passed*) ok ;; *) bad "$hook ran" "$said" ;; esac
done

# --- a finding
bad_rule
git add rules
commit_of bad
same 'a finding stops the commit' $status 1
holds 'the finding is shown' "$said" RC2003
if grep -q 'rulec lint\.*Failed' <<<"$said"; then ok; else bad 'lint is the one that failed' "$said"; fi

# --- what is staged counts, not the work tree: pre-commit puts the rest aside, rulec reads the index
git checkout -q HEAD -- rules
printf '\n' >>README.md
git add README.md
bad_rule
commit_of 'only a text'
same 'a file that is not staged stops nothing' $status 0
[ $status = 0 ] || printf '%s\n' "$said"
holds 'a text has no hook' "$said" 'no files to check'
git checkout -q HEAD -- rules

# --- a file that is not in canonical form
sed -i 's/^  "id"/      "id"/' rules/terms.rule.json
git add rules
commit_of layout
same 'another layout stops the commit' $status 1
if grep -q 'rulec fmt\.*Failed' <<<"$said"; then ok; else bad 'fmt is the one that failed' "$said"; fi
rulec fmt >/dev/null
git add rules
git commit -q --allow-empty -m formatted && ok

# --- `rulec init --pre-commit`, without pre-commit
cd "$scratch"
status=0
said=$(rulec init new --pre-commit 2>&1) || status=$?
same 'no repository, no hook' $status 3
holds 'it is said what to do' "$said" 'git init'
if [ ! -e new ]; then ok; else bad 'nothing was written' "$(ls -a new)"; fi
git init -q -b main plain
status=0
said=$(rulec init "plain/our shop's rules" --pre-commit 2>&1) || status=$?
same 'a project and its hook' $status 0
hook=plain/.git/hooks/pre-commit
same 'the hook has two lines' "$(wc -l <$hook)" 2
if [ -x $hook ]; then ok; else bad 'the hook can be run' "$(ls -l $hook)"; fi
cd plain
git add -A
commit_of start
same 'the hook lets a good project pass' $status 0
[ $status = 0 ] || printf '%s\n' "$said"
(cd "our shop's rules" && bad_rule && git add rules)
commit_of bad
same 'the hook stops a finding' $status 1
holds 'the finding is shown' "$said" RC2003
said=$(rulec init "our shop's rules" --pre-commit)
holds 'it may be repeated' "$said" '(unchanged)'
lacks 'the project is left alone' "$said" rulec.yaml
printf '#!/bin/sh\nexit 0\n' >.git/hooks/pre-commit
status=0
said=$(rulec init "our shop's rules" --pre-commit 2>&1) || status=$?
same 'a hook of somebody else stays' $status 1
holds 'both are shown' "$said" '- exit 0'
rulec init "our shop's rules" --pre-commit --force >/dev/null
holds 'unless told to' "$(cat .git/hooks/pre-commit)" 'rulec -C'
git config core.hooksPath "$scratch/elsewhere"
status=0
said=$(rulec init "our shop's rules" --pre-commit 2>&1) || status=$?
same 'hooks elsewhere are not ours to write' $status 2
holds 'the line to add is shown' "$said" 'lint --staged'
if [ ! -e "$scratch/elsewhere" ]; then ok; else bad 'nothing is written there'; fi

finish
