# shellcheck shell=bash disable=SC2034
# Asks bash what it would offer: completion_bash.sh SCRIPT WORDBREAKS LINE. The words are cut as
# readline cuts them, the answer is one candidate a line.
script=$1 breaks=$2 line=$3
# shellcheck source=/dev/null
source "$script"
# readline's cutting: blanks outside of quotes, and the characters = and : where they are breaks.
COMP_WORDS=()
word='' quote='' is_open=''
for ((i = 0; i < ${#line}; i++)); do
  c=${line:i:1}
  if [[ -n $quote ]]; then
    word+=$c
    if [[ $c == "$quote" ]]; then quote=''; fi
  elif [[ $c == \\ ]]; then
    word+=$c${line:i+1:1}
    i=$((i + 1))
  elif [[ $c == "'" || $c == '"' ]]; then
    quote=$c
    word+=$c
  elif [[ $c == ' ' ]]; then
    if [[ -n $word ]]; then COMP_WORDS+=("$word"); fi
    word=''
  elif [[ $breaks == *"$c"* ]]; then
    if [[ -n $word ]]; then COMP_WORDS+=("$word"); fi
    COMP_WORDS+=("$c")
    word=''
  else
    word+=$c
  fi
done
if [[ -n $word || $line == *' ' ]]; then COMP_WORDS+=("$word"); fi
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
COMP_LINE=$line
COMP_POINT=${#line}
COMPREPLY=()
COMP_WORDBREAKS=$' \t\n"\'><;|&('$breaks
_rulec
if ((${#COMPREPLY[@]})); then printf '%s\n' "${COMPREPLY[@]}"; fi
