#!/usr/bin/env bash
# The installed interface alone (headers, libraries, pkg-config files in a folder of their own) is
# enough to build and run the examples.
#   install.sh SOURCE_TREE BUILD_FOLDER
. "$(dirname "$0")/common.sh"

prefix=$work/prefix
try 'cmake --install' cmake --install "$build" --prefix "$prefix" --component c-api
PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name rulec.pc)")
export PKG_CONFIG_PATH
bundle "$work/shop.rbx"
context=$(find "$project/contexts" -name '*.json' | sort | head -n 1)
"$rulec" --isolated eval checkout_terms --bundle "$work/shop.rbx" --context "$context" \
  --now 1970-01-01T00:00:00Z --json | jq -cS .decision >"$work/wanted"

# The files say the folder that cmake was configured with; another one is told to pkg-config.
flags() { pkg-config "--define-variable=prefix=$prefix" "$@"; }
for name in rulec rulec_explain; do
  program=decide
  [ $name = rulec ] || program=explain
  # shellcheck disable=SC2046 # flags are words
  try "$program.c as pkg-config says" cc -std=c99 -pedantic -Wall -Wextra -Werror \
    "$source_tree/examples/c/$program.c" -o "$work/$program" $(flags --cflags --libs $name)
  directory=$(flags --variable=libdir $name)
  # shellcheck disable=SC2046
  try "$program.c, static" cc -std=c99 "$source_tree/examples/c/$program.c" -o "$work/$program-static" \
    $(flags --cflags $name) "$directory/lib$name.a" $(flags --static --libs-only-l $name | sed "s/-l$name\b//")
done
for suffix in '' -static; do
  LD_LIBRARY_PATH=$directory "$work/decide$suffix" "$work/shop.rbx" checkout_terms "$context" >"$work/said" || true
  head -n 1 "$work/said" | jq -cS . >"$work/got"
  same "the installed decide$suffix" "$work/wanted" "$work/got"
  LD_LIBRARY_PATH=$directory "$work/explain$suffix" "$work/shop.rbx" checkout_terms "$(cat "$context")" >"$work/said" || true
  jq -cS .decision "$work/said" >"$work/got"
  same "the installed explain$suffix" "$work/wanted" "$work/got"
done
if [ "$(flags --modversion rulec)" = "$("$rulec" version | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -n 1)" ]; then ok; else bad 'the version of rulec.pc'; fi
finish
