# Asks a real zsh at a terminal of its own what it offers: completion_zsh.zsh FOLDER LINE.
# FOLDER holds _rulec and is written to. Prints the candidates, one a line, and then `> ` and the
# line as it stands after the key Tab.
emulate -L zsh
zmodload zsh/zpty zsh/zselect || exit 2
folder=$1 line=$2
: >$folder/found
cat >$folder/.zshrc <<'RC'
PS1='' PS2=''
unsetopt zle_bracketed_paste prompt_sp list_ambiguous beep
setopt no_auto_menu
LISTMAX=1000
fpath=($ZDOTDIR $fpath)
autoload -Uz compinit
compinit -u -d $ZDOTDIR/dump  # made once for the folder: most of the time otherwise
# What is added is written down, too; calls that only fill arrays are not meant for people.
compadd() {
  local option
  for option in "$@"; do
    case $option in
      (-|--) break ;;
      (-[OAD]) builtin compadd "$@"; return ;;
    esac
  done
  local -a found
  builtin compadd -A found "$@"
  (( $#found )) && print -rl -- $found >>$ZDOTDIR/found
  builtin compadd "$@"
}
answer() {
  print -r -- "$BUFFER" >$ZDOTDIR/buffer
  BUFFER=
  print -r -- "answer""-ends"
}
zle -N answer
bindkey '^X' answer
bindkey '^I' complete-word
print -r -- "shell""-is-ready"
RC
read_until() {
  local text chunk
  integer tries=0
  while [[ $text != *$1* ]]; do
    if zpty -r -t shell chunk; then
      text+=$chunk
    else
      (( ++tries > 2000 )) && return 1
      zselect -t 1
    fi
  done
}
export ZDOTDIR=$folder TERM=dumb
zpty shell zsh -o no_global_rcs -i
read_until shell-is-ready || exit 3
zpty -w -n shell "$line"$'\t'$'\x18'
read_until answer-ends || exit 4
zpty -d shell
print -r -- "$(<$folder/found)"
print -r -- "> $(<$folder/buffer)"
