# shellcheck shell=bash
# Sourced by the scripts of this folder that drive other programs: the program under test on PATH, a
# scratch folder that is the home, counting. The program is the first argument of each script.
set -euo pipefail
export LC_ALL=C.UTF-8

program=$(cd "$(dirname "${1:?the rulec program}")" && pwd)/$(basename "$1")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin" "$scratch/home"
ln -s "$program" "$scratch/bin/rulec"
export PATH="$scratch/bin:$PATH" HOME="$scratch/home"
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME BASH_COMPLETION_USER_DIR RULEC_FORMAT
export GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=ana GIT_AUTHOR_EMAIL=ana@shop
export GIT_COMMITTER_NAME=ana GIT_COMMITTER_EMAIL=ana@shop

# shellcheck source=tests/support/counting.sh
. "$(dirname "${BASH_SOURCE[0]}")/../support/counting.sh"
# needs PROGRAM…: a loud skip of the whole script where one is missing, and a failure in CI, which
# has installed them.
needs() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null && continue
    printf 'SKIPPED: cli/%s: %s is missing (scripts/setup test)\n0 passed, 0 failed, 1 skipped\n' \
      "$(basename "$0" .sh)" "$tool"
    [ "${CI:-}" != true ] || exit 1
    exit 0
  done
}
# same WHAT GOT WANTED
same() { if [ "$2" = "$3" ]; then ok; else bad "$1" "got:    $2"$'\n'"wanted: $3"; fi; }
# holds WHAT TEXT PART
holds() { if [[ $2 == *"$3"* ]]; then ok; else bad "$1: no '$3'" "$2"; fi; }
# lacks WHAT TEXT PART
lacks() { if [[ $2 != *"$3"* ]]; then ok; else bad "$1: '$3' is there" "$2"; fi; }
