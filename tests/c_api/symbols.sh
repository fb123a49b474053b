#!/usr/bin/env bash
# What a library of the C interface shows and what it needs: the functions of its header and nothing
# else; the run time of C and C++ and RE2; and rulec has no compiler in it, neither ours nor LLVM, and
# no database.
#   symbols.sh SOURCE_TREE NAME SHARED_LIBRARY ARCHIVE
set -euo pipefail
export LC_ALL=C
source_tree=${1:?the source tree}
name=${2:?rulec or rulec_explain}
shared=${3:?the shared library}
archive=${4:?the archive}
. "$source_tree/tests/support/counting.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# same WHAT WANTED GOT: texts of sorted lines
same() {
  if [ "$2" = "$3" ]; then ok; else bad "$1" "$(diff <(echo "$2") <(echo "$3") || true)"; fi
}

header=$source_tree/include/rulec/${name#rulec_}.h
declared=$(tr '\n' ' ' <"$header" | grep -oE 'RULEC_API [a-z0-9_ ]+[* ]+rulec_[a-z_]+\(' |
  grep -oE 'rulec_[a-z_]+\($' | tr -d '(' | sort)
same "functions of $header and $name.exports" "$declared" "$(sort "$source_tree/lib/c_api/$name.exports")"
exported=$(nm -D --defined-only "$shared" | awk '$2 != "A" { print $3 }' | sed 's/@.*//' | sort)
same "exports of $shared" "$declared" "$exported"
shown=$(nm --defined-only --extern-only "$archive" | awk 'NF == 3 && $3 !~ /^rulec\.private\./ { print $3 }' | sort)
same "names that $archive shows" "$declared" "$shown"

version=$(sed -n 's/^#define RULEC_API_VERSION //p' "$source_tree/include/rulec/rulec.h")
same soname "lib$name.so.$version" "$(readelf -d "$shared" | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p')"
needed=$(readelf -d "$shared" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort)
allowed='ld-linux-x86-64.so.2 libc.so.6 libgcc_s.so.1 libm.so.6 libre2.so.9 libstdc++.so.6'
for library in $needed; do
  case " $allowed " in *" $library "*) ok ;; *) bad "$shared needs $library" "not among: $allowed" ;; esac
done
[ -n "$needed" ] || bad "$shared needs no library at all: is it the right file?"
# A C++ program that has the same inline variables and functions of the C++ library as the archive.
cat >"$work/same.cpp" <<'END'
#include <charconv>
#include <compare>
#include <memory>
#include <string>
int main() {
  char text[8];
  auto made = std::make_shared<std::string>("a");
  const void* const addresses[] = {&std::strong_ordering::less, made.get()};
  return std::to_chars(text, text + 8, 7U).ptr == text || addresses[0] == nullptr;
}
END
if c++ -std=c++20 "$work/same.cpp" -o "$work/same" -Wl,--whole-archive "$archive" -Wl,--no-whole-archive \
  -ldl -lpthread 2>"$work/said"; then ok; else bad "a C++ program on $archive" "$(cat "$work/said")"; fi
# What the archive leaves open are functions of the C and C++ run time: a program without RE2, OpenSSL
# and the rest links.
printf 'int main(void) { return 0; }\n' >"$work/main.c"
if cc "$work/main.c" -o "$work/main" -Wl,--whole-archive "$archive" -Wl,--no-whole-archive \
  -lstdc++ -lm -ldl -lpthread 2>"$work/said"; then ok; else bad "a program on $archive" "$(cat "$work/said")"; fi

# absent WHAT PATTERN: in the full symbol tables, local names included.
nm -C "$shared" >"$work/symbols" 2>/dev/null
nm -C "$archive" >>"$work/symbols" 2>/dev/null
grep -q 'rulec::runtime::decide' "$work/symbols" || bad "no symbols in $shared: is it stripped?"
absent() {
  if grep -qE "$2" "$work/symbols"; then bad "$1 is in $name" "$(grep -E "$2" "$work/symbols" | head -n 5)"; else ok; fi
}
absent LLVM 'llvm::|LLVM[A-Z]'
absent 'a database' ' (sqlite3_|PQ[a-z]+|redis)'
absent 'a file or socket' 'RealFileSystem::|rulec::dev::'
if [ "$name" = rulec ]; then
  absent 'the compiler' 'rulec::(compiler|parser|tooling|project|package|trust)::|ts_parser_|cmark_'
fi
finish
