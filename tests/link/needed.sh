#!/usr/bin/env bash
# The shared libraries that the program asks for at its start are the C++ and C run time and no
# others: each further one costs every start milliseconds, and a bare machine would have to have it.
#   needed.sh PROGRAM [LIBRARY…]       what it may need beside
set -euo pipefail
export LC_ALL=C

program=${1:?the program to look at}
shift
found=$(readelf -d "$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort)
allowed='ld-linux-x86-64.so.2 libc.so.6 libgcc_s.so.1 libm.so.6 libstdc++.so.6'
allowed="$allowed $*"

passed=0
failed=0
for library in $found; do
  case " $allowed " in
    *" $library "*) passed=$((passed + 1)) ;;
    *)
      echo "$program needs $library, which is not among: $allowed"
      failed=$((failed + 1))
      ;;
  esac
done
if [ "$passed" = 0 ]; then
  echo "$program names no library at all: is it the right file?"
  failed=$((failed + 1))
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
