#!/bin/sh
# What a command gives up before it runs, asked by somebody inside the program (support/intruder.c); and
# that it works as before where the kernel has no Landlock.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"
key=FAKE1key2FOR3tests4ONLY5abcdefgh
bs=$(cd "$BS_BUILDDIR" && pwd)/bannerscope
intruder="$BS_BUILDDIR/tests/support/intruder.so"
unset BANNERSCOPE_SANDBOX
mkdir -p "$HOME/.config/shodan" "$T/study" "$T/outside" "$T/exports"
(umask 077 && printf %s $key >"$HOME/.config/shodan/api_key")
echo "nobody's business" >"$T/outside/diary"
cp "$data/records.ndjson" "$T/outside/records.ndjson"
start_shodan --data "$data/records.ndjson" --key $key
INTRUDER_PLACE="$T/outside" INTRUDER_PORT="${SHODAN_API_URL##*:}" BANNERSCOPE_DB="$T/study/a.db"
export INTRUDER_PLACE INTRUDER_PORT BANNERSCOPE_DB

# Asked of the kernel itself: a program that forgot its sandbox must not look like a kernel without.
version=$("$PYTHON3" -c 'import ctypes; print(max(0, ctypes.CDLL(None).syscall(444, None, 0, 1)))')
without="$PYTHON3 $BS_SRCDIR/tests/support/no_landlock.py"
usual=$bs

intruded() { # ARG... : as run, with somebody inside
    ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0" LD_PRELOAD="$intruder" run "$@"
}
refused() { # WHAT NAME
    err_has "intruder: $1: refused" "$2: $1: refused"
}
# -- a kernel without it ---------------------------------------------------------------------
printf '#!/bin/sh\nexec %s %s "$@"\n' "$without" "$usual" >"$T/plain"
chmod +x "$T/plain"
bs="$T/plain"
run doctor
status_is 0 "a kernel without Landlock"
out_has "sandbox    off: this kernel has no Landlock" "is told"
run import "$T/outside/records.ndjson"
status_is 0 "everything works there"
run -v info
err_has "sandbox: off: this kernel has no Landlock" "--verbose tells it, too"
rm -f "$T"/study/*
bs=$usual
[ -e "$intruder" ]
ok $? "the intruder is there"
if [ "$version" = 0 ]; then
    ok 0 "what is refused # SKIP this kernel has no Landlock"
    finish
fi

run doctor
out_has "sandbox    on (Landlock $version)" "doctor says that it is on"

# -- somebody inside -------------------------------------------------------------------------
BANNERSCOPE_SANDBOX=off intruded import "$T/outside/records.ndjson"
status_is 0 "import without a sandbox"
[ "$(grep -c '^intruder: .*: done$' "$T/err")" = 10 ] && ! grep -q refused "$T/err"
ok $? "somebody inside can do all ten: the test sees something"
rm -f "$T/outside/left-behind" "$T"/study/*
intruded import "$T/outside/records.ndjson"
status_is 0 "import"
for what in "reads a file" "lists a folder" "changes a file" "makes a file" "reads the key" "writes the key" \
    "runs a program"; do
    refused "$what" "import"
done
[ ! -e "$T/outside/left-behind" ] && [ "$(cat "$T/outside/diary")" = "nobody's business" ]
ok $? "nothing was written outside"
if [ "$version" -ge 4 ]; then
    refused connects "import"
    refused listens "import"
else
    ok 0 "import: connects # SKIP Landlock $version"
fi
if [ "$version" -ge 6 ]; then
    refused signals "import"
else
    ok 0 "import: signals # SKIP Landlock $version"
fi
intruded list port:104
status_is 0 "list"
refused "reads the key" "list"
intruded count port:104
status_is 0 "count"
last_out_is 2 "its answer comes through"
for what in "reads a file" "makes a file" "writes the key" "runs a program" "listens"; do
    refused "$what" "count"
done
err_has "intruder: reads the key: done" "what it needs is left to it"
err_has "intruder: connects: done" "the network, too"

# -- what the words name is left --------------------------------------------------------------------
run export -o "$T/exports/all.csv" --format csv
status_is 0 "an export elsewhere"
intruded export -o "$T/exports/all.ndjson"
refused "makes a file" "export"
run verdict --from - <"$T/outside/diary"
! grep -q "Permission denied" "$T/err"
ok $? "what standard input is"
cd "$T/exports" || exit 1
run import ../outside/records.ndjson
status_is 0 "a relative name"
cd "$OLDPWD" || exit 1
for i in $(seq 100); do
    cp "$T/outside/records.ndjson" "$T/outside/$i.ndjson"
done
run import "$T"/outside/*.ndjson
status_is 0 "a hundred names"
last_out_is "707 read, 0 new, 0 updated, 707 duplicate, 0 rejected" "all of them read"
mkfifo "$T/pipe"
cat "$T/outside/records.ndjson" >"$T/pipe" &
run import "$T/pipe"
status_is 0 "a pipe"
run --db "$T/other.db" import "$T/outside/records.ndjson"
status_is 0 "another database"
run merge "$T/other.db"
status_is 0 "is merged"
printf '%s\n' $key | "$bs" init >"$T/out" 2>"$T/err"
status=$?
status_is 0 "init stores the key"
rm -rf "$HOME/.config" "$XDG_CONFIG_HOME" "$XDG_DATA_HOME" "$XDG_STATE_HOME"
printf '%s\n' $key | "$bs" init >"$T/out" 2>"$T/err"
status=$?
status_is 0 "also where its folder has yet to be made"
run doctor --write-config
status_is 0 "so does the configuration"
unset BANNERSCOPE_DB
run import "$data/records.ndjson"
status_is 0 "and the database"

# -- the setting -----------------------------------------------------------------------------------
mkdir -p "$XDG_CONFIG_HOME/bannerscope"
echo 'set sandbox = off' >"$XDG_CONFIG_HOME/bannerscope/config"
run doctor
out_has "sandbox    off: the setting says so" "set sandbox = off"
echo 'set sandbox = all' >"$XDG_CONFIG_HOME/bannerscope/config"
run doctor
out_has "the screen, too" "set sandbox = all"
echo 'set sandbox = some' >"$XDG_CONFIG_HOME/bannerscope/config"
run doctor
status_is 1 "what the setting does not know"
finish
