# Written from the command table: `rulec completion zsh --install` writes it anew.
# shellcheck disable=all

# Values of the project, one a line, behind a tab what they are. `list`: behind commas, too.
_rulec_values() { # KIND [list]
  local line folder=${_rulec_folder:-${opt_args[-C]:-}}
  local -a names shown in_folder
  # Quotes come off, and nothing is put in place of what is written.
  folder=${(Q)folder}
  [[ $folder == \~/* ]] && folder=$HOME/${folder[3,-1]}
  [[ -n $folder ]] && in_folder=(-C "$folder")
  [[ ${2:-} == list ]] && compset -P '*,'
  for line in ${(f)"$(command rulec $in_folder __complete $1 2>/dev/null)"}; do
    names+=("${line%%$'\t'*}")
    shown+=("${line/$'\t'/  -- }")
  done
  (( $#names )) && compadd -l -d shown -a names
}

_rulec_words() { # [list] WORD…
  if [[ $1 == list ]]; then
    compset -P '*,'
    shift
  fi
  compadd -- "$@"
}

_rulec_after_equals() {
  compset -P '*='
  _files
}

_rulec_sides() {
  _rulec_values revisions
  _files
}

# @TABLES@

_rulec() {
  local curcontext="$curcontext" state line _rulec_folder command flag
  local -A opt_args
  local -a specs own
  _rulec_specs ''
  _arguments -C -S "$specs[@]" '1: :_rulec_commands' '*:: :->rest' && return 0
  [[ $state == rest ]] || return 1
  _rulec_folder=${opt_args[-C]:-}
  command=$words[1]
  if [[ -n ${_rulec_below[$command]:-} ]]; then
    if (( CURRENT == 2 )); then
      compadd -- ${=_rulec_below[$command]}
    elif [[ " ${_rulec_below[$command]} " == *" $words[2] "* ]]; then
      command+=" $words[2]"
      shift words
      (( CURRENT-- ))
    fi
  fi
  specs=()
  _rulec_specs "$command" || return
  own=("$specs[@]")
  specs=()
  _rulec_specs ''
  # A command may have a flag of rulec in its own way.
  for flag in ${=_rulec_own[$command]:-}; do
    specs=("${(@)specs:#(|\*)${flag}[=+\[]*}")
  done
  _arguments -S "$own[@]" "$specs[@]"
}

if [[ ${funcstack[1]:-} == _rulec ]]; then
  _rulec "$@"
else
  compdef _rulec rulec
fi
