# lib.sh - for the tests of the command line: a private home, TAP, and the program to call.
#
# . "$BS_SRCDIR/tests/cli/lib.sh"; every test calls `finish` at its end.
set -u
: "${BS_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${BS_BUILDDIR:=$BS_SRCDIR}"
: "${PYTHON3:=python3}"
bs="$BS_BUILDDIR/bannerscope"
data="$BS_SRCDIR/tests/cli"
T=$(mktemp -d "${TMPDIR:-/tmp}/bs-cli.XXXXXX") || exit 1
HOME="$T/home" XDG_DATA_HOME="$T/data" XDG_CONFIG_HOME="$T/config" XDG_STATE_HOME="$T/state"
BANNERSCOPE_DATA_DIR="$BS_SRCDIR"
BS_CLOCK=2024-05-06T07:08:09Z
export HOME XDG_DATA_HOME XDG_CONFIG_HOME XDG_STATE_HOME BANNERSCOPE_DATA_DIR BS_CLOCK
unset SHODAN_API_KEY SHODAN_API_URL BANNERSCOPE_DB NO_COLOR
mkdir -p "$HOME"
server_pid=
cases=0
failed=0

clean_up() {
    [ -n "$server_pid" ] && kill "$server_pid" 2>/dev/null
    chmod -R u+w "$T" 2>/dev/null
    rm -rf "$T"
}
trap clean_up EXIT

# run ARG... : the program; its status in $status, what it wrote in $T/out and $T/err
run() {
    "$bs" "$@" >"$T/out" 2>"$T/err" </dev/null
    status=$?
}
# ok CONDITION-STATUS NAME
ok() {
    cases=$((cases + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $cases - $2"
    else
        echo "not ok $cases - $2"
        failed=$((failed + 1))
        sed 's/^/# out: /' "$T/out" 2>/dev/null | head -5
        sed 's/^/# err: /' "$T/err" 2>/dev/null | head -5
    fi
}
status_is() { # STATUS NAME
    [ "$status" -eq "$1" ]
    ok $? "$2 (exit $1, was $status)"
}
out_has() { # TEXT NAME
    grep -qF -- "$1" "$T/out"
    ok $? "$2"
}
err_has() { # TEXT NAME
    grep -qF -- "$1" "$T/err"
    ok $? "$2"
}
last_out_is() { # LINE NAME
    [ "$(tail -n 1 "$T/out")" = "$1" ]
    ok $? "$2"
}
json_is() { # PYTHON-EXPRESSION-OVER-d NAME : of the first line of out
    "$PYTHON3" -c "import json,sys; d=json.loads(open(sys.argv[1]).readline()); sys.exit(not ($1))" \
        "$T/out" 2>"$T/json.err"
    ok $? "$2"
}
# No byte of FILE is a control but LF (and CR LF in CSV), and it is valid UTF-8 without C1 and bidi.
no_controls() { # FILE NAME
    "$PYTHON3" - "$1" <<'PY'
import sys, unicodedata
text = open(sys.argv[1], "rb").read().decode("utf-8")
bad = [c for c in text if c not in "\n\r" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co")]
bad += ["\r" for i, c in enumerate(text) if c == "\r" and text[i + 1:i + 2] != "\n"]
sys.exit(bool(bad))
PY
    ok $? "$2"
}
finish() {
    echo "1..$cases"
    exit $((failed > 0))
}
# start_shodan ARG... : the fake on loopback; its address in $SHODAN_API_URL
start_shodan() {
    stop_shodan
    "$PYTHON3" "$BS_SRCDIR/tests/support/fake_shodan.py" --log "$T/requests" --lifetime 300 "$@" \
        >"$T/port" 2>"$T/server.err" &
    server_pid=$!
    tries=0
    while [ ! -s "$T/port" ] && kill -0 "$server_pid" 2>/dev/null && [ $tries -lt 100000 ]; do
        tries=$((tries + 1))
    done
    SHODAN_API_URL="http://127.0.0.1:$(head -n 1 "$T/port")"
    export SHODAN_API_URL
}
stop_shodan() {
    [ -n "$server_pid" ] && kill "$server_pid" 2>/dev/null && wait "$server_pid" 2>/dev/null
    server_pid=
    : >"$T/port"
}
