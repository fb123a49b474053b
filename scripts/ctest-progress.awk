# Shows of `ctest -V` what a person wants to see: one line a test, and all that a failed one said.
/^[0-9]+: / {
  number = $1
  text = substr($0, length(number) + 2)
  if (++count[number] <= 2000) said[number] = said[number] "    " text "\n"
  next
}
/^ *[0-9]+\/[0-9]+ Test +#[0-9]+: / {
  print
  match($0, /#[0-9]+:/)
  number = substr($0, RSTART + 1, RLENGTH - 1)
  if ($0 ~ /\*\*\*/) printf "%s", said[number]
  delete said[number]
  fflush()
}
