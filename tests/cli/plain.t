#!/bin/sh
# --plain-ui: the labelling loop without a screen.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"
BANNERSCOPE_DB="$T/p.db"
export BANNERSCOPE_DB

plain() { # LINES : what is typed
    printf "$1" | "$bs" --plain-ui --analyst anna >"$T/out" 2>"$T/err"
    status=$?
}
run --plain-ui
status_is 1 "no database yet"
err_has "bannerscope import" "says what makes one"
run import "$BS_SRCDIR/tests/data/demo.ndjson.gz"

plain ''
status_is 0 "the end of input ends it"
out_has "Group of 115 open services" "the biggest group is first"
out_has "Left: 350 services in 6 groups." "it says how much is left"
LC_ALL=C tr -d '\n\040-\176' <"$T/out" >"$T/high"
LC_ALL=C grep -q '[[:cntrl:]]' "$T/high"
[ $? -ne 0 ]
ok $? "no control character in it"

plain '2 modem, old; login page\nq\n'
out_has "saved non-medical for 115 services" "a verdict with label and reason in one line"
out_has "Left: 235 services in 5 groups." "and what is left then"
run log
out_has "modem, old" "the label is in the log"
out_has "login page" "the reason too"
out_has "anna" "and whose it is"
plain '1\nscanner\nname in the title\nq\n'
out_has "Label (Enter: none): Reason (Enter: none): saved medical for 70 services" "asked one after another"
run log
out_has "name in the title" "and stored"
plain '1\nhalf'
out_has "No verdict was given." "input that ends in the middle decides nothing"
plain 'u\nu\nu\nq\n'
out_has "is the rules' again" "undo, also of an earlier session"
out_has "there is nothing to undo" "until there is nothing"
out_has "Group of 115 open services" "and the group is back"
plain 's\n? ben: is that yours\np\nq\n'
out_has "put off: 115 services" "skip"
out_has "marked, somebody is to be asked: 70 services" "not sure"
run queue
out_has "unsure" "the queue knows the mark"
plain 't\nh\nd\nw\nr\nb\ng\nx\n1x\n\nq\n'
status_is 0 "the other commands"
out_has "00000000  " "bytes as hex"
out_has "the whole banner now" "the scope of a banner"
out_has "That is no command here." "an unknown one says so"
printf '2 %s\n3 -\nq\n' "$(head -c 5000 /dev/zero | tr '\0' a)" >"$T/long"
"$bs" --plain-ui <"$T/long" >"$T/out" 2>"$T/err"
out_has "That line is too long" "a line too long is told"
out_has "saved unknown for" "and the next one counts"
printf '2 \377\nq\n' >"$T/bytes"
"$bs" --plain-ui <"$T/bytes" >"$T/out" 2>"$T/err"
out_has "NOT SAVED: label and reason have to be UTF-8" "bytes that are no text are not saved"
"$bs" --plain-ui --ascii </dev/null >"$T/out" 2>"$T/err"
[ -z "$(LC_ALL=C tr -d '\n\040-\176' <"$T/out")" ]
ok $? "--ascii sends nothing else"
"$bs" --plain-ui -q port:104 </dev/null >"$T/out" 2>"$T/err"
out_has "port 104" "-q restricts the queue"
# A terminal that cannot place the cursor gets it by itself.
TERM=dumb "$PYTHON3" - "$bs" >"$T/out" 2>&1 <<'PY'
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
seen = b""
while b"> " not in seen:
    seen += os.read(fd, 1024)
os.write(fd, b"q\n")
try:
    while True:
        more = os.read(fd, 1024)
        if not more:
            break
        seen += more
except OSError:
    pass
print(seen.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) or b"\x1b" in seen)
PY
status=$?
status_is 0 "TERM=dumb: the same, without an escape sequence"
out_has "line by line" "and it says what it is"
finish
