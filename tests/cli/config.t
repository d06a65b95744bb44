#!/bin/sh
# The configuration: written, read, wrong, and the keys it binds.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"
config="$XDG_CONFIG_HOME/bannerscope/config"

run doctor --write-config
status_is 0 "doctor --write-config"
out_has "$config" "says where"
[ -f "$config" ] && [ "$(stat -c %a "$config")" = 600 ]
ok $? "it is there, and private"
! grep -v '^#' "$config" | grep -q .
ok $? "all of it is a comment"
run doctor --write-config
status_is 1 "it is not written twice"
err_has "never overwritten" "says so"
ls -a "$XDG_CONFIG_HOME/bannerscope" | grep -q '^\.bannerscope'
[ $? -ne 0 ]
ok $? "and leaves nothing half-written"

# Uncommented it changes nothing and has no error: what it says is what holds.
sed -e 's/^# set /set /' -e 's/^# bind /bind /' "$config" >"$T/all"
run --config "$T/all" doctor
status_is 0 "with every line uncommented"
[ ! -s "$T/err" ]
ok $? "nothing is complained about"
[ "$(grep -c '^set ' "$T/all")" -ge 20 ] && [ "$(grep -c '^bind ' "$T/all")" -ge 140 ]
ok $? "settings and keys are all in it"
grep -Eq '^bind banner  "#" +offsets' "$T/all"
ok $? "a key that would begin a comment is quoted"

cat >"$T/wrong" <<'END'
set theme = nosuch
set clipboard = pigeon
bind results X undo
bind results X redo
bind nowhere X undo
bind all ^C quit
set columns = "ip nonsense"
set max-credits = many
unbind all Ψ
set list-columns = port,ip
colour everything red
END
run --config "$T/wrong" doctor
status_is 1 "doctor counts errors of the configuration"
out_has "8 lines are wrong" "how many"
out_has "1 bindings collide" "collisions apart"
err_has "wrong:1: there is no theme \"nosuch\"; there are: colorblind" "an unknown theme, and those there are"
err_has "wrong:2: clipboard is one of: auto" "a word that is no choice"
err_has "wrong:4: X was bound to undo by line 3" "a key bound twice"
err_has "wrong:5: a pane is query" "an unknown pane"
err_has "wrong:6: ^C always cancels" "the key that cannot be bound"
err_has "wrong:7: no column of the screen is called \"nonsense\"" "an unknown column"
err_has "wrong:8: max-credits is a number" "a number that is none"
err_has "wrong:9: nothing is bound to" "a key nobody had"
err_has "wrong:11: expected: set" "a line of another kind"
no_controls "$T/err" "and all of it is safe to show"
run --db "$T/c.db" import "$data/records.ndjson"
run --config "$T/wrong" --db "$T/c.db" list
head -n 1 "$T/out" | grep -q '^PORT *IP'
ok $? "the good rest holds: columns of list"

mkdir -p "$XDG_CONFIG_HOME/bannerscope/themes"
echo 'color medical red default bold' >"$XDG_CONFIG_HOME/bannerscope/themes/mine.theme"
run doctor
out_has "mine mono" "the user's own themes count"
finish
