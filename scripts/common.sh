# shellcheck shell=bash
# Sourced by the other scripts: the root of the source tree, messages, and an environment that does
# not depend on who calls. Nothing here installs or builds.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export LC_ALL=C.UTF-8
# ccache wants a home folder; service users and bare containers may have none.
if [ -z "${HOME:-}" ]; then
  export CCACHE_DIR="$ROOT/build/ccache"
fi

say() { printf '%s: %s\n' "$(basename "$0")" "$*"; }

# fail STATUS WORDS…: 1 the answer is no, 2 asked wrongly, 3 the environment failed (as rulec itself).
fail() {
  local status=$1
  shift
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit "$status"
}

jobs() { nproc 2>/dev/null || echo 2; }

# Prints the packages of a group and of those above it in cmake/dependencies.txt.
packages_of() {
  local groups
  case $1 in
    core) groups='core' ;;
    native) groups='core native' ;;
    test) groups='core native test' ;;
    coverage) groups='core native test coverage' ;;
    generator) groups='core generator' ;;
    release) groups='core native test' ;;
    *) return 1 ;;
  esac
  awk -v groups=" $groups " '/^[a-z]/ && index(groups, " " $1 " ") { print $2 }' "$ROOT/cmake/dependencies.txt"
}

# The folder of the test corpora, or nothing. RULEC_CORPORA wins over the usual place.
corpora_folder() {
  local folder=${RULEC_CORPORA:-$ROOT/../shared/corpora}
  if [ -d "$folder" ]; then
    (cd "$folder" && pwd)
  fi
}
