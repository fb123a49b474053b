#!/usr/bin/env bash
# N10: personal data, a token or a key never reaches a diagnostic, an error or a log. A marked value
# is planted in every place that input can come from; the program is made to fail in many ways; none
# of its output may hold the mark. A decision itself shows what its rules show, and is not looked at.
#   N10_secrets.sh PROGRAM
. "$(dirname "$0")/common.sh"

mark='S3CR3T-4711'
make_project shop
cd "$scratch/shop"

# fails WHAT ARGUMENTS…: the command fails, and what it says does not hold the mark.
fails() {
  local what=$1 status=0 said
  shift
  said=$("$RULEC" "$@" </dev/null 2>&1) || status=$?
  if [ $status = 0 ]; then
    bad "$what: was to fail, and ended with 0" "$said"
  elif [ -z "$said" ]; then
    bad "$what: failed without a word"
  elif grep -qF "$mark" <<<"$said"; then
    bad "$what: the output holds the planted value" "$said"
  else
    ok
  fi
}

# --- contexts that do not fit their schema, or cannot be read
write shop/wrong_type.json <<JSON
{ "user": { "email": "$mark", "age": "$mark" }, "cart": { "total": "$mark" } }
JSON
write shop/missing.json <<JSON
{ "user": { "email": "$mark" } }
JSON
printf '{ "user": { "email": "%s" ' "$mark" >cut_off.json
printf '{ "user": { "email": "%s\x01" }, "cart": { "total": 1 } }' "$mark" >control.json
printf '{ "user": { "email": "%s" }, "user": { "email": "%s" }, "cart": { "total": 1 } }' "$mark" "$mark" >twice.json
printf '{ "user": { "email": "%s\\q" }, "cart": { "total": 1 } }' "$mark" >escape.json
printf '"%s"' "$mark" >no_object.json
printf '{ "cart": { "total": 1 } } %s' "$mark" >trailing.json
printf '%s' "$mark" >no_json.json
for file in wrong_type missing cut_off control twice escape no_object trailing no_json; do
  for form in full concise json; do
    fails "context $file, $form" eval checkout --context $file.json --format $form
  done
done
fails 'context from --set' eval checkout --context contexts/big.json --set "cart.total=\"$mark\""

# --- rules that throw over it
write throwing/rulec.yaml <<'YAML'
rulec: 1
name: throwing
version: 1.0.0
on_error: fail
entry_points:
  checkout: {}
YAML
write throwing/rules/a.rule.json <<'JSON'
{ "id": "adds", "entry_point": "checkout", "condition": { "+": [{ "var": "user.email" }, 1] } }
JSON
write throwing/context.json <<JSON
{ "user": { "email": "$mark" } }
JSON
fails 'arithmetic over text' -C "$scratch/throwing" eval checkout --context context.json
fails 'arithmetic over text, JSON' -C "$scratch/throwing" eval checkout --context context.json --json

# --- passwords in rulec.yaml
write leaky/rulec.yaml <<YAML
rulec: 1
name: leaky
version: 1.0.0
stores:
  main: { kind: postgres, dsn: "postgres://rulec:$mark@db/rules" }
YAML
write leaky/rules/a.rule.json <<'JSON'
{ "id": "a", "entry_point": "checkout" }
JSON
for verb in lint compile 'config show'; do
  # shellcheck disable=SC2086 # two words are two arguments
  fails "password in rulec.yaml, $verb" -C "$scratch/leaky" $verb
done

# --- and on lines of it that cannot be read
printf 'name: leaky\nx_token: &mine %s\n' "$mark" >"$scratch/leaky/rulec.yaml"
fails 'an anchor at a token, lint' -C "$scratch/leaky" lint
fails 'an anchor at a token, JSON' -C "$scratch/leaky" lint --json
printf 'name: leaky\nx_password: %s: b\n' "$mark" >"$scratch/leaky/rulec.yaml"
fails 'a password with a colon behind it' -C "$scratch/leaky" lint
rm "$scratch/leaky/rulec.yaml"
printf '{ "name": "leaky", "x_password": "%s }\n' "$mark" >"$scratch/leaky/rulec.json"
fails 'a password without its closing quote' -C "$scratch/leaky" lint

# --- files that cannot be used, named with their path only
printf '%s' "$mark" >broken.rbx
fails 'a bundle that is none' inspect broken.rbx
fails 'deciding with a bundle that is none' eval checkout --bundle broken.rbx --context contexts/big.json

# --- what stands in the environment
export RULEC_STORE_URL="postgres://rulec:$mark@db/rules" RULEC_PII_KEY="$mark"
fails 'a verb that is not built' serve
fails 'a finding' eval checkout --context wrong_type.json --explain
if "$RULEC" config show --origin 2>&1 | grep -qF "$mark"; then
  bad 'config show prints a secret of the environment'
else
  ok
fi

finish
