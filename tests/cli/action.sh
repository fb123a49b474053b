#!/usr/bin/env bash
# The composite action of action.yml, run as GitHub runs it, on good and bad projects.
#   action.sh PROGRAM SOURCE_TREE
. "$(dirname "$0")/common.sh"
source_tree=$(cd "${2:?the source tree}" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
needs git jq
python=/usr/bin/python3
if ! $python -c 'import yaml' 2>/dev/null; then
  printf 'SKIPPED: cli/action: python3-yaml is missing (scripts/setup test)\n0 passed, 0 failed, 1 skipped\n'
  exit 0
fi
run_action() { # FOLDER [INPUT=VALUE…]: exit status in `status`, what was said in `said`
  local folder=$1
  shift
  status=0
  said=$($python "$here/composite.py" "$source_tree/action.yml" "$folder" "$scratch/run" "$@" 2>&1) || status=$?
}
output() { sed -n "s/^$1=//p" "$scratch/run/outputs"; }
cd "$scratch"

# --- the file itself: no expression in a script, every script clean
if "$python" "$here/composite.py" --scripts "$source_tree/action.yml" scripts; then ok; else bad 'expressions in scripts'; fi
for script in scripts/*.sh; do
  if ! command -v shellcheck >/dev/null || said=$(shellcheck -s bash "$script"); then ok; else bad "shellcheck $script" "$said"; fi
done

# --- a good project
rulec init shop >/dev/null
cd shop
git init -q -b main .
git add -A
git commit -q -m start
run_action . 
same 'good: status' $status 0
[ $status = 0 ] || printf '%s\n' "$said"
same 'good: exit_code' "$(output exit_code)" 0
same 'good: findings' "$(output findings)" 0
case $(output coverage) in 100 | 100.0 | [0-9]*) ok ;; *) bad 'good: coverage' "$(cat ../run/outputs)" ;; esac
case $(output bundle_digest) in sha256:*) ok ;; *) bad 'good: bundle_digest' "$(cat ../run/outputs)" ;; esac
holds 'good: summary' "$(cat ../run/summary)" '### Rules: all good'
if [ -z "$(git status --porcelain)" ]; then ok; else bad 'the work tree is as before' "$(git status --short)"; fi

# --- a branch with a mistake, against its base
base=$(git rev-parse HEAD)
git checkout -q -b change
sed -i 's/cart.total/cart.totl/' rules/terms.rule.json
git commit -q -a -m change
run_action . since="$base"
same 'bad: status' $status 1
same 'bad: exit_code' "$(output exit_code)" 1
if [ "$(output findings)" -ge 1 ]; then ok; else bad 'bad: findings' "$(cat ../run/outputs)"; fi
holds 'bad: summary' "$(cat ../run/summary)" '### Rules: exit 1'
holds 'bad: the finding is in the log' "$said" RC2003

# --- another decision: the summary shows it
git checkout -q -b other main
sed -i 's/100/80/' rules/terms.rule.json
git commit -q -a -m other
run_action . since="$base"
holds 'the difference of decisions is in the summary' "$(cat ../run/summary)" 'Decisions against the base'
holds 'with the rule' "$(cat ../run/summary)" '    '
git checkout -q main

# --- inputs
run_action . coverage_min=100 args='--skip budget,package'
same 'coverage_min and args reach rulec' "$(output exit_code)" "$status"
run_action . version=99.0.0
same 'another version' $status 2
holds 'is said' "$said" 'another version'
run_action . version="$(rulec --version | cut -d' ' -f2)"
same 'this version' $status 0
run_action . rulec-path=/nowhere/rulec
same 'no program' $status 2
run_action . rulec-path="$program"
same 'a path' $status 0
run_action . since=0123456789012345678901234567890123456789
same 'a base that is not in the clone' $status 0
holds 'is a warning' "$said" '::warning'
run_action . args=--no-such-flag
same 'asked wrongly' $status 2
same 'asked wrongly: exit_code' "$(output exit_code)" 2
same 'asked wrongly: findings' "$(output findings)" ''
# Whatever an input holds, it is no script and no further output.
# shellcheck disable=SC2016
for text in '$(touch sprung)' '`touch sprung`' '"; touch sprung; "' "'; touch sprung; '" $'x\nexit_code=0' '--help;touch sprung'; do
  for input in args since version rulec-path coverage_min working-directory; do
    run_action . "$input=$text"
    if [ ! -e sprung ]; then ok; else bad "run by $input: $text"; rm -f sprung; fi
    same "one exit_code ($input)" "$(grep -c '^exit_code=' ../run/outputs || true)" "$([ -s ../run/outputs ] && echo 1 || echo 0)"
  done
done

# --- a project in a folder
mkdir "$scratch/mono"
cd "$scratch/mono"
git init -q -b main .
rulec init "our rules" >/dev/null
git add -A
git commit -q -m start
run_action . working-directory='our rules'
same 'a project in a folder' $status 0
[ $status = 0 ] || printf '%s\n' "$said"

# --- the pipelines of `rulec init --ci`
run_pipeline() { # FILE [NAME=VALUE…]
  local file=$1
  shift
  status=0
  said=$($python "$here/composite.py" --pipeline "$file" . "$scratch/pipeline" "$@" 2>&1) || status=$?
}
for kind in github gitlab; do
  cd "$scratch"
  rulec init "$kind shop" --ci $kind >said
  file=.gitlab-ci.yml
  if [ $kind = github ]; then file=.github/workflows/rulec.yml; fi
  holds "$kind: the file is named" "$(cat said)" "$file"
  cd "$kind shop"
  printf 'rulec-tests.xml\n*.rpack\n*.pub\n*.key\n' >>.gitignore
  git init -q -b main .
  git add -A
  git commit -q -m start
  run_pipeline $file
  same "$kind: a good project" $status 0
  if [ $status != 0 ]; then printf '%s\n' "$said"; fi
  if ls ./*.rpack >/dev/null 2>&1; then ok; else bad "$kind: a package" "$(ls)"; fi
  rm -f ./*.rpack
  rulec key new ci --no-passphrase >/dev/null
  if [ $kind = github ]; then
    run_pipeline $file "RULEC_SIGNING_KEY=$(cat ci.key)"
    if [ ! -e "$scratch/pipeline/ci.key" ]; then ok; else bad "$kind: the key stays behind"; fi
  else
    run_pipeline $file "RULEC_SIGNING_KEY=$PWD/ci.key"
  fi
  same "$kind: signed" $status 0
  if [ $status != 0 ]; then printf '%s\n' "$said"; fi
  rulec key trust ci.pub --role release --identity ci@shop --trust "$PWD/trust.json" >/dev/null
  if rulec verify ./*.rpack --policy trust.json >said 2>&1; then ok; else bad "$kind: a trusted package" "$(cat said)"; fi
  sed -i 's/cart.total/cart.totl/' rules/terms.rule.json
  run_pipeline $file
  same "$kind: a finding ends it" $status 1
  # Once there, it is added to a project alone, and never overwritten.
  holds "$kind: again" "$(rulec init --ci $kind)" '(unchanged)'
  echo '# mine' >>$file
  status=0
  rulec init --ci $kind >said 2>&1 || status=$?
  same "$kind: changed files stay" $status 1
  mkdir below
  status=0
  rulec init below --ci $kind >said 2>&1 || status=$?
  same "$kind: a folder below the root" $status 2
  if [ ! -e below/rulec.yaml ]; then ok; else bad 'nothing is written then'; fi
done

finish
