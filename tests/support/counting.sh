# shellcheck shell=bash
# Sourced by test scripts: counts checks and says what failed.
passed=0
failed=0
ok() { passed=$((passed + 1)); }
# bad WHAT [DETAILS]
bad() {
  failed=$((failed + 1))
  printf 'FAILED: %s\n' "$1"
  [ $# -lt 2 ] || printf '%s\n' "$2" | head -n 20 | sed 's/^/    /'
}
finish() {
  printf '%d passed, %d failed\n' $passed $failed
  [ $failed = 0 ]
}
