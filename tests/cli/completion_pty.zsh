# Types into a real bash or zsh at a terminal of its own: completion_pty.zsh FILE LINE. FILE is what
# an interactive bash reads first. Prints the line as it stands after the key Tab, and what the shell
# makes of it: one argument a line, between < and >.
emulate -L zsh
zmodload zsh/zpty zsh/zselect || exit 2
start=$1 line=$2 answer=$1.answer
cat >$start.rc <<RC
source ${(q)start}
PS1='' PS2=''
bind 'set enable-bracketed-paste off' 'set bell-style none' 'set show-all-if-ambiguous off'
answer() { printf '%s\n' "\$READLINE_LINE" >${(q)answer}; READLINE_LINE=; printf 'answer''-ends\n'; }
bind -x '"\C-x\C-a": answer'
printf 'shell''-is-ready\n'
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
export TERM=dumb
zpty shell bash --noprofile --rcfile $start.rc -i
read_until shell-is-ready || exit 3
zpty -w -n shell "$line"$'\t'$'\x18\x01'
read_until answer-ends || exit 4
zpty -d shell
print -r -- "$(<$answer)"
