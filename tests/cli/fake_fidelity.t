#!/bin/sh
# The fake Shodan of these tests is like the real one, as far as Debian's own client of Shodan can
# tell; and what that client stores (key, download) is what bannerscope reads.
. "${BS_SRCDIR:-.}/tests/cli/lib.sh"
key=FAKE1key2FOR3tests4ONLY5abcdefgh
BANNERSCOPE_DB="$T/a.db"
export BANNERSCOPE_DB
export LC_ALL=C.UTF-8

# The module may belong to the system's python alone.
client=
for python in "$PYTHON3" /usr/bin/python3; do
    if "$python" -c 'import shodan' 2>/dev/null; then
        client=$python
        break
    fi
done
if [ -z "$client" ]; then
    echo "1..0 # SKIP python3-shodan is not installed"
    exit 0
fi
# theirs ARG... : the official command; its status in $status, what it wrote in $T/out and $T/err
theirs() {
    (cd "$T" && "$client" "$(cd "$OLDPWD" && cd "$BS_SRCDIR" && pwd)/tests/support/shodan_client.py" \
        "$SHODAN_API_URL" "$@") >"$T/out" 2>"$T/err" </dev/null
    status=$?
}
# 250 more beside the ten of the file, so that there are three pages.
cp "$BS_SRCDIR/tests/data/shodan/records.ndjson" "$T/records.ndjson"
"$PYTHON3" - >>"$T/records.ndjson" <<'PY'
import json
for n in range(250):
    print(json.dumps({"ip_str": "198.18.%d.%d" % (n // 200, n % 200 + 1), "port": 8000 + n % 5,
                      "ip": (198 << 24) + (18 << 16) + (n // 200 << 8) + n % 200 + 1,
                      "transport": "tcp", "timestamp": "2024-01-02T03:04:05.%06d" % n,
                      "data": "\u00e9 fleet %d\r\n" % n, "hash": n, "org": "Fleet %d" % (n % 3),
                      "hostnames": [], "domains": [], "opts": {"raw": "00"},
                      "location": {"country_code": "NL"}, "_shodan": {"module": "http"}}))
PY
start_shodan --data "$T/records.ndjson" --key $key --history 2

theirs init WRONGkey
[ "$status" -ne 0 ] && grep -q 'Invalid API key' "$T/err"
ok $? "a wrong key reads as one"
theirs init $key
status_is 0 "init"
run -v info
status_is 0 "bannerscope uses the key that shodan init stored"
theirs info
out_has "Query credits available: 100" "info"
theirs count port:8001
last_out_is 50 "count"
theirs stats --facets org,port --limit 2 fleet
out_has "Top 2 Results for Facet: org" "stats"
grep -Eq '^Fleet 0 +84$' "$T/out"
ok $? "its numbers"
theirs search --fields ip_str,port,org,location.country_code --separator , --limit 120 'org:"Fleet 1"'
[ "$(grep -cE '^198\.18\.[0-9.]+,800[0-9],Fleet 1,(NL)?,' "$T/out")" = 83 ]
ok $? "search with fields and a limit"
theirs search port:9999
[ "$status" -ne 0 ] && grep -q 'No search results' "$T/err" "$T/out"
ok $? "search without results"
theirs host 198.18.0.7
grep -q '198.18.0.7' "$T/out" && grep -q '8001/tcp' "$T/out"
ok $? "host"
theirs host --history --format tsv 198.18.0.7
[ "$(grep -c 8001 "$T/out")" -ge 3 ]
ok $? "host with its history"
theirs host 203.0.113.250
grep -q 'No information available' "$T/err" "$T/out"
ok $? "a host that is not there"
theirs info
cp "$T/out" "$T/before"
theirs download --limit -1 "$T/all" fleet
out_has "Saved 250 results" "download"
theirs info
[ "$(sed -n 's/Query credits available: //p' "$T/before")" -eq \
    "$(($(sed -n 's/Query credits available: //p' "$T/out") + 2))" ]
ok $? "it cost two credits: the pages above the first, without a filter"
run import "$T/all.json.gz"
status_is 0 "import of the download"
last_out_is "250 read, 250 new, 0 updated, 0 duplicate, 0 rejected" "every banner of it"
run search fleet --yes
status_is 0 "the same search"
last_out_is "250 read, 0 new, 0 updated, 250 duplicate, 0 rejected" "finds the same banners"
theirs download --limit 10 "$T/few" 'port:8003'
run import "$T/few.json.gz"
last_out_is "10 read, 0 new, 0 updated, 10 duplicate, 0 rejected" "download with a limit"

start_shodan --data "$T/records.ndjson" --key $key --credits 0
theirs search port:8001
grep -q 'Insufficient query credits' "$T/err" "$T/out"
ok $? "spent credits"
start_shodan --data "$T/records.ndjson" --key $key --fault 'count@1=403json' --fault 'count@2=502' \
    --fault 'count@3=html200' --fault 'count@4=error200:Nope'
for sentence in 'Access denied (403 Forbidden)' 'Bad Gateway (502)' 'Unable to parse JSON response' \
    'Nope'; do
    theirs count x
    grep -qF "$sentence" "$T/err" "$T/out"
    ok $? "error: $sentence"
done
finish
