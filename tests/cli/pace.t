#!/bin/sh
# One request a second for each key, whoever asks: the log of the fake is the judge.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"
key=FAKE1key2FOR3tests4ONLY5abcdefgh
export SHODAN_API_KEY=$key
BANNERSCOPE_DB="$T/a.db"
export BANNERSCOPE_DB

# paced N : N requests or more, none earlier than a second after the end of the last answer; all in turn
paced() {
    "$PYTHON3" - "$T/requests" "$1" <<'PY'
import sys
rows = sorted([float(v) for v in line.split("\t")[:2]] for line in open(sys.argv[1]))
gaps = [after[0] - before[1] for before, after in zip(rows, rows[1:])]
print("requests %d, shortest pause %.3f s" % (len(rows), min(gaps)), file=sys.stderr)
sys.exit(len(rows) < int(sys.argv[2]) or min(gaps) < 1)
PY
}

start_shodan --data "$data/records.ndjson" --key $key --strict-rate
"$bs" count port:1 >"$T/1.out" 2>"$T/1.err" &
one=$!
"$bs" count port:2 >"$T/2.out" 2>"$T/2.err" &
two=$!
"$bs" count port:3 >"$T/3.out" 2>"$T/3.err" &
three=$!
wait $one && wait $two && wait $three
ok $? "three copies at once are all answered"
paced 3 2>"$T/err"
ok $? "and share the rate"
! cut -f 3 "$T/requests" | grep -q 429
ok $? "without being told to"

# A copy that is killed in its request has made one all the same, and holds nobody up.
rm -f "$XDG_STATE_HOME/bannerscope/rate"
: >"$T/requests"
start_shodan --data "$data/records.ndjson" --key $key --fault 'count@1=slow:2'
"$bs" count port:1 >"$T/1.out" 2>"$T/1.err" &
one=$!
while ! grep -q . "$XDG_STATE_HOME/bannerscope/rate" 2>/dev/null; do :; done
kill -KILL $one
wait $one 2>/dev/null
run count port:2
status_is 0 "a copy after one that was killed"

# One copy through a server that fails every other answer.
: >"$T/requests"
start_shodan --data "$data/records.ndjson" --key $key \
    --fault-every 'count@2:reset,503,cut,429,html200'
for n in 1 2 3; do
    run count port:$n
done
status_is 0 "one that has to ask again"
paced 4 2>"$T/err"
ok $? "waits as well"

# A reset on a connection that had served before is no invitation to ask again at once.
: >"$T/requests"
start_shodan --data "$data/records.ndjson" --key $key --fault 'search@1=reset' \
    --fault 'search@2=resetmid'
run search port:104 --yes
status_is 0 "a search through resets"
last_out_is "2 read, 2 new, 0 updated, 0 duplicate, 0 rejected" "finds all"
paced 5 2>"$T/err"
ok $? "in its own time"

# The key is in the requests, and nowhere else.
cut -f 5 "$T/requests" | grep -qF "key=$key" && ! cut -f 6- "$T/requests" | grep -qF "$key"
ok $? "the key is in the target of each request alone"
! grep -rqaF "$key" "$HOME" "$XDG_STATE_HOME" "$XDG_DATA_HOME" "$XDG_CONFIG_HOME" "$T/err" "$T/out" \
    "$T/1.err" "$T/2.err" "$T/3.err" 2>/dev/null
ok $? "and in no file"
finish
