# Written from the command table: `rulec completion fish --install` writes it anew.

# The command before the cursor, the number of its arguments, and the folder of -C, a line each.
function __rulec_read
    set -l name ''
    set -l place 0
    set -l folder ''
    set -l flag ''
    set -l ended ''
    # Without quotes, and with nothing put in place of what is written.
    for word in (commandline -opc)[2..-1]
        if test -n "$flag"
            test "$flag" = -C; and set folder $word
            set flag ''
        else if test -n "$ended"
            set place (math $place + 1)
        else if test "$word" = --
            set ended 1
        else if string match -q -- '-C?*' $word
            set folder (string replace -r -- '^-C=?' '' $word)
        else if string match -q -- '--*=*' $word
            continue
        else if string match -q -- '-?*' $word
            __rulec_takes "$name" "$word"; and set flag $word
        else if test -z "$name"
            set name (__rulec_name $word)
        else if test $place = 0; and contains -- "$name $word" $__rulec_pairs
            set name "$name $word"
        else
            set place (math $place + 1)
        end
    end
    printf '%s\n' "$name" $place "$folder"
end

function __rulec_at -a name
    test (__rulec_read)[1] = "$name"
end

# Whether argument number FIRST to LAST of a command comes next.
function __rulec_place -a name first last
    set -l at (__rulec_read)
    test "$at[1]" = "$name"; and test $at[2] -ge $first; and test $at[2] -le $last
end

# Values of the project, behind a tab what they are.
function __rulec_values -a kind
    set -l folder (__rulec_read)[3]
    set folder (string replace -r '^~/' "$HOME/" -- $folder)
    if test -n "$folder"
        command rulec -C "$folder" __complete $kind 2>/dev/null
    else
        command rulec __complete $kind 2>/dev/null
    end
end

# VALUES, each behind what is there up to the last comma.
function __rulec_list
    set -l typed (commandline -ct | string replace -r -- '^--[^=]*=' '')
    set -l head (string match -r -- '^.*,' "$typed")
    for value in $argv
        printf '%s\n' "$head$value"
    end
end

# @TABLES@
