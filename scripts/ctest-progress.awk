# Shows of `ctest -V` what a person wants to see: one line a test with its counts, the suites inside a
# test (`NAME N passed N failed N skipped`), and all that a failed one said.
/^[0-9]+: / {
  number = $1
  text = substr($0, length(number) + 2)
  if (++count[number] <= 2000) said[number] = said[number] "    " text "\n"
  if (text ~ /^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$/) {
    closing[number] = "   " text
  } else if (text ~ /^[^ ]+ +[0-9]+ passed +[0-9]+ failed +[0-9]+ skipped$/) {
    suites[number] = suites[number] "        " text "\n"
  }
  next
}
/^ *[0-9]+\/[0-9]+ Test +#[0-9]+: / {
  match($0, /#[0-9]+:/)
  number = substr($0, RSTART + 1, RLENGTH - 1)
  print $0 closing[number]
  printf "%s", suites[number]
  if ($0 ~ /\*\*\*/) printf "%s", said[number]
  delete said[number]
  fflush()
}
