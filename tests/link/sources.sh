#!/usr/bin/env bash
# What the linker cannot see, read from the sources: the direction of includes between libraries, and
# which files may use which part of the outside world.
#   sources.sh SOURCE_TREE
set -euo pipefail
export LC_ALL=C
cd "${1:?the source tree}"

passed=0
failed=0
# report NAME FINDINGS: findings are lines of text; none is good.
report() {
  if [ -z "$2" ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf '%s:\n%s\n' "$1" "$2"
  fi
}

# --- includes between libraries, against allowed.txt
parts=$(sed -n 's/^\([a-z]*\):.*/\1/p' tests/link/allowed.txt)
part_of() {
  case $1 in
    parser/json/*) echo json ;;
    c_api/explain/*) echo explanations ;;
    c_api/*) echo capi ;;
    *) echo "${1%%/*}" ;;
  esac
}
for part in $parts; do
  allowed=" $part $(sed -n "s/^$part: *//p" tests/link/allowed.txt) "
  case $part in
    json) files=$(find lib/parser/json -name '*.cpp' -o -name '*.h') ;;
    capi) files=$(find lib/c_api -path lib/c_api/explain -prune -o \( -name '*.cpp' -o -name '*.h' \) -print) ;;
    explanations) files=$(find lib/c_api/explain -name '*.cpp' -o -name '*.h') ;;
    parser) files=$(find lib/parser -path lib/parser/json -prune -o \( -name '*.cpp' -o -name '*.h' \) -print) ;;
    *) files=$(find "lib/$part" -name '*.cpp' -o -name '*.h') ;;
  esac
  findings=
  # shellcheck disable=SC2086 # a list of paths of ours, without blanks
  while IFS=: read -r file included; do
    [ -n "$file" ] || continue
    target=$(part_of "$included")
    # Names without a folder, and folders that are no library, are the part's own files.
    grep -qx "$target" <<<"$parts" || continue
    case $allowed in
      *" $target "*) ;;
      *) findings+="  $file includes $included"$'\n' ;;
    esac
    case $included in
      */internal/*) [ "$target" = "$part" ] || findings+="  $file includes $included, which is internal"$'\n' ;;
    esac
  done < <(grep -HoE '^#include "[^"]+"' $files | sed 's/#include "\(.*\)"/\1/' | grep / || true)
  report "includes of lib/$part outside tests/link/allowed.txt" "${findings%$'\n'}"
done

# The reference evaluator must not share the product's mistakes.
report 'the reference evaluator uses the product' \
  "$(grep -rnE '#include "(value|bytecode|runtime|compiler|bundle)/' tests/support/reference 2>/dev/null || true)"

# --- only NAME PATTERN ALLOWED…: files below lib and tools that match, less those allowed (patterns
# of whole paths).
only() {
  local name=$1 pattern=$2 findings file ok glob
  shift 2
  findings=
  while IFS= read -r line; do
    file=${line%%:*}
    ok=no
    for glob in "$@"; do
      # shellcheck disable=SC2254 # the pattern is meant to be one
      case $file in $glob) ok=yes ;; esac
    done
    [ $ok = yes ] || findings+="  $line"$'\n'
  done < <(grep -rnE --include='*.cpp' --include='*.h' "$pattern" lib tools | grep -vE '^[^:]+:[0-9]+: *//' || true)
  report "$name" "${findings%$'\n'}"
}

only 'CLI11 costs seconds a unit: one file only' '#include [<"]CLI/' tools/rulec/parse.cpp
only 'std::regex runs away on hostile input: RE2 instead' '#include <regex>|std::regex'
only 'valijson stays in the adapter of lib/schema' '#include <valijson/' 'lib/schema/*.cpp'
only 'nlohmann reads and writes nothing: only its DOM, for valijson' '#include <nlohmann/' 'lib/schema/*.cpp' 'lib/schema/internal/*'
only 'no parse or dump of nlohmann' 'nlohmann::[a-z_]*json::(parse|accept|from_[a-z]+)\(|(\.|->)dump\('
only 'yaml-cpp stays in lib/project' '#include <yaml-cpp/' 'lib/project/*'
only 'libgit2 stays in lib/project' '#include <git2' 'lib/project/*'
only 'RE2 stays with patterns' '#include <re2/' 'lib/schema/*' 'lib/value/*' 'lib/compiler/*'
only 'cmark-gfm stays with Markdown templates' '#include [<"]cmark' lib/compiler/templates/markdown_reader.cpp
only 'OpenSSL stays with digests and keys' '#include <openssl/' lib/base/hash.cpp lib/trust/key.cpp
only 'LLVM stays in the module' '#include [<"]llvm' 'lib/native/module/*'
only 'tree-sitter stays in one file' '#include <tree_sitter/' lib/parser/dsl/syntax_tree.cpp
only 'the decimal library stays in lib/value' '#include <bid_' 'lib/value/*'
only 'libraries never print' 'std::(cout|cerr|clog)\b|\b(std::)?(printf|fprintf|puts|fputs|vprintf|perror)\(|fmt::print' \
  lib/base/check.cpp tools/rulec/main.cpp
only 'libraries never exit' '\b(std::)?(exit|_exit|quick_exit|abort|terminate)\(' lib/base/check.cpp tools/rulec/main.cpp \
  tools/rulec/live_session.cpp
only 'the clock is read in one place' 'system_clock|clock_gettime|gettimeofday|\btime\((nullptr|NULL|0)\)' \
  lib/base/file_system.cpp tools/rulec/main.cpp
# The one exception is the key of a hash table that hostile data could flood; no answer depends on it.
only 'nothing is random' 'std::random_device|std::mt19937|\brand\(|getrandom\(' lib/schema/value_hash.cpp lib/native/object_cache.cpp
only 'the environment is read in main' '\b(std::)?(secure_)?getenv\(' tools/rulec/main.cpp
only 'programs are run in one place' '\b(system|popen|posix_spawnp?|execv[pe]*|execl[pe]*|fork)\(' \
  lib/base/program_runner.cpp
only 'sockets are opened in one place, the development server' \
  '#include <sys/socket\.h>|#include <netdb\.h>|#include <boost/' lib/dev/http_server.cpp \
  lib/dev/http_message.h lib/dev/http_message.cpp lib/dev/http_exchange.cpp
only 'folders are watched in one place' '#include <sys/inotify\.h>' lib/dev/folder_watcher.cpp
# (sqrt is exact everywhere, and a benchmark's noise decides nothing.)
only 'libm gives other last digits on other machines' \
  '\b(std::)?(pow|sqrt|cbrt|exp|exp2|log|log2|log10|sin|cos|tan|fma|hypot)\(' \
  lib/tooling/bench/statistics.cpp

# A decision must not depend on how the machine rounds.
report 'flags that change floating point' \
  "$(grep -rnE -e '-ffast-math|-march=native|-mfma|-Ofast' CMakeLists.txt CMakePresets.json cmake lib tools --include=CMakeLists.txt --include='*.cmake' --include=CMakePresets.json || true)"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
