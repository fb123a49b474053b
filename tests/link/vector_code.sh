#!/usr/bin/env bash
# Files compiled for newer processors define no function that the linker may take for everybody: of
# inline functions and templates it keeps one copy, whichever it meets first.
#   vector_code.sh OBJECT…
set -euo pipefail
export LC_ALL=C
passed=0
failed=0
for object in "$@"; do
  case $object in *_avx2.cpp.o) ;; *) continue ;; esac
  # W and V: weak; the file's own namespace is avx2.
  found=$(nm -C "$object" | grep -E '^[0-9a-f]+ [WV] ' | grep -v 'rulec::.*::avx2::' || true)
  if [ -z "$found" ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf '%s shares functions with other files:\n%s\n' "$object" "$found"
  fi
done
[ $((passed + failed)) -gt 0 ] || failed=1
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
