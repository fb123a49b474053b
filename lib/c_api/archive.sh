#!/usr/bin/env bash
# One object that is linked from all that a C library needs, as an archive that shows only some names.
#   archive.sh OBJECT EXPORTS ARCHIVE       (OBJCOPY, NM and AR name the tools)
# What C++ calls unique (static variables of inline functions, inline constants) objcopy cannot make
# local; it is renamed, so that a C++ program with the same of its own still links.
set -euo pipefail
export LC_ALL=C
object=${1:?the object}
exports=${2:?the file with the names to show}
archive=${3:?the archive to write}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${NM:-nm}" --defined-only "$object" |
  awk '$2 == "u" || $2 == "V" || $2 == "v" { print $3, "rulec.private." ++count }' >"$work/renamed"
"${OBJCOPY:-objcopy}" --strip-debug --keep-global-symbols="$exports" --redefine-syms="$work/renamed" \
  "$object" "$work/$(basename "$archive" .a).o"
rm -f "$archive"
"${AR:-ar}" rcsD "$archive" "$work/$(basename "$archive" .a).o"
