# Written from the command table: `rulec completion bash --install` writes it anew.
# shellcheck shell=bash disable=SC2034

# @TABLES@

# WORD as the shell would read it, in `plain`, and the quote that is still `open`; fails where the
# shell would put something in place.
_rulec_plain() {
  local word=$1 quote='' c i
  plain=''
  open=''
  for ((i = 0; i < ${#word}; i++)); do
    c=${word:i:1}
    if [[ $quote == "'" ]]; then
      if [[ $c == "'" ]]; then quote=''; else plain+=$c; fi
    elif [[ $c == \\ ]]; then
      i=$((i + 1))
      plain+=${word:i:1}
    elif [[ $c == '$' || $c == '`' ]]; then
      return 1
    elif [[ -n $quote && $c == "$quote" ]]; then
      quote=''
    elif [[ -z $quote && ($c == "'" || $c == '"') ]]; then
      quote=$c
    else
      plain+=$c
    fi
  done
  open=$quote
}

# VALUE in `quoted` as it has to stand in the line, behind an OPEN quote when there is one.
_rulec_quoted() {
  local value=$1 open=$2 c i
  quoted=''
  if [[ -z $open ]]; then
    if [[ $value == *[^A-Za-z0-9_./:=,@%+-]* ]]; then
      printf -v quoted '%q' "$value"
    else
      quoted=$value
    fi
    return
  fi
  for ((i = 0; i < ${#value}; i++)); do
    c=${value:i:1}
    if [[ $open == "'" && $c == "'" ]]; then
      c="'\\''"
    elif [[ $open == '"' && $c == [\\\"\$\`] ]]; then
      c=\\$c
    fi
    quoted+=$c
  done
}

# The words before the cursor in `typed`, the one at it in `cur`, and in `lead` that part of `cur`
# which readline leaves alone: it cuts words at = and : as well.
_rulec_typed() {
  local line=${COMP_LINE:0:COMP_POINT} rest piece before='' i
  typed=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    piece=${COMP_WORDS[i]}
    rest=${line#"${line%%[![:space:]]*}"}
    if ((i == COMP_CWORD)) || [[ $rest != "$piece"* ]]; then piece=$rest; fi
    if ((i > 0)) && [[ $rest == "$line" && ($piece == [=:]* || $before == *[=:]) ]]; then
      lead=$cur
      cur+=$piece
    else
      if ((i > 0)); then typed+=("$cur"); fi
      lead=''
      cur=$piece
    fi
    before=$piece
    line=${rest#"$piece"}
  done
  if [[ $before =~ ^[=:]+$ ]]; then lead=$cur; fi
}

# What stands before the cursor: `command`, `flag` that waits for its value, `place` of the next
# argument, `folder` of -C, and whether `--` has `ended` the flags.
_rulec_read() {
  local word
  for word in "${typed[@]:1}"; do
    if _rulec_plain "$word"; then word=$plain; fi
    if [[ -n $flag ]]; then
      if [[ $flag == -C ]]; then folder=$word; fi
      flag=''
    elif [[ -n $ended ]]; then
      place=$((place + 1))
    elif [[ $word == -- ]]; then
      ended=1
    elif [[ $word == -C?* ]]; then
      folder=${word#-C}
      folder=${folder#=}
    elif [[ $word == --*=* ]]; then
      :
    elif [[ $word == -?* ]]; then
      if [[ $takes == *" $word "* ]]; then flag=$word; fi
    elif [[ -z $command ]]; then
      command=$word
      _rulec_about "$command"
    elif [[ $place == 0 && " $below " == *" $word "* ]]; then
      command+=" $word"
      _rulec_about "$command"
    else
      place=$((place + 1))
    fi
  done
  if [[ $folder == \~/* ]]; then folder=$HOME/${folder:2}; fi
}

_rulec() {
  local cur='' lead='' plain='' open='' quoted='' command='' flag='' folder='' ended='' place=0
  local flags='' takes='' below='' kind='' words='' list='' files='' head='' value line
  local -a typed candidates=()
  COMPREPLY=()
  _rulec_typed
  _rulec_about ''
  _rulec_read
  if [[ -n $command && -z $flags ]]; then return; fi # no such command
  value=$cur
  if [[ -z $flag && -z $ended && $cur == --*=* ]]; then
    flag=${cur%%=*}
    head=$flag=
    value=${cur#*=}
  fi
  if [[ -n $flag ]]; then
    _rulec_value "$command" "$flag" || _rulec_value '' "$flag"
  elif [[ -z $ended && $cur == -* ]]; then
    kind=words
    words=$flags
  elif [[ -z $command ]]; then
    kind=words
    words=$_rulec_commands
  elif [[ -n $below && $place == 0 ]]; then
    kind=words
    words=$below
  else
    _rulec_value "$command" "$place"
  fi
  if [[ -n $list && $value == *,* ]]; then
    head+=${value%,*},
    value=${value##*,}
  fi
  case $kind in
    '') return ;;
    files)
      compopt -o default 2>/dev/null
      return
      ;;
    folders)
      compopt -o dirnames 2>/dev/null
      return
      ;;
    words) read -ra candidates <<<"$words" ;;
    *)
      while IFS= read -r line; do
        candidates+=("${line%%$'\t'*}")
      done < <(command rulec ${folder:+-C "$folder"} __complete "$kind" 2>/dev/null)
      ;;
  esac
  _rulec_plain "$head" && head=$plain
  _rulec_plain "$lead" && lead=$plain
  if ! _rulec_plain "$value"; then return; fi
  value=$plain
  for line in "${candidates[@]}"; do
    if [[ $line != "$value"* ]]; then continue; fi
    line=$head$line
    line=${line#"$lead"}
    # Readline would leave $ and ` bare, so quotes are put here.
    # What an open quote cannot keep from the shell is not offered behind it.
    if [[ $open == '"' && $line == *'!'* ]]; then continue; fi
    _rulec_quoted "$line" "$open"
    COMPREPLY+=("$quoted")
  done
  if [[ $kind == revisions && -n $files && -z $flag ]]; then
    compopt -o default -o bashdefault 2>/dev/null
  fi
}

complete -o nosort -F _rulec rulec
