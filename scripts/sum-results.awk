# Adds up the closing lines `N passed, N failed[, N skipped]` of all tests in a log of `ctest -V`. A
# test that ended without such a line counts as one; one that failed although its line says nothing
# failed (it crashed afterwards, or timed out) counts as one failure more. A skip is announced by a
# line `SKIPPED: NAME: REASON`; under CI=true each NAME must stand in the list of allowed skips.
BEGIN {
  while ((getline row < allowed) > 0) {
    if (row !~ /^#/ && row ~ /:/) is_allowed[substr(row, 1, index(row, ":") - 1)] = 1
  }
}
/^[0-9]+: [0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$/ {
  has_line[$1] = 1
  passed += $2
  failed += $4
  own_failures[$1] += $4
  if (NF > 5) skipped += $6
  next
}
/^[0-9]+: SKIPPED: / {
  name = substr($0, index($0, "SKIPPED: ") + 9)
  if (index(name, ": ")) name = substr(name, 1, index(name, ": ") - 1)
  if (ci == "true" && !(name in is_allowed)) refused[++refused_count] = name
  next
}
/^ *[0-9]+\/[0-9]+ Test +#[0-9]+: / {
  ++tests
  match($0, /#[0-9]+:/)
  number = substr($0, RSTART + 1, RLENGTH - 1)
  is_bad = ($0 ~ /\*\*\*/)
  if (!(number in has_line)) {
    if (is_bad) ++failed; else ++passed
  } else if (is_bad && own_failures[number] == 0) {
    ++failed
  }
}
END {
  for (i = 1; i <= refused_count; ++i) {
    print "skip without a reason in tests/allowed_skips.txt: " refused[i]
    ++failed
  }
  if (tests == 0) {
    print "no test ran"
    ++failed
  }
  if (ctest_status != 0 && failed == 0) {
    print "ctest ended with status " ctest_status
    ++failed
  }
  line = (passed + 0) " passed, " (failed + 0) " failed"
  if (skipped > 0) line = line ", " skipped " skipped"
  print line
  exit failed > 0
}
