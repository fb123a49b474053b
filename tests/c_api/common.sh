# shellcheck shell=bash
# Sourced by the tests of the C interface with the source and the build folder: a bundle of an example
# project, and how C programs are made with the libraries of the build folder.
set -euo pipefail
export LC_ALL=C.UTF-8
source_tree=${1:?the source tree}
build=${2:?the build folder}
. "$source_tree/tests/support/counting.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rulec=$build/tools/rulec/rulec
libraries=$build/lib/c_api
project=$source_tree/rules-examples/checkout
c99=(-std=c99 -pedantic -Wall -Wextra -Wconversion -Wshadow -Werror "-I$source_tree/include")

# bundle FILE [OPTIONS…]: the example project, compiled.
bundle() {
  local file=$1
  shift
  "$rulec" --isolated -C "$project" compile -o "$file" "$@" >/dev/null
}
# with_shared OUTPUT SOURCE LIBRARY: a C99 program on lib/LIBRARY.so; with_static: on its archive.
with_shared() {
  cc "${c99[@]}" "$2" -o "$1" "-L$libraries" "-Wl,-rpath,$libraries" "-l$3"
}
with_static() {
  cc "${c99[@]}" "$2" -o "$1" "$libraries/lib$3.a" -lstdc++ -lm -ldl -lpthread
}
# same WHAT FILE FILE
same() {
  if cmp -s "$2" "$3"; then ok; else bad "$1" "$(diff "$2" "$3" || true)"; fi
}
# try WHAT COMMAND…: it must end with status 0.
try() {
  local what=$1 said
  shift
  if said=$("$@" 2>&1); then ok; else bad "$what" "$said"; fi
}
