#!/bin/sh
# Collecting: every result once, credits for pages and nothing else, through failures and a kill.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"
key=TESTKEY0TESTKEY1TESTKEY2TESTKEY3
BANNERSCOPE_DB="$T/a.db" SHODAN_API_KEY=$key
export BANNERSCOPE_DB SHODAN_API_KEY

"$PYTHON3" - "$BS_SRCDIR/tests/data/demo.ndjson.gz" "$T/thousand.ndjson" <<'PY'
import gzip, itertools, sys
with gzip.open(sys.argv[1], "rt") as f, open(sys.argv[2], "w") as out:
    out.writelines(itertools.islice(f, 1000))
PY
query=country:NL

credits_left() { # how many the fake says
    "$bs" info 2>/dev/null </dev/null | sed -n 's/^query credits left: //p'
}
stored() { # how many services
    "$bs" list --format ndjson 2>/dev/null </dev/null | wc -l
}

# -- every third answer is another misfortune
start_shodan --data "$T/thousand.ndjson" --key $key --credits 50 \
    --fault-every search@3:cut,reset,503,cutgzip,429,502,badgzip,longlength
run search $query --yes
status_is 0 "a thousand results through a Shodan that misbehaves"
[ "$(stored)" -eq 1000 ]
ok $? "every result is there"
[ "$("$bs" list --format csv --columns ip,port,transport \
    </dev/null | sort | uniq -d | wc -l)" -eq 0 ]
ok $? "and none twice"
[ "$(credits_left)" -eq 40 ]
ok $? "credits spent = pages"
"$PYTHON3" - "$T/requests" <<'PY' >"$T/out" 2>&1
import sys
rows = sorted([float(x) for x in line.split("\t")[:2]] for line in open(sys.argv[1]))
pause = min(after[0] - before[1] for before, after in zip(rows, rows[1:]))
print("shortest pause %.4f s" % pause)
sys.exit(pause < 1)
PY
ok $? "no request sooner than a second after the last answer"
! grep -rlF "$key" "$T/a.db" "$T/a.db-wal" "$T/out" "$T/err" "$XDG_STATE_HOME" "$XDG_DATA_HOME" 2>/dev/null |
    grep -q .
ok $? "the key is nowhere but in the requests"
run history --format ndjson
json_is "d['kind'] == 'search' and d['credits'] == 10 and d['hits'] == 1000" "the history has the run"
run history --unfinished --format ndjson
[ ! -s "$T/out" ]
ok $? "nothing is unfinished"

# -- killed in the middle
rm -f "$T"/a.db*
: >"$T/requests"
start_shodan --data "$T/thousand.ndjson" --key $key --credits 50
"$bs" search $query --yes >/dev/null 2>&1 </dev/null &
victim=$!
for _ in $(seq 600); do
    [ "$(grep -c "/shodan/host/search" "$T/requests" 2>/dev/null)" -ge 3 ] && break
    "$PYTHON3" -c 'import select; select.select([], [], [], 0.05)'
done
kill -9 "$victim"
wait "$victim" 2>/dev/null
run history --unfinished --format ndjson
json_is "d['pages_done'] >= 2 and d['query'] == '$query'" "after kill -9 the run is known as unfinished"
run search --resume --yes
status_is 0 "it goes on"
[ "$(stored)" -eq 1000 ]
ok $? "to its end"
# The page that was on its way when the kill came may have been sent, and so charged, already.
[ "$(credits_left)" -ge 39 ]
ok $? "and no page that was on disk was paid for again"
grep -F "/shodan/host/search" "$T/requests" | grep -o 'page=[0-9]*' | sort | uniq -c |
    awk '$1 > 1 { n++ } END { exit n > 1 }'
ok $? "at most the page in flight was asked for twice"

# -- pages that are not what they should be
rm -f "$T"/a.db*
start_shodan --data "$T/thousand.ndjson" --key $key --credits 50 --fault 'search@2=empty' \
    --fault 'search@4=short'
run search $query --limit 400 --yes
status_is 1 "an empty page in the middle"
err_has "page 2" "is named"
run history --missing --format ndjson
json_is "d['page'] == 2 and d['tries'] == 1" "and listed"
run search $query --limit 400 --yes
status_is 0 "the same command fetches it"
err_has "at most 1 query credits" "at the price of that page alone"
run history --missing --format ndjson
[ ! -s "$T/out" ]
ok $? "then nothing is missing"

# -- a page that is none, millions of times
start_shodan --data "$T/thousand.ndjson" --key $key --credits 50 --fault 'search@1=wide:1'
run search port:104 --limit 100 --yes
status_is 3 "a page of nothing but other things"
[ "$(wc -l <"$T/err")" -lt 1100 ]
ok $? "is not told line by line"
err_has "more things in the answer that are no banners" "but counted"
start_shodan --data "$T/thousand.ndjson" --key $key --credits 50

# -- limits on what may be spent
run search $query --yes --max-credits 3
status_is 4 "more than max-credits"
err_has "nothing was spent" "is refused before anything is bought"
mkdir -p "$XDG_CONFIG_HOME/bannerscope"
echo 'set keep-credits = 44' >"$XDG_CONFIG_HOME/bannerscope/config"
run search $query --yes
status_is 4 "less than keep-credits would be left"
err_has "keep-credits" "is said"
rm "$XDG_CONFIG_HOME/bannerscope/config"

# -- names, and what changed
run saved add all-nl $query
status_is 0 "a query gets a name"
run saved add bad 'verdict:medical'
status_is 2 "one that Shodan does not know is refused"
run saved
out_has "all-nl" "the list has it"
run search --saved nobody --yes
status_is 1 "a name that is not there"
sed '1d' "$T/thousand.ndjson" >"$T/fewer.ndjson"
run search --saved all-nl --limit 1000 --yes --json
status_is 0 "run by its name"
start_shodan --data "$T/fewer.ndjson" --key $key --credits 50
run search --saved all-nl --yes --json
json_is "d['gone'] == 1 and d['new'] == 0 and d['changed'] == 0" "the next run tells what is gone"
run changes all-nl --format ndjson
json_is "d['change'] == 'gone'" "and which"
run facets $query --format ndjson
json_is "d['facet'] == 'org' and d['count'] > 0" "facets of what is stored"
run facets --remote $query --format ndjson
json_is "d['facet'] and d['count'] > 0" "and of what Shodan has"
run count $query --json
json_is "d['hits'] == 999 and d['credits'] == 10 and d['stored'] > 0" "a count says what is stored"
run info --json
json_is "d['plan'] and d['query_credits'] >= 0" "credits for scripts"
grep -q '^http.title$' "$XDG_STATE_HOME/bannerscope/filters"
ok $? "Shodan's own list of filters is kept"
echo brand.new >>"$XDG_STATE_HOME/bannerscope/filters"
run count brand.new:x
status_is 0 "a filter that only Shodan's list has is no mistake"
run count brand.newer:x
status_is 2 "one that nobody has is"
finish
