#!/usr/bin/env bash
# Every block of docs/c-api.md: a ```c block is a program that compiles as C99 without a warning and
# prints what the ```text block behind it shows; a ```sh block runs with `rulec` in the path.
#   docs.sh SOURCE_TREE BUILD_FOLDER
. "$(dirname "$0")/common.sh"

cd "$work"
awk -v folder="$work" '
  /^```[a-z]+/ { kind = substr($0, 4); number += 1; file = sprintf("%s/block-%02d.%s", folder, number, kind); printf "" > file; inside = 1; next }
  /^```/ { inside = 0; close(file); next }
  inside { print > file }' "$source_tree/docs/c-api.md"

mkdir bin
ln -s "$rulec" bin/rulec
export PATH="$work/bin:$PATH" LD_LIBRARY_PATH=$libraries
cp -r "$project" checkout
blocks=0
for block in block-*; do
  blocks=$((blocks + 1))
  case $block in
    *.sh) try "$block" bash -euc "cd checkout; $(cat "$block")" ;;
    *.c)
      library=rulec
      ! grep -q 'rulec/explain.h' "$block" || library=rulec_explain
      try "$block" with_shared "$work/program" "$block" $library
      (cd checkout && "$work/program") >said 2>&1 || bad "$block ran" "$(cat said)"
      text=block-$(printf '%02d' $((blocks + 1))).text
      if [ -f "$text" ]; then same "what $block prints" "$text" said; else bad "$block has no output behind it"; fi
      ;;
    *.text) ok ;;
    *) bad "$block: a block of no kind that is tested" ;;
  esac
done
[ $blocks -gt 3 ] || bad "only $blocks blocks found in docs/c-api.md"
finish
