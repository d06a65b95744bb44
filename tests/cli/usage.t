#!/bin/sh
# Options, help, exit statuses, configuration, terminals.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"

run --version
status_is 0 "--version"
out_has "bannerscope " "--version names the program"
run --help
status_is 0 "--help"
for command in $(sed -n 's/^  \([a-z]\{3,\}\)  .*/\1/p' "$T/out"); do
    run "$command" --help
    [ "$status" -eq 0 ] && grep -q "^Usage: bannerscope $command" "$T/out" && [ ! -s "$T/err" ]
    ok $? "$command --help"
done
[ "$cases" -ge 24 ]
ok $? "--help lists every command"

run nonsense
status_is 2 "an unknown command"
err_has "Try 'bannerscope --help'" "points at --help"
run list --nonsense
status_is 2 "an unknown option"
run --db
status_is 2 "an option without its argument"
run decode --json=1
status_is 2 "an argument for a switch"
run list --format xml
status_is 2 "an unknown format"
err_has "table, csv, ndjson" "the formats are named"
run list
status_is 1 "no database yet"
err_has "bannerscope import" "says what makes one"
run "$(printf 'a\033]0;x\007')"
no_controls "$T/err" "an error message is safe to show"

mkdir -p "$XDG_CONFIG_HOME/bannerscope"
printf '# mine\nset db = "%s/other.db"\nset nonsense = 1\nset ascii = maybe\nbroken\n' "$T" \
    >"$XDG_CONFIG_HOME/bannerscope/config"
run import "$data/records.ndjson"
status_is 0 "a configuration with errors does not stop the program"
err_has "config:3: " "the unknown setting is named with its line"
err_has "config:4: " "the value that is none, too"
err_has "config:5: " "the line that is no setting, too"
[ -f "$T/other.db" ]
ok $? "the good settings hold"
rm "$XDG_CONFIG_HOME/bannerscope/config"

run
status_is 2 "the screen without a terminal"
err_has "terminal" "says that it needs one"
run demo
status_is 2 "demo without a terminal"
TERM=nonsense "$PYTHON3" - "$bs" "$T" >"$T/out" 2>&1 <<'PY'
import os, pty, sys
status = pty.spawn([sys.argv[1], "--db", sys.argv[2] + "/other.db"], lambda fd: os.read(fd, 1024))
sys.exit(os.waitstatus_to_exitcode(status))
PY
status=$?
status_is 2 "an unknown TERM"

run --db "$T/other.db" list -- -port:80
status_is 0 "-- ends the options"
run --ascii list --db "$T/other.db" --limit 1
status_is 0 "options for all may stand before and behind the command"
"$bs" list --db "$T/other.db" >/dev/full 2>"$T/err"
status=$?
status_is 1 "a full disk behind stdout is an error"
err_has "standard output" "and is named"
"$bs" list --db "$T/other.db" --format ndjson 2>"$T/err" | true
[ ! -s "$T/err" ]
ok $? "a reader that goes away is no error"
run doctor --db "$T/other.db"
status_is 0 "doctor"
finish
