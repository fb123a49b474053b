#!/usr/bin/env bash
# Manual pages: mandoc finds nothing to warn about, pages name pages that are there, the examples of
# rulec-eff(5) and rulec.yaml(5) are what they say.
#   man.sh PROGRAM SOURCE_TREE
. "$(dirname "$0")/common.sh"
source_tree=$(cd "${2:?the source tree}" && pwd)
needs mandoc
cd "$source_tree/man"

for page in *.[0-9]; do
  if said=$(mandoc -Tlint -Wwarning "$page" 2>&1) && [ -z "$said" ]; then ok; else bad "mandoc -Tlint $page" "$said"; fi
  # Every page that is named with its section.
  text=$(mandoc -Tutf8 "$page" | sed 's/.\x08//g')
  while IFS= read -r named; do
    name=${named%(*} section=${named##*(}
    if [ -e "$name.${section%)}" ]; then ok; else bad "$page names $named, which is not there"; fi
  done < <(grep -oE '\brulec[a-z.-]*\([0-9]\)' <<<"$text" | tr '[:upper:]' '[:lower:]' | sort -u)
done

# Only what is built has a page, and the topics of section 5 have theirs.
for page in rulec.1 rulec-completion.1 rulec.yaml.5 rulec-eff.5 rulec-bundle.5; do
  if [ -s $page ]; then ok; else bad "$page is missing"; fi
done

# --- the examples
mkdir -p "$scratch/project/rules"
mandoc -Tutf8 rulec-eff.5 | sed 's/.\x08//g' | sed -n '/^RULES/,/^CONDITIONS/p' |
  sed -n '/ \/\/\/ /,/^ *}$/p' | sed 's/^     //' >"$scratch/seen"
sed -n '/^\.EX/,/^\.EE/p' rulec-eff.5 | sed '1d;$d' >"$scratch/project/rules/example.eff"
holds 'the example is shown' "$(cat "$scratch/seen")" 'rule vat_notice on checkout priority 20 stop {'
cd "$scratch/project"
same 'it lints' "$(rulec lint -q 2>&1)" ''
holds 'and its test passes' "$(rulec test 2>&1)" '1 passed, 0 failed'
if rulec fmt --check >/dev/null; then ok; else bad 'it is in canonical form'; fi
if rulec fmt --to json rules/example.eff >/dev/null; then ok; else bad 'it has a twin'; fi
sed -n '/^\.EX/,/^\.EE/p' "$source_tree/man/rulec.yaml.5" | sed '1d;$d' >rulec.yaml
mkdir schemas && echo '{ "type": "object" }' >schemas/checkout.context.json
if said=$(rulec config show --origin 2>&1); then ok; else bad 'rulec.yaml(5) has a good example' "$said"; fi
holds 'its settings are read' "$said" 'rulec.yaml:3'

# --- help without man
holds 'help rulec.yaml' "$(rulec help rulec.yaml)" 'entry_points.NAME.hit_policy'
said=$(rulec help rulec.yml 2>&1) || true
holds 'did you mean' "$said" 'did you mean'

finish
