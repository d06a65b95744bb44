#!/bin/sh
# The key stays in memory.  Every command and the screen, against a Shodan that also repeats the key in every way
# it can; then everything that was written, sent to a terminal or shown in /proc is searched, in any encoding.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"
key=FAKE1key2FOR3tests4ONLY5abcdefgh
support="$BS_SRCDIR/tests/support"
mkdir -p "$T/server" "$T/seen" "$T/tmp" "$HOME/.config/shodan"
TMPDIR="$T/tmp" BANNERSCOPE_DB="$T/study/a.db"
export TMPDIR BANNERSCOPE_DB
mkdir "$T/study"
cp "$data/records.ndjson" "$T/records.ndjson"
fault() { echo "$1" >"$T/server/fault"; }
fault ""
start_shodan --data "$T/records.ndjson" --key $key --fault-file "$T/server/fault" --log "$T/server/log" --history 2
n=0
watch() { # ARG... : the program, seen from outside
    n=$((n + 1))
    rm -f "$XDG_STATE_HOME/bannerscope/rate"
    "$PYTHON3" "$support/watch.py" "$T/seen/$n" "$@" 2>"$T/err"
    status=$?
    cp "$T/seen/$n.out" "$T/out"
    cat "$T/seen/$n.err" >>"$T/err"
}
nowhere() { # NAME : no trace but in the file of the key itself
    mv "$HOME/.config/shodan/api_key" "$T/server/api_key" 2>/dev/null
    "$PYTHON3" "$support/keyseek.py" $key "$T/seen" "$T/study" "$T/tmp" "$HOME" "$XDG_DATA_HOME" "$XDG_CONFIG_HOME" \
        "$XDG_STATE_HOME" "$T/exports" >"$T/out" 2>"$T/err"
    ok $? "$1"
    mv "$T/server/api_key" "$HOME/.config/shodan/api_key" 2>/dev/null
}

"$PYTHON3" - "$support" "$BS_SRCDIR/tests/unit/shodan/test_faults.c" <<'PY' >"$T/out" 2>"$T/err"
import re, sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import fake_shodan_faults as f
tried = {m.split(":")[0] for m in re.findall(r'\{"([\w:.]+)", BS_', open(sys.argv[2]).read())}
left = {*f.ANSWERS, *f.PAGES, *f.WHOLE, *f.CUT, *f.OTHER} - tried
print(*left)
sys.exit(bool(left))
PY
ok $? "test_faults tries every fault there is"
"$PYTHON3" "$support/keyseek.py" --try $key >"$T/out" 2>"$T/err"
ok $? "the search finds it in each of its ways"

# -- every command ------------------------------------------------------------------------------
printf '%s\n' $key | "$bs" -v init >"$T/seen/init.out" 2>"$T/seen/init.err"
status=$?
status_is 0 "init"
mkdir "$T/exports"
cat >"$T/server/rows" <<'ROWS'
count port:104 --facets org:5,port:5
search port:104,22 --yes
host 192.0.2.14 --history
info
facets --remote port:104
facets org
saved add mine port:104
saved
history
history --missing
changes mine
import RECORDS --keep-raw
list
dictionary
show 192.0.2.14:22 --as json
compare 192.0.2.14:22
decode RECORDS
classify
verdict 192.0.2.14:22 medical --note a
queue
sample
conflicts
log
undo
redo
merge RECORDS
blind
verify
report --format html -o EXPORTS/report.html
handover -o EXPORTS/handover.md
export -o EXPORTS/all.ndjson
keywords
rule list
completion bash
doctor
doctor --write-config
init SAMPLE
demo --plain-ui
--version
--help
ROWS
while read -r row; do
    row=$(echo "$row" | sed "s|RECORDS|$T/records.ndjson|; s|EXPORTS|$T/exports|")
    # shellcheck disable=SC2086 # the row is words
    watch -- "$bs" -v $row
    [ "$status" -lt 100 ] || ok 1 "$row (exit $status)"
done <"$T/server/rows"
missing=
for command in $("$bs" completion bash | sed -n "s/.*local commands='\(.*\)'/\1/p"); do
    grep -q "^$command" "$T/server/rows" || missing="$missing $command"
done
[ -z "$missing" ]
ok $? "every command was run$missing"
grep -q "host/search?" "$T/server/log" && [ -s "$T/exports/all.ndjson" ] && [ -s "$T/exports/report.html" ]
ok $? "and did something"
nowhere "no trace of any command"

# -- a server that repeats it --------------------------------------------------------------------
for fault in echokey:400 echokey:401 echokey:403 echokey:404 echokey:418 echopage redirect redirectfile escapes error200 \
    wall200 http09 wrongtypes cut; do
    fault "$fault"
    for row in 'count port:104' 'host 192.0.2.14' info 'search port:22 --yes'; do
        case $fault/$row in # where it is asked again after pauses, once is enough; a search is four requests
        escapes/[!c]* | wrongtypes/[!h]* | cut/[!h]*) continue ;;
        echopage/s* | echokey:401/s* | [!w]*/[!s]*) ;;
        *) continue ;;
        esac
        # shellcheck disable=SC2086
        watch -- "$bs" -v $row
    done
done
fault ""
grep -qF '[key]' "$T/seen"/*.err
ok $? "a text that quotes it says [key] in its place"
run export -o "$T/exports/after.ndjson"
grep -q 'GET /shodan/host/.*key=xxxxxxxx' "$T/exports/after.ndjson"
ok $? "a banner that quotes it is kept without it"
nowhere "no trace of what the server repeats"

# -- the screen -----------------------------------------------------------------------------------
cat >"$XDG_CONFIG_HOME/bannerscope/config" <<'CONFIG'
set pipe-command = "env"
set pager = "env"
set confirm-quit = no
CONFIG
export TERM=xterm-256color EDITOR=env VISUAL=env
watch --keys "x :count<sp>port:22<cr> :host<sp>192.0.2.14<cr> q j <cr> | q gp A <cr> H ? q Q" -- "$bs" -q port:22
status_is 0 "the screen"
fault echokey:401
watch --keys ":count<sp>port:104<cr> :host<sp>192.0.2.14<cr> Q" -- "$bs" -q port:22
status_is 0 "the screen with a server that repeats it"
fault ""
mv "$HOME/.config/shodan/api_key" "$T/server/api_key"
SHODAN_API_KEY=$key watch --keys "x :count<sp>port:104<cr> <cr> | q gp A <cr> Q" -- "$bs" -q port:22
status_is 0 "the screen with the key of the environment"
grep -qa "BANNERSCOPE_DB=" "$T/seen/$n.out"
ok $? "what it starts shows its environment"
SHODAN_API_KEY=$key watch --keys "j <cr> gp Q" -- "$bs" demo
status_is 0 "the demonstration, which needs no key"
nowhere "no trace of the screen, or in its programs' environment"

# -- what went to the server ------------------------------------------------------------------------
"$PYTHON3" - "$T/server/log" $key <<'PY' >"$T/out" 2>"$T/err"
import json, sys
key, lines = sys.argv[2], [line.rstrip("\n").split("\t") for line in open(sys.argv[1])]
bad = [l for l in lines if not l[4].endswith("&key=" + key) and not l[4].endswith("?key=" + key)]
bad += [l for l in lines if l[4].count(key) != 1 or key in " ".join(l[5:])]
bad += [l for l in lines if {n.lower() for n, v in json.loads(l[7])} - {"host", "user-agent", "accept", "accept-encoding"}]
print(*bad[:3], len(lines), sep="\n")
sys.exit(bool(bad) or len(lines) < 30)
PY
ok $? "to the server it went once a request, as the last parameter, in no header"
finish
